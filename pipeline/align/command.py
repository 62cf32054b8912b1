"""``duizhao align``: two texts in, beads out, in the manner of hunalign and Bertalign."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from pipeline.align.beads import Level, Match, align
from pipeline.align.sentences import sentences, trimmed
from pipeline.article import Language
from pipeline.resources import Resources
from pipeline.writers import tmx

Format = Literal["beads", "tsv", "json", "tmx"]

_HEADING = re.compile(
    r"#{1,6}\s|\d{1,2}(?:\.\d{1,2}){0,3}[.、]?\s{1,3}\S{1,80}$|第?[一二三四五六七八九十]{1,3}[、章节]"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class _Text(NamedTuple):
    """The sentences of a text, and those that begin its sections and paragraphs."""

    sentences: list[str]
    sections: list[int]
    paragraphs: list[int]


def run(zh: str, en: str, one_per_line: bool, form: Format, resources: Resources) -> str:
    """The alignment of two texts, printed. Indices count from 1; "-" stands for nothing.

    ``one_per_line``: each line is a sentence (a blank one too, so that numbers are those of an editor); else lines are
    paragraphs, or blocks between blank lines where there are such, and are cut into sentences.
    """
    if one_per_line:
        zh_text, en_text = (_Text(text.splitlines(), [], []) for text in (zh, en))
    else:
        zh_text, en_text = _segmented(zh, "zh"), _segmented(en, "en")
    levels = [Level(zh_text.sections, en_text.sections), Level(zh_text.paragraphs, en_text.paragraphs)]
    matches = align(zh_text.sentences, en_text.sentences, resources, levels=levels)
    return _PRINTERS[form](matches, zh_text.sentences, en_text.sentences)


def _segmented(text: str, lang: Language) -> _Text:
    found = _Text([], [], [])
    for paragraph in _BLANK_LINE.split(text) if _BLANK_LINE.search(text.strip()) else text.splitlines():
        pieces = [trimmed(paragraph, extent) for extent in sentences(paragraph, lang)]
        pieces = [(start, end) for start, end in pieces if start < end]
        if not pieces:
            continue
        if _HEADING.match(paragraph.strip()):
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
    return msgspec.json.format(msgspec.json.encode(beads), indent=2).decode() + "\n"


def _tmx(matches: Sequence[Match], zh: Sequence[str], en: Sequence[str]) -> str:
    """The beads with both sides."""
    pairs = ((match, _texts(match, zh, en)) for match in matches if match.zh and match.en)
    return tmx.write(tmx.Unit(*texts, {"score": f"{match.score:.3f}"}) for match, texts in pairs).decode()


def _texts(match: Match, zh: Sequence[str], en: Sequence[str]) -> tuple[str, str]:
    return "".join(zh[i] for i in match.zh), " ".join(en[j] for j in match.en)


_PRINTERS: dict[Format, Callable[[Sequence[Match], Sequence[str], Sequence[str]], str]] = {
    "beads": _beads,
    "tsv": _tsv,
    "json": _json,
    "tmx": _tmx,
}
