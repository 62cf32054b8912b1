"""The abstracts: there, of sane length, and with the same numbers in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.article import Article, Diagnostic, Extent
from pipeline.check.title import NAMES
from pipeline.diagnostics import diagnostic

# Characters of an abstract. Of the abstracts of 700 articles of ChinaXiv, 98 % lie between.
SANE = {"zh": (60, 1500), "en": (200, 5000)}

# Below this probability two sentences may not answer each other at all.
SURE = 0.9

_NUMBER = re.compile(r"(?<![\w.\-])\d+(?:\.\d+)?(?![\w\-]|\.\d)", re.ASCII)


def abstract_length(article: Article) -> Iterator[Diagnostic]:
    """abstract-missing, abstract-length."""
    found = {"zh": article.front.abstract.zh, "en": article.front.abstract.en}
    for lang, abstract in found.items():
        if abstract is None:
            if article.language == "zh" or lang == "en":
                yield diagnostic("abstract-missing", language=NAMES[lang])
            continue
        least, most = SANE[lang]
        length = len(abstract.text)
        if not least <= length <= most:
            blocks = [b for b in article.front.blocks if b.kind == "abstract" and b.lang == lang]
            lines = blocks[0].lines if blocks else None
            yield diagnostic("abstract-length", lines, language=NAMES[lang], length=length)


def abstract_numbers(article: Article) -> Iterator[Diagnostic]:
    """abstract-numbers: two sentences that answer each other state different decimals, percentages or counts.

    Only numbers of two digits or more, or with a decimal point, are compared: small counts are spelled out in English.
    """
    lines = {b.id: b.lines for b in article.front.blocks}
    for bead in article.alignments:
        if bead.scope != "abstract" or not bead.zh or not bead.en or bead.score < SURE:
            continue
        zh, en = _numbers(bead.zh), _numbers(bead.en)
        only_zh, only_en = zh - en, en - zh
        if only_zh and only_en:
            first = bead.zh[0].block
            yield diagnostic("abstract-numbers", lines.get(first), first, zh=_listed(only_zh), en=_listed(only_en))


def _numbers(extents: Sequence[Extent]) -> Counter[str]:
    """Numbers as printed, thousands closed up (1,112 and 1 112 are 1112)."""
    text = " ".join(extent.text for extent in extents)
    text = re.sub(r"(?<=\d)[,\u2009\u00a0 ](?=\d{3}(?!\d))", "", text)
    return Counter(n for n in _NUMBER.findall(text) if len(n) > 1)


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements(), key=lambda n: (float(n), n)))
