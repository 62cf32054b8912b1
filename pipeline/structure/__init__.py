"""Structure: which block is what. Document → Article.

Five steps, each a function from blocks to blocks or from blocks to a part of the article: furniture leaves, footnotes
are taken out, every block gets its zone, the blocks of a zone are cut, joined and labelled, and the labelled blocks are
read.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import text
from pipeline.article import Article, Language
from pipeline.document import Document
from pipeline.resources import Resources
from pipeline.structure.back import back_blocks, back_of, floats_headings_apart
from pipeline.structure.body import body_blocks, body_of
from pipeline.structure.footnotes import footnotes_apart
from pipeline.structure.front import front_blocks, front_of
from pipeline.structure.furniture import without_furniture
from pipeline.structure.labelled import Labelled
from pipeline.structure.zones import zones

# Why a line was left out that a page of the journal prints above or below its text.
_HEADS = frozenset(["issue line", "running head", "running foot"])


def structure(document: Document, resources: Resources) -> Article:
    """The article of a document; its blocks hold all of the document's text that is not discarded."""
    document = without_furniture(document)
    blocks, footnotes = footnotes_apart(document.blocks)
    zoned = floats_headings_apart(zones(blocks))
    front = front_blocks(zoned)
    body = body_blocks(zoned, resources)
    back = [*back_blocks(zoned), *(Labelled("note", footnote.block) for footnote in footnotes)]
    return Article(
        id=document.id,
        language=_main_language(body, front),
        source=document.source,
        front=front_of(front, resources, back, [d.text for d in document.discarded if d.reason in _HEADS]),
        body=body_of(body),
        back=back_of(back, footnotes),
        edits=tuple(edit for labelled in (*front, *body, *back) for edit in labelled.block.edits),
        discarded=document.discarded,
        diagnostics=document.diagnostics,
    )


def _main_language(body: Sequence[Labelled], front: Sequence[Labelled]) -> Language:
    """The language of the body's running text; of the front where there is no body."""
    prose = [labelled.block.text for labelled in body if labelled.kind in ("heading", "paragraph", "list_item")]
    return text.language(" ".join(prose) or " ".join(labelled.block.text for labelled in front))
