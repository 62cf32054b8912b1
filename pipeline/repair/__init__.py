"""Repairs: what OCR broke and an editor would mend without a second look. One defect a file.

Text that is sound passes untouched, and every edit can be undone. No rule adds or drops a Chinese character, but for
the 号 that OCR reads where it cuts a formula out (``formula_noise``).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pipeline.document import Block, Document
from pipeline.repair.brackets import brackets
from pipeline.repair.context import Context
from pipeline.repair.digits import digits
from pipeline.repair.doubled_marks import doubled_marks
from pipeline.repair.emphasis import emphasis
from pipeline.repair.escapes import escapes
from pipeline.repair.formula_noise import formula_noise
from pipeline.repair.hyphen import hyphen
from pipeline.repair.line_numbers import without_line_numbers
from pipeline.repair.lost_spaces import lost_spaces
from pipeline.repair.summary_labels import summary_labels
from pipeline.repair.tex_as_text import tex_as_text
from pipeline.repair.title_dagger import title_dagger
from pipeline.repair.unwrap import unwrap
from pipeline.repair.width import width
from pipeline.repair.words import words
from pipeline.resources import Resources

Rule = Callable[[Block, Context], Block]

# In this order: characters before words, and broken words are whole before anyone asks where words end.
RULES: tuple[tuple[str, Rule], ...] = (
    ("emphasis", emphasis),
    ("escape", escapes),
    ("summary-label", summary_labels),
    ("formula-noise", formula_noise),
    ("tex-as-text", tex_as_text),
    ("doubled-mark", doubled_marks),
    ("width", width),
    ("brackets", brackets),
    ("digits", digits),
    ("title-dagger", title_dagger),
    ("hyphen", hyphen),
    ("unwrap", unwrap),
    ("lost-space", lost_spaces),
    ("words", words),
)


def repair(document: Document, resources: Resources) -> Document:
    """The document without line numbers, which it takes the whole to tell, and each rule carried out on each block."""
    document = without_line_numbers(document)
    context = Context(document, resources)
    blocks = []
    for block in document.blocks:
        for _, rule in RULES:
            block = rule(block, context)
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))
