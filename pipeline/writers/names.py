"""What the page calls its own parts, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article import Article, Author, Bilingual, Float, Front, Language, Note
from pipeline.text import folded, language

HEADINGS = {
    "abstract": ("摘要", "Abstract"),
    "keywords": ("关键词", "Keywords"),
    "references": ("参考文献", "References"),
    "notes": ("附注", "Notes"),
    "concepts": ("术语与实体", "Terms and entities"),
    "terms": ("术语", "Terms"),
    "entities": ("实体", "Entities"),
    "leftovers": ("原刊其他信息", "Also printed"),
    "diagnostics": ("诊断", "Diagnostics"),
}
NOTES: dict[str, Bilingual] = {
    "acknowledgements": Bilingual("致谢", "Acknowledgements"),
    "biography": Bilingual("作者简介", "About the author"),
    "contributions": Bilingual("作者贡献", "Contributions"),
    "editor": Bilingual("编辑", "Editor"),
    "interests": Bilingual("利益冲突", "Competing interests"),
}
# GB/T 7714—2015, 8.1.2.
_MOST_AUTHORS = 3
PICTURE = "图像 Picture"
NO_IMAGE = "图像未提供 Image not provided"


def labelled(notes: Sequence[Note]) -> Iterator[tuple[str | None, Note]]:
    """Each note with what it is, in its own language, unless it says so itself or goes on from the note before it."""
    before = None
    for note in notes:
        yield None if note.kind == before else _note_label(note), note
        before = note.kind


def _note_label(note: Note) -> str | None:
    name = NOTES.get(note.kind)
    if name is None:
        return None
    said = folded(note.text)[:20]
    own = name.zh if language(note.text) == "zh" else name.en
    return None if any(folded(side) in said for side in (name.zh, name.en) if side) else own


def label(item: Float, lang: Language) -> str | None:
    """图 1, Fig. 1."""
    names = {"figure": {"zh": "图", "en": "Fig."}, "table": {"zh": "表", "en": "Table"}}
    return f"{names[item.kind][lang]} {item.number}" if item.number else None


def caption(item: Float) -> str:
    """The caption in one language, Chinese rather than English, with the float's label; nothing where it has none."""
    lang: Language = "zh" if item.caption.zh or not item.caption.en else "en"
    return " ".join(filter(None, (label(item, lang), getattr(item.caption, lang))))


def in_language(pair: Bilingual, lang: Language) -> str | None:
    """The side of a pair that is in a language, the other where there is none."""
    return getattr(pair, lang) or pair.zh or pair.en


def published_in(front: Front) -> str:
    """The journal, the year, the volume and the pages, as far as they are known."""
    return ", ".join(filter(None, (front.journal, front.imprint.place)))


def citation(article: Article) -> str | None:
    """How the article is cited (GB/T 7714—2015): ``张三, 李四. 题名[J]. 某学报, 2020, 41(3): 12-18. DOI: 10.…``

    In the language of its body, where the title is printed in that; None where no journal or nothing of the place is.
    """
    front, lang = article.front, article.language
    title = in_language(front.title, lang)
    if not (title and front.journal and front.imprint.place):
        return None
    people = [name for author in front.authors if (name := in_language(author.name, lang))]
    etal = {"zh": ", 等", "en": ", et al"}[lang] if len(people) > _MOST_AUTHORS else ""
    parts = (", ".join(people[:_MOST_AUTHORS]) + etal, f"{title}[J]", published_in(front))
    return ". ".join(filter(None, (*parts, front.doi and f"DOI: {front.doi}")))


def author_marks(author: Author, front: Front) -> str:
    """1,2: the affiliations of an author, where there are several to tell apart."""
    return ",".join(str(i + 1) for i in author.affiliations) if len(front.affiliations) > 1 else ""
