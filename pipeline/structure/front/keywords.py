"""Keywords: one string each, whatever stands between them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.article import Language
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.text import HAN

_STRONG = re.compile(r"\s*[;；]\s*[,，]?\s*")
_WEAK = re.compile(r"\s*[,，、]\s*|\n|\s\|\s|\s*[|│•]\s*|\s*·\s*(?=[^\x00-\x7f])(?<=[^\x00-\x7f]·)")
# Marks that OCR makes of a semicolon; as often they belong to a keyword.
_MISREAD = re.compile(r"(?<=\w)[:：.．]\s+(?=\w)")
_DASH = re.compile(r"\s[-–—]+\s")
_STOP = re.compile(r"(?<=[a-z]{3})\s*\.\s*(?=[A-Za-z]{3})")
_SPACES = re.compile(r"[\s　]+")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］"}
# Where a keyword ends that the next one begins with, or begins as: 湖泊|湖泊水位, 科研合作推荐|科研合作网络.
_REPEATED = re.compile(rf"^(([{HAN}]{{2,6}})(?=\2[{HAN}])|([{HAN}]{{4,6}})[{HAN}]{{1,2}}(?<![与和及])(?=\3[{HAN}]))")
# An author's birth behind the name, or a list of authors: what a lost line break puts behind the last keyword.
_AUTHOR = re.compile(rf"[{HAN}]{{2,4}}(?=\s?[(（]\s?(?:19|20)\d\d\s?[-—–－~～.年])|作者[:：]")
# No Chinese keyword of 700 articles has more characters.
_LONGEST = 30
_SEAM = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{3})")
_CAPITAL = re.compile(rf"(?<=[a-z)])\s+(?=[A-Z][a-z])|(?<=\d)(?=[A-Z][a-z]{{3}})|{_SEAM.pattern}")
_HANGING = re.compile(r"(?:\b(?:and|of|the|for|in|on|to|with|by)|&)$")
_SMALL = re.compile(r"\s(?!(?:and|of|the|for|in|on|to|with|by)\b)[a-z]")
# So many keywords, half of them of several words, show that capitals part them.
_FEWEST_CASED = 3


class Keywords(NamedTuple):
    """``certain`` says whether marks stand between the words; else spaces and capitals were all there was to go by.

    ``coarse`` are the words that semicolons alone part, where commas within them part them further, or marks alone,
    where line breaks do; ``fine`` those that colons and stops part too; else ``words``. ``cased`` says that capitals
    part them, and well.
    """

    words: tuple[str, ...]
    certain: bool
    coarse: tuple[str, ...]
    fine: tuple[str, ...]
    cased: bool = False


def keywords(block: Block, context: str = "") -> Keywords:
    """The keywords of a block that their label begins, as printed, trailing stops off.

    ``context`` is an English text in which capitals that stand together are those of a name: Yellow River Basin.
    """
    first = segments(block.text)[0]
    value = block.text[first.value :] if first.field == "keywords" else block.text
    value = value.strip(" \t\n:：︰.。．;；,，、·]］】」")
    certain = any(len(_split(value, mark)) > 1 for mark in (_STRONG, _WEAK, _STOP)) or bool(_by_rare_marks(value))
    parts = _parts(value, block.lang, context)
    # Without marks a word that stands twice may belong to two keywords (see recut).
    words = _tidied(parts) if certain else tuple(filter(None, map(_tidy, parts)))
    strong = _split(value, _STRONG)
    fine = _tidied([part for word in words for part in _split(word, _MISREAD)])
    coarse = _tidied(strong) if len(strong) > 1 else words
    if certain and "\n" in value and len(strong) < 2:
        coarse = _tidied(_parts(value.replace("\n", " "), block.lang, context))
    phrases = sum(" " in word for word in words)
    cased = block.lang == "en" and not certain and len(words) >= _FEWEST_CASED and 2 * phrases >= len(words)
    return Keywords(words, certain, coarse, fine if certain else words, cased)


def nearer(one: Keywords, other: Keywords) -> Keywords:
    """A list parted by fewer or by more marks, where that brings the number of its words nearer to the other's."""
    count = len(other.words)
    if not count:
        return one
    return one._replace(words=min((one.words, one.coarse, one.fine), key=lambda words: abs(len(words) - count)))


def spill(text: str, context: str) -> int:
    """Where Chinese keywords end behind which an author's biography or a sentence goes on, their line break lost.

    The end of the text where nothing does. ``context`` is what stands above: the last keyword is the longest beginning
    of the sentence that its title or abstract knows, as the name above the biography is the author's.
    """
    if author := _AUTHOR.search(text):
        start, end = author.span()
        named = (at for at in range(start, end - 1) if text[at:end] in context)
        return next(named, start) if author[0][-1] not in ":：" else start
    stop = text.find("。")
    start = max((match.end() for match in _STRONG.finditer(text, 0, max(stop, 0))), default=stop)
    if stop - start < _LONGEST and len(text) - stop < 2 * _LONGEST:
        return len(text)
    known = (start + n for n in range(_LONGEST // 2, 1, -1) if text[start : start + n] in context)
    return next(known, len(text))


def _parts(value: str, lang: Language, context: str) -> list[str]:
    for separator in (_STRONG, _WEAK, _STOP):
        parts = _split(value, separator)
        if len(parts) > 1:
            return [piece for part in parts for piece in (_split(part, _WEAK) if _is_list(part, separator) else [part])]
    if parts := _by_rare_marks(value):
        return parts
    if lang == "zh":
        return [part for word in _joined_latin(_SPACES.split(value)) for part in _unrepeated(word)]
    parts = _by_capitals(value, context)
    return parts if len(parts) >= 2 else re.split(r"\s{2,}|　", value)


def _by_capitals(value: str, context: str) -> list[str]:
    """The parts that capitals begin; where most words have one, those that OCR has glued to the word before."""
    seams = _SEAM.split(value)
    if len(seams) >= _FEWEST_CASED and not _SMALL.search(value):
        return seams
    parts: list[str] = []
    for part in _CAPITAL.split(value):
        named = parts and f"{parts[-1].split()[-1]} {part.split()[0]}" in context
        if parts and (named or _HANGING.search(parts[-1])):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def _by_rare_marks(value: str) -> list[str]:
    """The parts between dashes, as astronomers print them, or colons that OCR reads for semicolons; [] below three."""
    ways = (_split(value, mark) for mark in (_DASH, _MISREAD))
    return next((parts for parts in ways if len(parts) > 2), [])


def _unrepeated(word: str) -> list[str]:
    """Two keywords that have lost the space between them, the second beginning with the first."""
    repeated = _REPEATED.match(word)
    return [repeated[1], word[repeated.end() :]] if repeated else [word]


def _is_list(part: str, separator: re.Pattern[str]) -> bool:
    """Whether a part between semicolons is itself a list: OCR reads some of them as commas."""
    return separator is _STRONG and bool(re.search(r"[，、]", part)) and len(part) > 4


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split at a separator outside brackets; an unclosed bracket closes nothing in."""
    parts, start = [], 0
    for match in separator.finditer(text):
        head = text[start : match.start()]
        if any(
            head.count(opening) > head.count(closing) and closing in text[match.end() : match.end() + 40]
            for opening, closing in _BRACKETS.items()
        ):
            continue
        parts.append(head)
        start = match.end()
    return [part for part in [*parts, text[start:]] if part.strip()]


def _joined_latin(words: list[str]) -> list[str]:
    """Chinese keywords that spaces part; a space within Latin text or beside a formula parts nothing."""
    out: list[str] = []
    for word in words:
        latin = not re.search(f"[{HAN}]", word)
        if out and latin and not re.search(f"[{HAN}]", out[-1]) and not (word[:1].isupper() and out[-1][:1].isupper()):
            out[-1] += " " + word
        elif (out and (word[:1] in "-–（(")) or (out and out[-1][-1:] in "-–（("):
            out[-1] += word
        elif out and latin and len(word) == 1:
            out[-1] += " " + word
        elif word:
            out.append(word)
    return out


def _tidied(parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts if (word := _tidy(part))))


def _tidy(word: str) -> str:
    word = re.sub(r"\s+", " ", word.replace("\n", " ")).strip(" .。．,，;；:：、*\\")
    return word if re.search(r"[^\W_]", word) else ""
