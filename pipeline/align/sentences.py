"""Where does a sentence of worn scientific text end?

A candidate is a run of stops; each question about it looks at a bounded window, so that the work is linear in the
text. Extents tile the text: white space belongs to the sentence before it (leading white space to the first).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Language
from pipeline.text import HAN, is_han, word_set

Extent = tuple[int, int]

_STOPS = re.compile(r"[.．。｡!?！？]+")
_HAN_STOP = frozenset("。｡！？")
_CLOSERS = re.compile(r"[”’」』）)\]］】〕》〉\"']*")
_SPACE = re.compile(r"\s*")
_PARTNERS = dict(zip("）)]］】〕》」』", ["（(", "（(", "[［", "[［", "【", "〔", "《", "「", "『"], strict=True))
_OPEN = frozenset("（([［【〔《「『")
_BRACKET = re.compile(f"[{re.escape(''.join([*sorted(_OPEN), *_PARTNERS]))}]")

# A bracket that OCR left open must not swallow the text up to the next close: beyond this it is taken for a slip.
_LONGEST_BRACKET = 200
_LONGEST_BRACKET_AROUND_HAN_STOP = 60
_WINDOW = 40

_CITATION = re.compile(
    r"\s?\^?\{?\s?[\[［〔]\s?\d[\d\s,，、;~～\-–—－]*[\]］〕]\s?\}?|[\u00b9\u00b2\u00b3\u2070-\u2079⁻,，]*[\u00b9\u00b2\u00b3\u2070-\u2079]"
)
_TEX_CLOSE = re.compile(rf"\s?\$(?=\s*(?:[{HAN}]|$))")
_PLAIN_CITATION = re.compile(r"\d{1,3}(?:[,–-]\d{1,3}){0,9}(?=\s+[A-Z]|[A-Z][a-z]|\s*$)")

_LETTERS = r"A-Za-z\u00c0-\u024f"
_TOKEN_BEFORE = re.compile(rf"[{_LETTERS}]+(?:[.'’-][{_LETTERS}]+)*$")
_NUMBER_BEFORE = re.compile(r"\d[\d.,]*$")
_HAN_BEFORE = re.compile(rf"[{HAN}）)」』”’》】\]］〕%％]$")
_NEXT_WORD = re.compile(rf"[{_LETTERS}]+")
_UNSPACED_OPENING = re.compile(r"[A-Z][a-z]|[A-Z]{2,9}[a-z\s-]|[A-Z]\s[a-z]")
_LABEL = re.compile(rf"[\[［【][A-Z0{HAN}]|[\u2460-\u2473]|\$?\s?\\textcircled|[（(]\d[)）]\s?[A-Z{HAN}]")
# The number of an item that a bracket closes: "1)", "2）". Its bracket has no partner.
_ITEM = re.compile(rf"\d{{1,2}}[)）]\s?[A-Z{HAN}]")
_ITEM_BEFORE = re.compile(r"(?:^|[。;；\n]|(?:[a-z]{4}|[)）])[.．:：])\s*\d{1,2}$")
_SECTION_LABEL = re.compile(rf"[\[［【][A-Z{HAN}]")
# A number at the end of a word is a footnote's, and the letter behind it an initial: "M. Weber61 J. Weiss".
_UNIT_BEFORE = re.compile(
    r"\d\s?(?:[mhdgs]|k?g|m[gLlm]|μ[gLlm]|[ckn]m|min|mol|Hz|[°º˚]\s?[CF])$|(?:^|[^A-Za-z\d.,])[\d.,]*\d\s?[LKVWJ]$"
)
_DEGREES = re.compile(r"\d+(?:\.\d+)?\s?[°º˚o]")
_PERCENTAGE = re.compile(r"[\d.]+\s?[%％]")
# What opens a sentence even in small letters, where OCR lost the space before it.
_SMALL_OPENING = re.compile(r"(?:the|this|these|those|they|there|our)(?![a-z])")
_MIXED_WORD = re.compile(r"(?=[a-z]{1,6}[-]?[A-Z0-9])[A-Za-z0-9-]+")
_DIRT_AT_END = re.compile(r"\s*[A-Za-z]{1,2}\s*")
_DIGIT_NEXT = re.compile(r"\s*\d")
_ADDRESS = re.compile(r"(?:https?:|www\.|doi|@|\b10\.\d{4,9}/)[^\s\u3000-\u9fff]*(?<![)）\]］])$", re.IGNORECASE)
_ENUMERATOR = re.compile(
    r"(?:^|[\n：；;，,。．（(]|(?<!\d):)\s*(?:\d{1,2}(?:[.．]\d{1,2}){0,3}|[A-Za-z]|[IVX]{1,4})$|[；;]\s?[A-Z]{2,4}$"
)
# "2" in "1. Intro. 2. Methods": alone between two stops a number is no sentence.
_ENUMERATOR_AFTER_SENTENCE = re.compile(rf"(?:([{_LETTERS}]{{3,}})|[)）{HAN}])[.!?]\s+\d{{1,2}}$")
_CAPTION_NUMBER = re.compile(
    r"(?:^|[\n.。])\s*(?:fig|figs|figure|tab|table|scheme|图|表|式|第)[.．\s]*[A-Za-z]?\d{1,2}$", re.IGNORECASE
)


# Never the last word of a sentence.
_NEVER = word_set(
    "vs e.g eg i.e ie cf dr prof mr mrs ms st ca approx viz resp esp incl assoc gen rev hon ed eds trans"
    " subsp ssp subg var nov comb emend syn cv"
)
# A number follows: Fig. 2, No. 5, pp. 3.
_NUMBERED = word_set(
    "fig figs eq eqs eqn eqns tab ref refs no nos nr vol vols p pp sec sect chap ch art sch suppl app appx ver v"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
# May end a sentence, but only where the next word is one that opens sentences.
_DOUBTFUL = word_set(
    "al etc inc ltd co corp univ dept inst lab acad jr sr sp spp a.m p.m u.s u.k u.n d.c ph.d m.d b.sc m.sc et"
    " sci med biol chem phys int natl amer assn bull comm conf proc j rep res rev soc symp min max avg"
    " std wt"
)
_SENTENCE_OPENERS = word_set(
    "the this these those that there it its we our in on at for from with by to as if when while where after before"
    " during since although though however therefore thus hence moreover furthermore finally firstly secondly then"
    " here both all each some most many no not a an and but or results result conclusion conclusions methods method"
    " objective objectives background aim purpose discussion introduction our they he she patients compared based"
    " using among between under overall meanwhile besides additionally also what which one two three"
    " because generally subsequently specifically similarly especially particularly consequently accordingly notably"
    " interestingly importantly recently currently previously usually typically"
    " can could should would do does did is are was were has have had how why whether"
)
# A capital names one of these: what stands before its stop is no initial.
_LETTERED = re.compile(
    r"(?:vitamin|group|hepatitis|type|grade|class|phase|stage|model|site|zone|area|region|section|factor|influenza|pattern"
    r"|category|scheme|panel|sample)s?\s[A-Z](?:\s(?:and|or)\s[A-Z])?$",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")


def sentences(text: str, lang: Language) -> list[Extent]:
    """The extents of the sentences of a text; together they are ``[0, len(text))``. An empty text has none.

    ``lang`` decides only what the characters leave open: an ASCII stop between a Latin word and a Chinese one ends a
    sentence of a Chinese text. A semicolon ends none: in Chinese it joins clauses that English prints in one sentence
    as often as in two, and the aligner can answer one with many (cut there too, the pairs of 83 labelled abstracts have
    an F1 of .905 and not of .909).
    """
    if not text:
        return []
    cuts = [0]
    for end in _ends(text, lang):
        if text[cuts[-1] : end].strip() and end < len(text) and _says_something(text, end):
            cuts.append(end)
    return [*zip(cuts, [*cuts[1:], len(text)], strict=True)]


def trimmed(text: str, extent: Extent) -> Extent:
    """The extent without the white space at its ends (empty at its start where there is nothing else)."""
    start, end = extent
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _says_something(text: str, start: int) -> bool:
    """Whether a letter, digit or ideograph comes before the next candidate; else the rest belongs to the sentence."""
    stop = _STOPS.search(text, start)
    rest = text[start : stop.start() if stop else len(text)]
    if stop is None and _DIRT_AT_END.fullmatch(rest):
        return False
    return any(c.isalnum() for c in rest) or bool(stop and _DIGIT_NEXT.match(text, stop.end()))


def _ends(text: str, lang: Language) -> Iterator[int]:
    brackets = _bracketed(text)
    inside = next(brackets, None)
    for match in _STOPS.finditer(text):
        while inside and inside[1] <= match.start():
            inside = next(brackets, None)
        if inside and inside[0] < match.start():
            whole = match.end() == inside[1] and _begins_sentence(text, inside[0])
            short = inside[1] - inside[0] <= _LONGEST_BRACKET_AROUND_HAN_STOP
            if not whole and (short or not _HAN_STOP.intersection(match[0])):
                continue
        end = _end(text, match.start(), match.end(), lang)
        if end is not None:
            yield end


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a bracket opens where a sentence does: (The data are available.)"""
    before = text[max(0, at - _WINDOW) : at].rstrip()
    return not before or bool(_STOPS.match(before[-1]))


def _bracketed(text: str) -> Iterator[Extent]:
    """The outermost bracketed stretches, from open to close, sorted; slips of OCR (no partner, too long) left out."""
    stack: list[int] = []
    pairs: list[Extent] = []
    for match in _BRACKET.finditer(text):
        at, char = match.start(), match[0]
        if char in _OPEN:
            if stack and stack[-1] == at - 1 and text[at - 1] == char:
                stack.pop()  # OCR doubled it
            stack.append(at)
        elif char in _PARTNERS and not (char in ")）" and _ITEM_BEFORE.search(text, max(0, at - 10), at)):
            partner = next((k for k in reversed(stack[-8:]) if text[k] in _PARTNERS[char]), None)
            if partner is not None:
                while stack.pop() != partner:
                    pass
                if at - partner <= _LONGEST_BRACKET:
                    pairs.append((partner, at))
    reach = -1
    for start, end in sorted(pairs):
        if end > reach:
            yield start, end
            reach = end


def _end(text: str, start: int, stop: int, lang: Language) -> int | None:
    """Where the sentence ends that the stops ``text[start:stop]`` end, or None if they end none."""
    # What the window cuts off is stood for by a letter, so that ^ is the start of the text.
    if start and text[start - 1] == "\n" and text[start] in "!！?？" and text[stop : stop + 1].isspace():
        return None  # dirt of the margin
    before = ("x" if start > _WINDOW else "") + text[max(0, start - _WINDOW) : start]
    stops = text[start:stop]
    closed = _after_closers(text, before, stop)
    end = _SPACE.match(text, closed).end()  # type: ignore[union-attr]  # matches the empty string
    if any(char in _HAN_STOP for char in stops):
        return None if _is_han_stop_misread(text, before, stop, end) else end
    if end == len(text):
        return end
    if stops[0] in "!?":
        if text[end].islower():
            return None
        if end > closed or is_han(text[end]) or _has_han_before(before):
            return end
        # In a Chinese text it is an ® misread, as in SYBR?Premix.
        joined = lang == "en" and before[-1:].isalpha() and _UNSPACED_OPENING.match(text, end)
        return end if joined and not _ADDRESS.search(before) else None
    if len(stops) > 2 and set(stops) <= {".", "．"}:
        return end if text[end].isupper() and end > closed else None
    return end if _full_stop_ends(text, before, closed, end, lang) else None


def _after_closers(text: str, before: str, stop: int) -> int:
    """The offset behind the quotes, brackets, dollar and citation marks that follow a stop."""
    end = _CLOSERS.match(text, stop).end()  # type: ignore[union-attr]  # matches the empty string
    word = _TOKEN_BEFORE.search(before)
    plain = word and len(word[0]) > 3 and word[0].lower() not in _NUMBERED and _PLAIN_CITATION.match(text, end)
    mark = _TEX_CLOSE.match(text, end) or _CITATION.match(text, end) or plain
    return mark.end() if mark else end


def _is_han_stop_misread(text: str, before: str, stop: int, end: int) -> bool:
    """A 。 that is no end: a decimal point or a comma read as one, or a quote inside a sentence (“……。”，他说)."""
    if stop < len(text) and text[stop].isdigit():
        if re.search(r"(?:^|[^\d.])0$|[<>=＜＞±]\s?\d+$", before):
            return True
        if re.search(r"\d[°º˚o′'’″]\s?[NS]$", before) and _DEGREES.match(text, stop):
            return True  # the comma between latitude and longitude
    return end < len(text) and text[end] in "，,、；;：:" and end > stop


def _has_han_before(before: str) -> bool:
    return bool(_HAN_BEFORE.search(before))


def _full_stop_ends(text: str, before: str, closed: int, end: int, lang: Language) -> bool:
    """Whether an ASCII or full-width stop with text on both sides ends a sentence."""
    following = text[end]
    spaced = end > closed
    if _is_enumerator(before):
        return False
    if _ADDRESS.search(before) and not (spaced and text[end].isupper()):
        return False
    if is_han(following) or following in "“《「『【":
        return _ends_before_han(before, spaced, lang)
    number = _NUMBER_BEFORE.search(before)
    if _ITEM.match(text, end) and not before[-1:].isspace():
        return _ends_before_item(before, number, spaced)
    if following.isdecimal():
        return _ends_before_digit(text, before, number, end, spaced)
    if number or before[-1:].isspace():
        return _ends_after_number(text, before, end, spaced)
    return _ends_after_word(text, before, end, spaced)


def _is_enumerator(before: str) -> bool:
    """The number of an item: ``2`` in ``方法：2.过滤`` and ``1. Intro. 2. Methods``, but not in ``see Fig. 2. The``."""
    if _ENUMERATOR.search(before):
        return True
    item = _ENUMERATOR_AFTER_SENTENCE.search(before) if before[-1:].isdigit() else None
    return item is not None and (item[1] or "").lower() not in _NUMBERED | _NEVER | _DOUBTFUL


def _ends_before_han(before: str, spaced: bool, lang: Language) -> bool:
    """基因．随后 ends a sentence, as does PCR.结果; Smith J.等, Fig. 图 and S. 菌 do not."""
    if _has_han_before(before):
        return True
    word = _TOKEN_BEFORE.search(before)
    if word:
        name = word[0].lower()
        if _UNIT_BEFORE.search(before):
            return True
        return len(word[0]) > 1 and name not in _NEVER and name not in _NUMBERED and name not in _DOUBTFUL
    if _CAPTION_NUMBER.search(before):
        return False
    return lang == "zh" or spaced


def _ends_before_item(before: str, number: re.Match[str] | None, spaced: bool) -> bool:
    """``decreased.2) The rate`` and ``(P<0.05). 3) The rate`` are ends, ``Fig. 2)`` and ``1.2)`` are not."""
    word = _TOKEN_BEFORE.search(before)
    if word:
        return len(word[0]) > 1 and word[0].lower() not in _NUMBERED | _NEVER
    return spaced or number is None or "." in number[0]


def _ends_before_digit(text: str, before: str, number: re.Match[str] | None, end: int, spaced: bool) -> bool:
    """``0. 05`` and ``8 1 . 0 8`` are decimals that OCR spaced out; ``in 2005. 30 patients`` is an end."""
    if before[-1:].isspace():
        return False
    if number:
        if not spaced:
            return False
        whole = number[0]
        return "." in whole or (len(whole) == 4 and bool(re.match(r"\d+\s+[A-Za-z]{3}", text[end : end + 12])))
    if _has_han_before(before):
        if before[-1] in "%％" and _PERCENTAGE.match(text, end):
            return False  # an enumeration whose commas OCR read as stops
        return bool(re.match(rf"\d+(?:[^\d.]|\.\s?[{HAN}]|\.\s[A-Z])", text[end : end + 8]))
    word = _TOKEN_BEFORE.search(before)
    if not spaced:
        return False
    name = word[0].lower() if word else ""
    return len(name) > 1 and name not in _NEVER | _NUMBERED | _DOUBTFUL


def _ends_after_number(text: str, before: str, end: int, spaced: bool) -> bool:
    """``P<0.05.Conclusion`` ends a sentence, ``Fig. 1. Structure`` and ``2 . b`` do not."""
    if _CAPTION_NUMBER.search(before):
        return False
    return _opens_sentence(text, end, spaced)


def _ends_after_word(text: str, before: str, end: int, spaced: bool) -> bool:
    word = _TOKEN_BEFORE.search(before)
    if word is None:
        return _opens_sentence(text, end, spaced)
    name = word[0].lower()
    after = _NEXT_WORD.match(text, end)
    opener = bool(
        after
        and after[0].lower() in _SENTENCE_OPENERS
        and after[0][0].isupper()
        and (len(after[0]) > 1 or (spaced and text[after.end() : after.end() + 1] != "."))
    )
    if name in _NEVER:
        return False
    if name in _NUMBERED:
        return opener
    if _UNIT_BEFORE.search(before) and _opens_sentence(text, end, spaced):
        return True
    if name in _DOUBTFUL and _SECTION_LABEL.match(text, end):
        return True
    if name not in _DOUBTFUL and (_LETTERED.search(before) or (word[0].islower() and _DOTTED.fullmatch(name))):
        return _opens_sentence(text, end, spaced)
    if name in _DOUBTFUL or len(name) == 1 or _DOTTED.fullmatch(name):
        return opener and (spaced or name not in {"j", "al"})
    return _opens_sentence(text, end, spaced) or (
        len(name) > 3 and bool(_SMALL_OPENING.match(text, end)) and not spaced
    )


def _opens_sentence(text: str, at: int, spaced: bool) -> bool:
    """Whether what stands here may open a sentence. Without a space before it only a capitalised word does."""
    if _LABEL.match(text, at):
        return True
    if not spaced:
        return bool(_UNSPACED_OPENING.match(text, at))
    if text[at].isupper() or text[at] in "“‘\"'(（[［【《$\\{<" or is_han(text[at]):
        return True
    return bool(_MIXED_WORD.match(text, at)) or "\u0370" <= text[at] <= "\u03ff"
