"""What each block of the front is: title, authors, affiliation, abstract, keywords or another labelled line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline import article
from pipeline.document import Block
from pipeline.structure.front.head import head_blocks
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import is_prose
from pipeline.structure.labelled import Labelled, Zoned

_KINDS: dict[str | None, article.BlockKind] = {
    "abstract": "abstract",
    "keywords": "keywords",
    "affiliation": "affiliation",
}
_LIST_MARK = re.compile(r"[;；,，、]\s*$")
_FINISHED = re.compile(r"[.。．!！?？:：;；]\W*$")
_GOES_ON = re.compile(r"[a-z\u4e00-\u9fff]")
# The fields of a page's footnotes.
FOOTNOTES = frozenset(
    ["funding", "received", "revised", "accepted", "published", "corresponding", "biography", "email"]
)
_BODY_KINDS: dict[str, article.BlockKind] = {"image": "image", "table": "table", "math": "math", "code": "code"}


def front_blocks(zoned: Sequence[Zoned]) -> list[Labelled]:
    """The blocks of the front, cut and joined until each is one thing, in source order.

    An abstract is one block, its label and all its paragraphs (a newline between them); so are keywords and a title.
    """
    blocks = [z.block for z in zoned if z.zone == "front"]
    context = "\n".join(block.text for block in blocks)
    out: list[Labelled] = []
    head: list[Block] = []
    for group in _groups(blocks):
        kind, members = group
        if kind is None:
            head += members
            continue
        if kind == "abstract" or kind == "keywords":
            out += head_blocks(head, context, out)
            head = []
            out.append(Labelled(kind, _joined(members)))
        elif head:
            head += members
        else:
            out += [Labelled(kind, member) for member in members]
    return out + head_blocks(head, context, out)


def field_of(block: Block) -> str | None:
    """The field whose label begins the block."""
    return segments(block.text)[0].field


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[article.BlockKind | None, list[Block]]]:
    """Blocks that make one thing together; None for what no label names."""
    open_kind: article.BlockKind | None = None
    group: list[Block] = []
    footnotes: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind in _BODY_KINDS:
            if open_kind == "abstract" and block.kind == "math":
                group.append(block)
                continue
            if group:
                yield open_kind, group
                open_kind, group = None, []
            yield _BODY_KINDS[block.kind], [block]
            continue
        field = field_of(block)
        if open_kind == "abstract" and field in FOOTNOTES and _goes_on_below(group[-1], blocks[index + 1 :]):
            footnotes.append(block)
            continue
        if field is None and open_kind and _continues(open_kind, group, block, blocks[index + 1 :]):
            group.append(block)
            continue
        if group:
            yield open_kind, group
        yield from (("meta", [footnote]) for footnote in footnotes)
        footnotes = []
        if field in ("abstract", "keywords"):
            open_kind, group = _KINDS[field], [block]
        else:
            open_kind, group = None, []
            yield (None if field is None else _KINDS.get(field, "meta")), [block]
    if group:
        yield open_kind, group
    yield from (("meta", [footnote]) for footnote in footnotes)


def _goes_on_below(abstract: Block, rest: Sequence[Block]) -> bool:
    """Whether the sentence that an abstract breaks off in goes on below the footnotes of its page."""
    below = next((block for block in rest if field_of(block) not in FOOTNOTES), None)
    if below is None or field_of(below) or below.kind != "paragraph" or below.lang != abstract.lang:
        return False
    return not _FINISHED.search(abstract.text) and bool(_GOES_ON.match(below.text))


def _continues(kind: str, group: Sequence[Block], block: Block, rest: Sequence[Block]) -> bool:
    """Whether an unlabelled block goes on with an abstract or with keywords."""
    label = segments(group[0].text)[0]
    bare = len(group) == 1 and not group[0].text[label.value :].strip()
    if bare:
        return True
    if block.kind == "heading" and not re.match(r"^\s*[\[［【]", block.text):
        return False
    if kind == "keywords":
        last = group[-1].text.rstrip()
        if is_prose(block.text):
            return False
        return (bool(_LIST_MARK.search(last)) and block.lang == group[-1].lang) or (
            group[0].lang == "en"
            and (block.text[:1].islower() or last[-1:] == "-" or not rest)
            and len(block.text) < 200
        )
    return block.lang == group[-1].lang


def _joined(members: Sequence[Block]) -> Block:
    whole = members[0]
    for member in members[1:]:
        whole = whole.joined(member, "\n")
    return whole
