"""The lines above an abstract: column, title, authors and affiliations, apart or glued to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline import article
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import (
    COUNTRY,
    INSTITUTION,
    is_affiliation,
    is_affiliation_heading,
    is_citation,
    is_column,
    is_dated,
    is_funding,
    is_group,
    is_prose,
    is_series,
)
from pipeline.structure.front.names import PLACES, Name, chinese_names, forms, latin_names, located, spelled
from pipeline.structure.front.text import without_marks
from pipeline.structure.labelled import Labelled
from pipeline.text import HAN, han_count, language

_PROSE = re.compile(r"[的及]|为例|研究|影响|分析|基于|应用|方法|模型|进展|探讨|评价|试验|实验")
_ENGLISH_PROSE = re.compile(
    r"\b(?:of|in|on|for|from|with|based|the|by|to|at|under|between|using|via|toward|towards)\b", re.IGNORECASE
)
_MARKS = re.compile(
    r"l?(?:\s*(?:\^\s*\{[^{}]*\}|\^\s*\S|[\d¹²³⁴⁵⁶*＊\\'’‘\"`^†‡§}#]+|[,，.](?=\s?[\d¹²³⁴⁵⁶*\\]))(?![.．]\s?[A-Z]))*[,，;；\s]*"
)
_SUBTITLE = re.compile(rf"\s*[—–-]*\s*以[{HAN}\w、“”]{{2,30}}为例\s*(?=\S)")
# Three names or more with the family name in capitals, one after the other.
_CAPITALS = re.compile(r"(?<![A-Za-z-])(?:[A-Z]{2,}\s?[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?l?[\d\s,，.*¹²³'’]*){3}")
# A given and a family name in either order, initials between them, or both in one word.
_FULL_NAME = re.compile(r"(?:[A-Z]{2,}[a-z]{3,}(?=\s)|(?:[A-Z][\w.'’-]*\s+){1,2}?[A-Z][a-z][\w'’-]*)\s*")
_BRACKET = re.compile(r"[(（]\s*(?=[\da-z¹²³'‘’]?\s*[.．、,，)）]?\s*\w)")


def head_blocks(blocks: Sequence[Block], context: str, above: Sequence[Labelled] = ()) -> list[Labelled]:
    """The blocks with their kinds; a block that holds several things is cut, a title over several blocks joined.

    ``context`` is the text of the whole front: names there in one language help to find them in the other. ``above``
    is what has been labelled so far.
    """
    head = _Head(context, above)
    for index, block in enumerate(blocks):
        head.heading_follows = any(
            later.kind == "heading" and later.lang == block.lang and _is_heading_title(later.text)
            for later in blocks[index + 1 :]
        )
        head.labelled = [*head.labelled, *head.kinds_of(block)]
    return _whole(head.labelled)


class _Head:
    """What is known while the lines above one abstract are read."""

    def __init__(self, context: str, above: Sequence[Labelled]) -> None:
        self.context = context
        self.titled = {item.block.lang for item in above if item.kind == "title"}
        self.people = [name.text for item in above if item.kind == "authors" for name in self._chinese(item.block)]
        self.labelled: list[Labelled] = []
        self.heading_follows = False

    def _chinese(self, block: Block) -> list[Name]:
        return chinese_names(without_marks(block), self.context) if block.lang == "zh" else []

    @property
    def names(self) -> list[str]:
        """The authors' Chinese names as far as they are known."""
        here = [name.text for item in self.labelled if item.kind == "authors" for name in self._chinese(item.block)]
        return self.people + here

    def kinds_of(self, block: Block) -> list[Labelled]:
        """The block as labelled pieces; its lines are asked one by one."""
        if block.kind not in ("heading", "paragraph", "list_item"):
            return [Labelled("image" if block.kind == "image" else "meta", block)]
        field = segments(block.text)[0].field
        if field:
            return [Labelled("affiliation" if field == "affiliation" else "meta", block)]
        before = self.labelled
        for line in _lines(block):
            self.labelled = [*self.labelled, *self._line(line)]
        parts, self.labelled = self.labelled[len(before) :], before
        return _regrouped(block, parts)

    def _line(self, block: Block) -> list[Labelled]:
        if self._is_meta(block):
            return [Labelled("meta", block)]
        return self._cut(block) or [Labelled(self._kind(block), block)]

    def _is_meta(self, block: Block) -> bool:
        """Whether a line is none of the four: a column, a stamp, a citation of the article itself, a funding note."""
        text = block.text.strip()
        if is_funding(text) or (is_column(text) and not is_prose(text)) or not re.search(r"[^\W\d_]{2}", text):
            return True
        if block.kind == "heading":
            return is_series(text) and block.lang not in self.titled
        return is_citation(text) or is_dated(text) or (self.heading_follows and not self._is_titled(block))

    def _is_titled(self, block: Block) -> bool:
        here = any(item.kind == "title" and item.block.lang == block.lang for item in self.labelled)
        return here or block.lang in self.titled

    def _kind(self, block: Block) -> article.BlockKind:
        text = block.text.strip()
        heading = block.kind == "heading"
        seen = {item.kind for item in self.labelled if item.block.lang == block.lang}
        last = self.labelled[-1].kind if self.labelled else None
        titled = self._is_titled(block)
        if is_group(text) and "authors" not in seen:
            return "authors"
        if not (heading and not titled and block.lang == "en") and self.are_names(text, settled="authors" in seen):
            return "authors"
        if not heading and is_affiliation(text):
            return "affiliation"
        if not titled and "authors" not in seen and _is_title(text):
            return "title"
        if (
            last == "title"
            and "authors" not in seen
            and (heading or _continues_title(self.labelled[-1].block.text, text))
        ):
            return "title"
        if is_prose(text):
            return "abstract" if "abstract" not in seen or last == "abstract" else "meta"
        if is_affiliation(text) or last == "affiliation":
            return "affiliation"
        if "authors" in seen and last == "authors":
            return "affiliation"
        return "authors" if last == "title" and language(text) == "en" and len(text) < 400 else "meta"

    def are_names(self, text: str, settled: bool = False) -> bool:
        """Whether a line holds names and nothing else; where authors are ``settled``, doubt speaks against it."""
        if len(text) > 3000 or INSTITUTION.search(text) or COUNTRY.search(text):
            return False
        if language(text) == "zh":
            return self._are_chinese_names(text)
        known = self.names or self._names_in_context()
        hits = sum(located(name, text) is not None for name in known)
        if known:
            letters = len(re.findall("[A-Za-z]", text))
            expected = sum(len(forms(name)[0]) for name in known if located(name, text))
            if 2 * hits >= len(known) or (hits and expected >= 0.4 * letters):
                return letters <= 2 * sum(len(forms(name)[0]) for name in known) + 12
            if settled or not hits:
                return False
        return _look_like_names(text)

    def _are_chinese_names(self, text: str) -> bool:
        names = chinese_names(re.sub(r"\^\s*\{[^{}]*\}|\^\s*\S", " ", text), self.context)
        if not names:
            return False
        poor = sum(name.cost > 1 for name in names)
        mean = sum(name.cost for name in names) / len(names)
        if _PROSE.search(text) and (mean > -1 or re.search("的|为例", text)):
            return False
        return poor <= len(names) / 4 and mean <= (1.0 if len(names) > 1 else 0.6)

    def _names_in_context(self) -> list[str]:
        """The Chinese names of the first line of the front that holds names and perhaps addresses."""
        for line in self.context.split("\n"):
            if language(line) == "zh" and len(line) < 600:
                end = self._names_end(line, 0)
                head = line[: len(line) if end is None else end]
                if head.strip() and self._are_chinese_names(head) and not INSTITUTION.search(head):
                    return [name.text for name in chinese_names(head, self.context)]
        return []

    # Cutting ----------------------------------------------------------------------------------------------------------

    def _cut(self, block: Block) -> list[Labelled]:
        """A line of a title, names and addresses without a break between them, cut; [] where it is one thing."""
        text = block.text
        seen = {item.kind for item in self.labelled if item.block.lang == block.lang}
        if "authors" in seen:
            return []
        untitled = block.kind == "heading" or not self._is_titled(block)
        start = self._title_end(text) if untitled and language(text) == "en" else 0
        if subtitle := _SUBTITLE.match(text):
            start = subtitle.end()
        end = self._names_end(text, start)
        if not self.are_names(text[start : len(text) if end is None else end]):
            start = self._title_end(text) if untitled and not start else start
            if not start:
                return []
            end = self._names_end(text, start)
        parts: list[tuple[article.BlockKind, int, int]] = [
            ("title", 0, start),
            ("authors", start, len(text) if end is None else end),
        ]
        if end is not None:
            parts.append(("affiliation", end, len(text)))
        parts = [(kind, a, b) for kind, a, b in parts if text[a:b].strip()]
        if len(parts) < 2:
            return []
        return [Labelled(kind, block.cut(a, b, f".{n}")) for n, (kind, a, b) in enumerate(parts, 1)]

    def _title_end(self, text: str) -> int:
        """Where the names begin that are glued to the end of a title; 0 where there are none.

        Found by the other language: the first run that spells a name printed there, with nothing but names behind it.
        """
        return self._chinese_title_end(text) if language(text) == "zh" else self._latin_title_end(text)

    def _chinese_title_end(self, text: str) -> int:
        han = [i for i, char in enumerate(text) if re.match(f"[{HAN}]", char)]
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
                    end = self._names_end(rest, 0)
                    if self._are_chinese_names(rest[: len(rest) if end is None else end]):
                        return han[k]
        return self._marked_title_end(text)

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
        known = self.names or self._names_in_context()
        for n, name in enumerate(known[:3]):
            place = located(name, text)
            if place and place[0] > 15 and len(forms(name)[0]) >= 5:
                others = any(located(other, text, place[1]) for other in known if other != name)
                if others or n == 0 or len(known) == 1:
                    return place[0]
        capitals = _CAPITALS.search(text, 15)
        return capitals.start() if capitals else 0

    def _names_end(self, text: str, start: int) -> int | None:
        """Where the addresses begin in a line that begins with names; None where it holds no address."""
        institution = INSTITUTION.search(text, start)
        if not institution:
            bracket = re.compile(r"[(（](?=[^()（）]{12,})").search(text, start + 2)
            counted = self._counted_end(text, start, len(text)) if language(text) == "en" else None
            return counted if counted is not None else bracket.start() if bracket else None
        bracket = _BRACKET.search(text, start)
        if bracket and bracket.start() <= institution.start():
            return bracket.start()
        if re.match(f"[{HAN}]", institution[0]):
            return self._chinese_names_end(text, start, institution.start())
        return self._latin_names_end(text, start, institution.start())

    def _chinese_names_end(self, text: str, start: int, institution: int) -> int:
        """The names end before the last separator, or within the run of characters that holds the institution's name."""
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
        counted = self._counted_end(text, start, institution)
        if counted is not None:
            return counted
        head = text[start:institution]
        listed = max((m.end() for m in re.finditer(r"[,，;；]\s*|\band\s+|&\s*", head)), default=0)
        marked = max((m.end() for m in re.finditer(r"(?:[\d¹²³⁴*†‡§∗]|\^\s*\S+|\n|\s\s)\s*", head)), default=0)
        if marked >= listed and marked:
            return start + marked
        name = _FULL_NAME.match(head, listed)
        return start + (name.end() if name else listed or len(head))

    def _counted_end(self, text: str, start: int, stop: int) -> int | None:
        """Where the last of the known names ends, its footnote marks included; None where too few are found."""
        known = self.names or (self._names_in_context() if language(text) == "en" else [])
        places = [
            (n, place) for n, name in enumerate(known) if (place := located(name, text, start)) and place[0] < stop
        ]
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


def _is_name(text: str) -> bool:
    names = chinese_names(text)
    return len(names) == 1 and names[0].cost <= 0.5


def _is_heading_title(text: str) -> bool:
    """Whether a heading can be a title of its own: no address, and no tail of the line above."""
    return _is_title(text) and not is_affiliation_heading(text) and not re.match(r"\s*[a-z]{3,}", text)


def _is_title(text: str) -> bool:
    """Whether a line has the size of a title."""
    words = han_count(text) if language(text) == "zh" else len(re.findall(r"[A-Za-z]{2,}", text)) * 2
    return 4 <= words and len(text) < 400 and bool(re.match(r"[^)）]", text)) and not re.search(r"。\s*$", text)


def _continues_title(title: str, text: str) -> bool:
    """Whether a plain line goes on with the title above it: it begins small or with a dash, or the title hangs."""
    hanging = re.search(r"[,，:：、—-]\s*$|\b(?:of|in|on|for|and|the|with|by|to|a|an|at|from)\s*$", title.strip())
    return bool(hanging) or bool(re.match(r"\s*(?:——|—|--|[a-z]{2,}\s)", text))


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


def _lines(block: Block) -> list[Block]:
    """The lines of a block, each with its line break."""
    cuts = [0, *(match.end() for match in re.finditer(r"\n", block.text)), len(block.text)]
    extents = [(a, b) for a, b in pairwise(cuts) if a < b]
    return [block.cut(a, b, f".l{n}") for n, (a, b) in enumerate(extents, 1)] if len(extents) > 1 else [block]


def _regrouped(block: Block, parts: Sequence[Labelled]) -> list[Labelled]:
    """Parts of one block, neighbours of one kind put together again."""
    out: list[Labelled] = []
    at = start = 0
    for n, part in enumerate(parts):
        at += len(part.block.text)
        if n + 1 == len(parts) or parts[n + 1].kind != part.kind:
            whole = start == 0 and at == len(block.text)
            out.append(Labelled(part.kind, block if whole else block.cut(start, at, f".{n + 1}")))
            start = at
    return out


def _whole(labelled: Sequence[Labelled]) -> list[Labelled]:
    """A title and an unlabelled abstract as one block each, though printed over several."""
    out: list[Labelled] = []
    for item in labelled:
        last = out[-1] if out else None
        if last and item.kind == last.kind in ("title", "abstract") and item.block.lang == last.block.lang:
            glue = "\n" if item.kind == "abstract" else " " if item.block.lang == "en" else ""
            out[-1] = Labelled(item.kind, last.block.joined(item.block, glue))
        else:
            out.append(item)
    return out
