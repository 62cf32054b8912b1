"""The lines above an abstract: column, title, authors and affiliations, apart or glued to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from pipeline import article
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import (
    is_affiliation,
    is_affiliation_heading,
    is_citation,
    is_column,
    is_dated,
    is_funding,
    is_group,
    is_on_behalf,
    is_prose,
    is_series,
)
from pipeline.structure.front.names import chinese_names
from pipeline.structure.front.seams import Seams
from pipeline.structure.front.text import without_marks
from pipeline.structure.labelled import Labelled
from pipeline.text import HAN, han_count, language

_SUBTITLE = re.compile(rf"\s*[—–-]*\s*以[{HAN}\w、“”]{{2,30}}为例\s*(?=\S)")

# Behind one of these no title ends.
_PREPOSITION = re.compile(r"\b(?:of|in|on|for|and|the|with|by|to|a|an|at|from|via|under|between|using|through)\s*$")


def head_blocks(blocks: Sequence[Block], context: str, above: Sequence[Labelled] = ()) -> list[Labelled]:
    """The blocks with their kinds; a block that holds several things is cut, a title over several blocks joined.

    ``context`` is the text of the whole front: names there in one language help to find them in the other. ``above``
    is what has been labelled so far.
    """
    head = _Head(context, above)
    seams = Seams(context, ())
    last_title = {
        b.lang: n
        for n, b in enumerate(blocks)
        if b.kind == "heading" and _is_heading_title(b.text) and not (b.lang == "zh" and seams.are_names(b.text))
    }
    for index, (block, below) in enumerate(zip_longest(blocks, blocks[1:])):
        head.read(block, last_title.get(block.lang, -1) > index, below.text if below else "")
    return _whole(head.labelled)


class _Head:
    """What is known while the lines above one abstract are read."""

    def __init__(self, context: str, above: Sequence[Labelled]) -> None:
        self.context = context
        self.titled = {item.block.lang for item in above if item.kind == "title"}
        self.people = [name for item in above for name in self._names(item)]
        self.labelled: list[Labelled] = []
        self.seen: set[tuple[str, str]] = set()  # language and kind of what is in labelled
        self.next = ""

    def read(self, block: Block, titled_below: bool, following: str) -> None:
        """Labels a block, its lines one by one; ``titled_below``: a heading that can be the title comes later.

        ``following`` is the text of the block below.
        """
        if block.kind not in ("heading", "paragraph", "list_item"):
            self._add([Labelled("image" if block.kind == "image" else "meta", block)])
        elif field := segments(block.text)[0].field:
            self._add([Labelled("affiliation" if field == "affiliation" else "meta", block)])
        else:
            start, people, seen = len(self.labelled), len(self.people), set(self.seen)
            lines = _lines(block)
            for line, below in zip_longest(lines, lines[1:]):
                self.next = below.text if below else following
                self._add(self._line(line, titled_below))
            parts = self.labelled[start:]
            del self.labelled[start:], self.people[people:]
            self.seen = seen
            self._add(_regrouped(block, parts))

    def _add(self, items: Sequence[Labelled]) -> None:
        self.labelled += items
        self.seen.update((item.block.lang, item.kind) for item in items)
        self.people += [name for item in items for name in self._names(item)]

    def _line(self, block: Block, titled_below: bool) -> list[Labelled]:
        if self._is_meta(block, titled_below):
            return [Labelled("meta", block)]
        seams = Seams(self.context, self.people)
        return self._cut(block, seams) or [Labelled(self._kind(block, seams), block)]

    def _names(self, item: Labelled) -> list[str]:
        """The Chinese names in a labelled block."""
        if item.kind != "authors" or item.block.lang != "zh":
            return []
        return [name.text for name in chinese_names(without_marks(item.block), self.context)]

    def _is_meta(self, block: Block, titled_below: bool) -> bool:
        """Whether a line is none of the four: a column, a stamp, a citation of the article itself, a funding note."""
        text = block.text.strip()
        if is_funding(text) or (is_column(text) and not is_prose(text)) or not re.search(r"[^\W\d_]{2}", text):
            return True
        if block.kind == "heading":
            return is_series(text) and block.lang not in self.titled
        return is_citation(text) or is_dated(text) or (titled_below and not self._is_titled(block))

    def _is_titled(self, block: Block) -> bool:
        return block.lang in self.titled or (block.lang, "title") in self.seen

    def _kind(self, block: Block, seams: Seams) -> article.BlockKind:
        text = block.text.strip()
        heading = block.kind == "heading"
        named = (block.lang, "authors") in self.seen
        last = self.labelled[-1].kind if self.labelled else None
        titled = self._is_titled(block)
        if (is_group(text) or is_on_behalf(text)) and not named:
            return "authors"
        if last == "title" and not named and _PREPOSITION.search(self.labelled[-1].block.text):
            return "title"
        if not (heading and not titled and block.lang == "en") and seams.are_names(text, settled=named):
            return "authors"
        if last == "authors" and seams.splits_name(self.labelled[-1].block.text, text):
            return "authors"
        if not heading and is_affiliation(text):
            return "affiliation"
        if not titled and not named and _is_title(text):
            return "title"
        if last == "title" and not named and (heading or _continues_title(self.labelled[-1].block.text, text)):
            return "title"
        if is_prose(text):
            return "abstract" if (block.lang, "abstract") not in self.seen or last == "abstract" else "meta"
        if is_affiliation(text) or last == "affiliation":
            return "affiliation"
        if named and last == "authors":
            return "affiliation"
        if last != "title" or language(text) != "en" or len(text) >= 400:
            return "meta"
        if seams.is_prose(text) and seams.are_names(self.next):
            return "title"
        return "title" if seams.holds_names(self.next) and not seams.holds_names(text) else "authors"

    def _cut(self, block: Block, seams: Seams) -> list[Labelled]:
        """A line of a title, names and addresses without a break between them, cut; [] where it is one thing."""
        text = block.text
        if (block.lang, "authors") in self.seen:
            return self._more_names(block, seams)
        untitled = block.kind == "heading" or not self._is_titled(block)
        start = seams.title_end(text) if untitled and language(text) == "en" else 0
        if not untitled and language(text) == "en" and self.labelled and self.labelled[-1].kind == "title":
            start = seams.title_end(text)
            start = start if seams.is_prose(text[:start]) else 0
        if subtitle := _SUBTITLE.match(text):
            start = subtitle.end()
        end = seams.names_end(text, start)
        if not seams.are_names(text[start : len(text) if end is None else end]):
            start = seams.title_end(text) if untitled and not start else start
            if (
                not start
                and end
                and untitled
                and text[end] in "(（"
                and _is_title(text[:end])
                and is_affiliation(text[end:])
            ):
                return [
                    Labelled("title", block.cut(0, end, ".1")),
                    Labelled("affiliation", block.cut(end, len(text), ".2")),
                ]
            if not start:
                return []
            end = seams.names_end(text, start)
        parts: list[tuple[article.BlockKind, int, int]] = [
            ("title", 0, start),
            ("authors", start, len(text) if end is None else end),
        ]
        if end is not None:
            for more in seams.names_behind_addresses(text, end):
                parts += [("affiliation", end, more.start), ("authors", more.start, more.stop)]
                end = more.stop
            parts.append(("affiliation", end, len(text)))
        parts = [(kind, a, b) for kind, a, b in parts if text[a:b].strip()]
        if len(parts) < 2:
            return []
        return [Labelled(kind, block.cut(a, b, f".{n}")) for n, (kind, a, b) in enumerate(parts, 1)]

    def _more_names(self, block: Block, seams: Seams) -> list[Labelled]:
        """A line that goes on with names and addresses behind them, cut; [] where it is one thing."""
        end = seams.names_end(block.text, 0) if self.labelled and self.labelled[-1].kind == "authors" else None
        if not end or not block.text[end:].strip() or not seams.names_known(block.text[:end]):
            return []
        return [
            Labelled("authors", block.cut(0, end, ".1")),
            Labelled("affiliation", block.cut(end, len(block.text), ".2")),
        ]


def _is_heading_title(text: str) -> bool:
    """Whether a heading can be a title of its own: no address, and no tail of the line above."""
    return _is_title(text) and not is_affiliation_heading(text) and not re.match(r"\s*[a-z]{3,}", text)


def _is_title(text: str) -> bool:
    """Whether a line has the size of a title."""
    words = han_count(text) if language(text) == "zh" else len(re.findall(r"[A-Za-z]{2,}", text)) * 2
    if re.match(r"\s*[(（]\s?\d", text) and is_affiliation(text):
        return False
    return words >= 4 and len(text) < 400 and bool(re.match(r"[^)）]", text)) and not re.search(r"。\s*$", text)


def _continues_title(title: str, text: str) -> bool:
    """Whether a plain line goes on with the title above it: it begins small or with a dash, or the title hangs.

    So does a manuscript's next numbered line.
    """
    numbered, below = (re.match(r"\s*(\d{1,3})(?=\s?[^\W\d])", line) for line in (title, text))
    if numbered and below and int(below[1]) == int(numbered[1]) + 1:
        return True
    hanging = re.search(r"[,，:：、—-]\s*$", title) or _PREPOSITION.search(title)
    return bool(hanging) or bool(re.match(r"\s*(?:——|—|--|[a-z]{2,}\s)", text))


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
