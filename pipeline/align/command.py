"""``duizhao align``: two texts in, beads out, in the manner of hunalign and Bertalign."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.align.beads import Level, Match, align
from pipeline.align.sentences import sentences, trimmed
from pipeline.article import Language
from pipeline.readers import decoded, format_of, read
from pipeline.repair import repair
from pipeline.resources import Resources
from pipeline.text import language
from pipeline.writers import tmx
from pipeline.writers.json import indented

Format = Literal["beads", "tsv", "json", "tmx"]

_HEADING = re.compile(
    r"#{1,6}\s|\d{1,2}(?:\.\d{1,2}){0,3}[.、]?\s{1,3}\S{1,80}$|第?[一二三四五六七八九十]{1,3}[、章节]"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_PROSE = frozenset({"heading", "paragraph", "list_item"})


class Text(NamedTuple):
    """The sentences of a text, and those that begin its sections and paragraphs."""

    sentences: list[str]
    sections: list[int]
    paragraphs: list[int]


def text_of(data: bytes, path: Path, lang: Language, one_per_line: bool, resources: Resources) -> Text:
    """The text in a file's bytes. Raises pipeline.readers.UnreadableError with a line and a remedy.

    ``one_per_line``: each line is a sentence (blank ones are counted, so that numbers are those of an editor). Else a
    file of a format that a reader knows is read as such, and its prose is aligned; of any other file the lines are
    paragraphs, or the blocks between blank lines where there are such.
    """
    known = format_of(path)
    if known and known[0] != ".txt" and not one_per_line:
        blocks = [block for block in repair(read(data, path, path.stem), resources).blocks if block.kind in _PROSE]
        return _segmented(((block.text, block.kind == "heading") for block in blocks), lang)
    text = decoded(data, path)
    if one_per_line:
        return Text(text.removesuffix("\n").split("\n") if text else [], [], [])
    paragraphs = _BLANK_LINE.split(text) if _BLANK_LINE.search(text.strip()) else text.split("\n")
    return _segmented(((paragraph, bool(_HEADING.match(paragraph.strip()))) for paragraph in paragraphs), lang)


def languages(zh: Text, en: Text) -> tuple[Language, Language]:
    """The languages of two texts; an empty one is in the language that it should be in."""
    found_zh = language("\n".join(zh.sentences)) if zh.sentences else "zh"
    return found_zh, language("\n".join(en.sentences))


def run(zh: Text, en: Text, form: Format, resources: Resources) -> str:
    """The alignment of two texts, printed. Indices count from 1; "-" stands for nothing. A blank line is in no bead."""
    levels = [Level(zh.sections, en.sections), Level(zh.paragraphs, en.paragraphs)]
    zh_rows, en_rows = ([k for k, text in enumerate(side.sentences) if text.strip()] for side in (zh, en))
    found = align([zh.sentences[i] for i in zh_rows], [en.sentences[j] for j in en_rows], resources, levels=levels)
    matches = [
        Match(tuple(zh_rows[i] for i in match.zh), tuple(en_rows[j] for j in match.en), match.score) for match in found
    ]
    return _PRINTERS[form](matches, zh.sentences, en.sentences)


def _segmented(paragraphs: Iterable[tuple[str, bool]], lang: Language) -> Text:
    """The sentences of paragraphs, of which some are headings and open a section."""
    found = Text([], [], [])
    for paragraph, is_heading in paragraphs:
        pieces = [trimmed(paragraph, extent) for extent in sentences(paragraph, lang)]
        pieces = [(start, end) for start, end in pieces if start < end]
        if not pieces:
            continue
        if is_heading:
            found.sections.append(len(found.sentences))
        found.paragraphs.append(len(found.sentences))
        found.sentences.extend(" ".join(paragraph[start:end].split()) for start, end in pieces)
    return found


def _beads(matches: Sequence[Match], zh: Sequence[str], en: Sequence[str]) -> str:  # noqa: ARG001
    return "".join(f"{_numbers(match.zh)} <=> {_numbers(match.en)}\n" for match in matches)


def _numbers(indices: Sequence[int]) -> str:
    return ",".join(str(index + 1) for index in indices) or "-"


def _tsv(matches: Sequence[Match], zh: Sequence[str], en: Sequence[str]) -> str:
    """Chinese, English, score; one bead a line."""
    rows = ((*_texts(match, zh, en), f"{match.score:.3f}") for match in matches)
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def _json(matches: Sequence[Match], zh: Sequence[str], en: Sequence[str]) -> str:
    beads = []
    for match in matches:
        zh_text, en_text = _texts(match, zh, en)
        numbers = {"zh": [i + 1 for i in match.zh], "en": [j + 1 for j in match.en]}
        beads.append({**numbers, "zh_text": zh_text, "en_text": en_text, "score": round(match.score, 4)})
    return indented(beads, indent=2).decode()


def _tmx(matches: Sequence[Match], zh: Sequence[str], en: Sequence[str]) -> str:
    """The beads with text on both sides."""
    units = (
        tmx.Unit(*_texts(match, zh, en), {"score": f"{match.score:.3f}"}) for match in matches if match.zh and match.en
    )
    return tmx.write(units).decode()


def _texts(match: Match, zh: Sequence[str], en: Sequence[str]) -> tuple[str, str]:
    return "".join(zh[i] for i in match.zh), " ".join(en[j] for j in match.en)


_PRINTERS: dict[Format, Callable[[Sequence[Match], Sequence[str], Sequence[str]], str]] = {
    "beads": _beads,
    "tsv": _tsv,
    "json": _json,
    "tmx": _tmx,
}
