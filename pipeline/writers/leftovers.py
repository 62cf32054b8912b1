"""What is printed and stands in no field of the article: a page shows it all the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.article import Article, Float, Front
from pipeline.text import folded, is_han
from pipeline.writers.names import author_marks
from pipeline.writers.part import Part, whole

_LABELS = re.compile(
    "摘要|关键词|关键字|中图分类号|分类号|文献标[识志]码|文章编号|基金项目|作者单位|通信作者|通讯作者|电子邮箱|"
    "(?:收稿|修回|接受|录用|发表|网络出版|出版)(?:日期|时间)?|作者简介|作者介绍|致谢|本文编辑|"
    "abstract|key ?words?|clc ?number|document ?code|article ?id|correspond\\w{0,8}|e ?mail|doi|and|to",
    re.I,
)
_LABELS_AND_NUMBERS = re.compile(f"{_LABELS.pattern}|\\d+", re.I)
_FLOAT_LABEL = re.compile(r"(?:图|表|figure|fig|table|tab)s?\.?\s*[A-Za-z]?\d*(?:[-–.]\d+)?", re.I)


def of_front(article: Article, shown: Iterable[Part]) -> Iterator[Part]:
    """The front's blocks that neither its fields, nor a note, nor the rows ``shown`` say."""
    front = article.front
    known = _said(front)
    placed_blocks = {part.block.id for part in shown}
    notes = [(note.block, folded(note.text)) for note in article.back.notes]
    for block in front.blocks:
        said = [*(text for id, text in notes if id == block.id), *known]
        is_list = block.kind in ("authors", "affiliation", "keywords", "meta")
        if block.id not in placed_blocks and (unlisted if is_list else unsaid)(block.text, said):
            yield whole(block)


def of_back(article: Article) -> Iterator[Part]:
    """The stretches of the back's blocks that belong to no reference and no note, nor say the same as the references.

    The two halves of a pair may both print the bibliography.
    """
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for reference in article.back.references:
        taken[reference.block].append((reference.start, reference.end))
    notes: dict[str, list[str]] = defaultdict(list)
    for note in article.back.notes:
        notes[note.block].append(folded(note.text))
    for block in article.back.blocks:
        at = 0
        for start, end in [*sorted(taken[block.id]), (len(block.text), len(block.text))]:
            gap = block.text[at:start]
            if not _is_reference_heading(gap) and unsaid(gap, [*notes[block.id], *_entries(article)]):
                yield Part(block, at, start)
            at = max(at, end)


def _entries(article: Article) -> list[str]:
    return sorted((folded(r.raw) for r in article.back.references), key=lambda s: -len(s))


def of_float(item: Float) -> Iterator[Part]:
    """The float's blocks that neither its captions nor its cells nor its picture's address say."""
    said = [item.caption.zh, item.caption.en, item.image, item.number]
    known = sorted({folded(s) for s in said if s}, key=lambda s: -len(s))
    for block in item.blocks:
        shown = block.kind == "table" and bool(item.table)
        if not shown and unsaid(block.text, known, _FLOAT_LABEL):
            yield whole(block)


def _said(front: Front) -> list[str]:
    """Everything that the page says of the front's fields, line by line and piece by piece, folded, longest first."""
    pairs = (front.title, *(a.name for a in front.authors), *front.affiliations, *front.keywords)
    said = [side for pair in pairs for side in (pair.zh, pair.en)]
    for lang in ("zh", "en"):
        names = ((getattr(a.name, lang), author_marks(a, front)) for a in front.authors)
        said.append("".join(f"{name}{marks}" for name, marks in names if name))
        said.append("".join(text for pair in front.keywords if (text := getattr(pair, lang))))
        places = [text for pair in front.affiliations if (text := getattr(pair, lang))]
        said += ["".join(places), "".join(f"{i}{text}" for i, text in enumerate(places, 1))]
        said += [f"{i}{text}" for i, text in enumerate(places, 1)]
    said += [a.text for a in (front.abstract.zh, front.abstract.en) if a]
    said += [front.doi, front.clc, front.journal, *front.emails, *(f.text for f in front.funding)]
    imprint, dates = front.imprint, front.dates
    said += [imprint.place, imprint.issn, imprint.cn, imprint.article_id]
    said += [f"文献标{sign}码{imprint.document_code}" for sign in "识志" if imprint.document_code]
    said += [dates.received, dates.revised, dates.accepted, dates.published]
    said += [role for author in front.authors for role in author.roles]
    return sorted({folded(s) for s in said if s} - {""}, key=lambda s: (-len(s), s))


def unsaid(text: str, known: Iterable[str], labels: re.Pattern[str] = _LABELS_AND_NUMBERS) -> bool:
    """Whether words are left of a text when all that is known and all labels are taken away."""
    rest = _rest(text, known, labels)
    return any(is_han(c) for c in rest) or sum(c.isalpha() for c in rest) > 2


def unlisted(text: str, known: Iterable[str]) -> bool:
    """The same of a list, where every letter and digit counts: a mark, the A of 文献标识码."""
    return bool(_rest(text, known, _LABELS))


def _rest(text: str, known: Iterable[str], labels: re.Pattern[str]) -> str:
    rest = folded(text)
    for said in known:
        rest = rest.replace(said, "\n")
    return labels.sub("", rest).strip()


def _is_reference_heading(text: str) -> bool:
    return folded(text) in ("", "参考文献", "references", "参考文献references", "reference", "bibliography")
