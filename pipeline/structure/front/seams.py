"""Where a title ends and names begin, and where names end and addresses begin, in lines that OCR has run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.structure.front.lines import COUNTRY, INSTITUTION, POSTCODE
from pipeline.structure.front.names import PLACES, chinese_names, forms, latin_names, located, spelled
from pipeline.text import HAN, han_count, language

_NO_NAMES = re.compile("的|与|为例")
_PROSE = re.compile(r"及|研究|影响|分析|基于|应用|方法|模型|进展|探讨|评价|试验|实验")
_ENGLISH_PROSE = re.compile(
    r"\b(?:of|in|on|for|from|with|based|the|by|to|at|under|between|using|via|toward|towards)\b", re.IGNORECASE
)
_MARKS = re.compile(
    r"l?(?:\s*(?:\^\s*\{[^{}]*\}|\^\s*\S|[\d¹²³⁴⁵⁶*＊\\'’‘\"`^†‡§}#]+|[,，.](?=\s?[\d¹²³⁴⁵⁶*\\]))(?![.．]\s?[A-Z]))*[,，;；\s]*"
)
# Three names or more with the family name in capitals, one after the other.
_CAPITALS = re.compile(r"(?<![A-Za-z-])(?:[A-Z]{2,}\s?[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?l?[\d\s,，.*¹²³'’]*){3}")
# The last name before a place, its family name in capitals.
_LAST_NAME = re.compile(r"[A-Z]{2,}\s?[A-Z][a-z]+(?:-[a-z]+)?l?[\d\s,，.*¹²³'’]*$")
# A given and a family name in either order, initials between them, or both in one word.
_FULL_NAME = re.compile(r"(?:[A-Z]{2,}[a-z]{3,}(?=\s)|(?:[A-Z][\w.'’-]*\s+){1,2}?[A-Z][a-z][\w'’-]*)\s*")
# An address in brackets; a few Chinese characters in brackets are the name before them in Chinese.
_BRACKET = re.compile(rf"[(（]\s*(?![{HAN}\s]{{2,8}}[)）])(?=[\da-z¹²³'‘’]?\s*[.．、,，)）]?\s*\w)")
# A name in Chinese behind the one in pinyin.
_GLOSS = re.compile(rf"[(（][{HAN}\s]{{2,8}}[)）]")
_ADDRESS_END = re.compile(r"(?:\d{4,6}|[A-Z][A-Za-z.]+)[.,;]?\s*$")
_BEHIND_POSTCODE = re.compile(rf"(?<=\d{{6}})[\s,，;；。)）]*([{HAN}]{{2,4}})(?=[\s,，(（]+[{HAN}A-Z])")
# A name of this cost or less is written in pinyin elsewhere in the front.
_SPELLED = -2.0
_LONGEST = 300  # characters of a line of Chinese names with a full stop in it


class Seams:
    """Asks a line for names with the help of what else the front says.

    ``context`` is the text of the whole front, where the names stand in the other language as well; ``names`` are the
    authors' Chinese names as far as they are known.
    """

    def __init__(self, context: str, names: Sequence[str]) -> None:
        self.context = context
        self.names = list(names) or _names_in(context)

    def are_names(self, text: str, settled: bool = False) -> bool:
        """Whether a line holds names and nothing else; where authors are ``settled``, doubt speaks against it."""
        if len(text) > 3000 or INSTITUTION.search(text) or COUNTRY.search(text):
            return False
        if language(text) == "zh":
            return self._are_chinese_names(text)
        known = self.names
        hits = sum(located(name, text) is not None for name in known)
        if known:
            letters = len(re.findall("[A-Za-z]", text))
            expected = sum(len(forms(name)[0]) for name in known if located(name, text))
            if 2 * hits >= len(known) or (hits and expected >= 0.4 * letters):
                return letters <= 2 * sum(len(forms(name)[0]) for name in known) + 12
            if settled or not hits:
                return False
        return _look_like_names(text)

    def names_known(self, text: str) -> bool:
        """Whether an English line holds names and nothing else, one of them known from the Chinese ones."""
        known = language(text) == "en" and any(located(name, text) for name in self.names)
        return known and self.are_names(text, settled=True)

    def splits_name(self, above: str, text: str) -> bool:
        """Whether a name in pinyin goes across the break between two lines, and the second one holds little else."""
        head = re.search(r"[A-Z][A-Za-z]*\s*$", above)
        if not head or len(text) > 40 or not text[:1].isupper():
            return False
        whole = head[0].rstrip() + " " + text
        places = (located(name, whole) for name in self.names)
        return any(place and place[0] == 0 and place[1] > len(head[0].rstrip()) for place in places)

    def holds_names(self, text: str) -> bool:
        """Whether a line spells half of the known names or more."""
        return bool(self.names) and 2 * sum(located(name, text) is not None for name in self.names) >= len(self.names)

    def is_prose(self, text: str) -> bool:
        """Whether English text has words that names have not, and none of the known names."""
        return bool(_ENGLISH_PROSE.search(text)) and not any(located(name, text) for name in self.names)

    def _are_chinese_names(self, text: str) -> bool:
        if (len(text) > _LONGEST and "。" in text) or _NO_NAMES.search(text) or POSTCODE.search(text):
            return False
        names = chinese_names(re.sub(r"\^\s*\{[^{}]*\}|\^\s*\S", " ", text), self.context)
        if not names:
            return False
        poor = sum(name.cost > 1 for name in names)
        mean = sum(name.cost for name in names) / len(names)
        if mean > -1 and _PROSE.search(text):
            return False
        spelled_out = sum(name.cost <= _SPELLED for name in names)
        return poor <= max(len(names) / 4, spelled_out / 2) and mean <= (1.0 if len(names) > 1 else 0.6)

    def title_end(self, text: str) -> int:
        """Where the names begin that are glued to the end of a title; 0 where there are none.

        Found by the other language: the first run that spells a name printed there, with nothing but names behind it.
        """
        return self._chinese_title_end(text) if language(text) == "zh" else self._latin_title_end(text)

    def _chinese_title_end(self, text: str) -> int:
        institution = INSTITUTION.search(text)
        bracket = _BRACKET.search(text, 8, institution.start()) if institution else None
        han = [i for i, char in enumerate(text[: bracket.start() if bracket else None]) if re.match(f"[{HAN}]", char)]
        for k in range(6, len(han)):
            for size in (3, 2):
                if k + size > len(han) or han[k + size - 1] - han[k] > size + 1:
                    continue
                name = "".join(text[i] for i in han[k : k + size])
                found = chinese_names(name)
                if len(found) != 1 or found[0].cost > 0.5:
                    continue
                if spelled(name, self.context, 1 if size == 3 else 6):
                    rest = text[han[k] :]
                    end = self.names_end(rest, 0)
                    if self._are_chinese_names(rest[: len(rest) if end is None else end]):
                        return han[k] - self._name_before(text[: han[k]])
        return self._marked_title_end(text)

    def _name_before(self, text: str) -> int:
        """How long the end of a text is that is one more name, footnote marks behind it; 0 where it is none."""
        title = re.sub(r"[\d,，*¹²³\s]+$", "", text)
        for size in (3, 2):
            if len(title) < len(text) and spelled(title[-size:], self.context, 5):
                return len(text) - len(title) + size
        return 0

    def _marked_title_end(self, text: str) -> int:
        """The same by the text's own breaks: spaces and footnote marks, behind which nothing but names stands."""
        institution = INSTITUTION.search(text)
        end = institution.start() if institution else len(text)
        bracket = _BRACKET.search(text, 8)
        runs = list(re.finditer(f"[{HAN}]+", text[: min(end, bracket.start() if bracket else end)]))
        last = next((n for n in range(len(runs) - 1, -1, -1) if not self._are_chinese_names(runs[n][0])), -1)
        if last < 0 or len(runs) - last < 3 or han_count(text[: runs[last].end()]) < 6:
            return 0
        for size in (3, 2):
            if len(runs[last][0]) > 4 + size and _is_name(runs[last][0][-size:]):
                return runs[last].end() - size
        return runs[last + 1].start()

    def _latin_title_end(self, text: str) -> int:
        known = self.names
        for n, name in enumerate(known[:3]):
            place = located(name, text)
            if place and place[0] > 15 and len(forms(name)[0]) >= 5:
                others = any(located(other, text, place[1]) for other in known if other != name)
                if others or n == 0 or len(known) == 1:
                    first = _LAST_NAME.search(text, 15, place[0]) if n else None
                    return first.start() if first else place[0]
        capitals = _CAPITALS.search(text, 15)
        return capitals.start() if capitals else 0

    def names_end(self, text: str, start: int) -> int | None:
        """Where the addresses begin in a line that begins with names; None where it holds no address."""
        institution = INSTITUTION.search(text, start)
        if not institution:
            bracket = re.compile(r"[(（](?=[^()（）]{12,})").search(text, start + 2)
            counted = self._counted_end(text, start, len(text)) if language(text) == "en" else None
            return counted if counted is not None else bracket.start() if bracket else None
        brackets = (bracket for bracket in _BRACKET.finditer(text, start, institution.start() + 1))
        if bracket := next((bracket for bracket in brackets if not self._is_name_at(text, bracket.end())), None):
            return bracket.start()
        if re.match(f"[{HAN}]", institution[0]):
            return self._chinese_names_end(text, start, institution.start())
        return self._latin_names_end(text, start, institution.start())

    def _is_name_at(self, text: str, at: int) -> bool:
        """Whether one of the known names in pinyin begins there: the bracket before it is OCR's."""
        return any((place := located(name, text, at)) and place[0] == at for name in self.names)

    def _chinese_names_end(self, text: str, start: int, institution: int) -> int:
        """The names end before the last separator, or within the run of characters that holds the institution."""
        begin = institution
        while begin > start and re.match(f"[{HAN}]", text[begin - 1]):
            begin -= 1
        if begin == start and institution - start > 8:
            return start
        numbered = re.search(r"(?:^|[^\d,，¹²³])(\s*[\d¹²³⁴]\s*[.．、]\s*|\s\d\s*)$", text[start:begin])
        if numbered:
            return start + numbered.start(1)
        run = text[begin:institution]
        if PLACES.match(run):
            return begin
        if re.search(rf"[{HAN}]\s$", text[start:begin]) and PLACES.match(run, 1):  # 郭 敏昆明医科大学
            return begin + 1
        for k in range(2, len(run)):
            if PLACES.match(run, k) and all(
                spelled(n.text, self.context, 4) for n in chinese_names(run[:k], self.context)
            ):
                return begin + k
        for size in (3, 2, 4):
            if len(run) > size and spelled(run[:size], self.context, 5):
                return begin + size
        for size in (3, 2):
            if len(run) > size and PLACES.match(run[size:]) and chinese_names(run[:size])[:1] and _is_name(run[:size]):
                return begin + size
        listed = begin == start or bool(re.search(rf"[{HAN}][,，、;；]\s*$", text[start:begin]))
        return begin + 3 if listed and len(run) > 6 and _is_name(run[:3]) else begin

    def _latin_names_end(self, text: str, start: int, institution: int) -> int:
        """The names end where as many have passed as the other language has; else before the institution's phrase."""
        head = text[start:institution]
        glossed = max((match.end() for match in _GLOSS.finditer(head)), default=0)
        if glossed:
            marks = _MARKS.match(head, glossed)
            return start + (marks.end() if marks else glossed)
        counted = self._counted_end(text, start, institution)
        if counted is not None:
            return counted
        listed = max((m.end() for m in re.finditer(r"[,，;；]\s*|\band\s+|&\s*", head)), default=0)
        marked = max((m.end() for m in re.finditer(r"(?:[\d¹²³⁴*†‡§∗]|\^\s*\S+|\n|\s\s)\s*", head)), default=0)
        if marked >= listed and marked:
            return start + marked
        name = _FULL_NAME.match(head, listed)
        return start + (name.end() if name else listed or len(head))

    def names_behind_addresses(self, text: str, start: int) -> list[slice]:
        """Where names stand behind the addresses of others, each author printed with an own one; ``start`` ends a name.

        A Chinese name stands behind a postcode, one in pinyin is known; an institution follows either.
        """
        if language(text) == "zh":
            found = [match.span(1) for match in _BEHIND_POSTCODE.finditer(text, start) if _is_name(match[1])]
        else:
            places = (located(name, text, start) for name in self.names)
            found = sorted(
                place
                for place in places
                if place and text[place[1] : place[1] + 1] == "," and _ADDRESS_END.search(text[: place[0]])
            )
        return [slice(*place) for place in found if INSTITUTION.search(text, place[1])]

    def _counted_end(self, text: str, start: int, stop: int) -> int | None:
        """Where the last of the known names ends, its footnote marks included; None where too few are found."""
        known = self.names
        places: list[tuple[int, tuple[int, int]]] = []
        for n, name in enumerate(known):
            # Behind the name before it first: "Liu Jun Qin Jun" also spells "Jun Qin".
            for at in (places[-1][1][1] if places else start, start):
                place = located(name, text, at)
                if place and place[0] < stop:
                    places.append((n, place))
                    break
        if not places or 2 * len(places) < len(known):
            return None
        n, (_, last) = max(places, key=lambda found: found[1][1])
        missing = len(known) - 1 - n
        if missing:
            names = latin_names(text[last:stop], [])
            if len(names) < missing:
                return None
            last += names[missing - 1].end
        marks = _MARKS.match(text[last:])
        return last + (marks.end() if marks else 0)


@lru_cache(maxsize=8)
def _names_in(context: str) -> list[str]:
    """The Chinese names of the first line that holds names and perhaps addresses."""
    seams = Seams(context, ["\0"])
    for line in context.split("\n"):
        if language(line) == "zh" and len(line) < 600:
            end = seams.names_end(line, 0)
            head = line[: len(line) if end is None else end]
            if head.strip() and seams.are_names(head):
                return [name.text for name in chinese_names(head, context)]
    return []


def _is_name(text: str) -> bool:
    names = chinese_names(text)
    return len(names) == 1 and names[0].cost <= 0.5


def _look_like_names(text: str) -> bool:
    """Whether a Latin line is a list of names by its capitals and separators alone."""
    text = re.sub(r"\^\s*\{[^{}]*\}|\^\s*\S", ",", text)
    names = latin_names(text, [])
    words = [word for name in names for word in name.text.split()]
    if not words:
        return False
    capital = sum(word[0].isupper() for word in words) / len(words)
    separators = len(re.findall(r"[,，;；&\d¹²³]|\band\b", text))
    short = len(words) / len(names) <= 4 and (len(names) > 1 or len(words) <= 3)
    prose = _ENGLISH_PROSE.search(re.sub(r"\b(?:and|by)\b", "", text)) is not None
    return capital > 0.85 and short and separators >= len(names) - 1 and not (prose and len(words) > 3)
