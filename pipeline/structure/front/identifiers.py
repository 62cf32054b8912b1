"""DOI, class in the Chinese Library Classification, and the journal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.structure.front.labels import segments
from pipeline.text import HAN

_DOI = re.compile(r"10\s?\.\s?(\d{4,5})\s?/\s?([!-~](?:[!-~]|\s(?=[!-~]))*)")
_CITED = re.compile(
    rf"\[J\]\s*[.．，,]?\s*([{HAN}（）()·]{{3,30}})[,，.．\s]|[.．。]\s*([{HAN}]{{2,16}}(?:学报|杂志|通报|进展|科学|研究|技术))\s*[,，.．]\s*(?:19|20)\d\d"
)
_PRINTED = re.compile(
    rf"《\s*([{HAN}]{{3,20}})\s*》|^《([^《》\n]{{3,120}})》|^\s*([{HAN}]{{2,16}}(?:学报|杂志|通报))\s*(?=$|第|\d|Vol)"
)


def doi(texts: Sequence[str]) -> str | None:
    """The article's DOI, inner spaces out; the first of the front."""
    for text in texts:
        for segment in segments(text):
            if segment.field == "doi" and (match := _DOI.search(text[segment.value : segment.end])):
                return _clean_doi(match)
    for text in texts:
        if len(text) < 1000 and (match := _DOI.search(text)):
            return _clean_doi(match)
    return None


def _clean_doi(match: re.Match[str]) -> str:
    suffix = match[2]
    joined = re.sub(r"\s", "", re.split(r"\s(?=[A-Za-z]{3,}\b(?!\.))", suffix)[0])
    return f"10.{match[1]}/{joined}".rstrip(".,;:)]}>*\\")


def clc(texts: Sequence[str]) -> str | None:
    """The classes of the Chinese Library Classification, comma-separated; a 0 read for the letter O is put right."""
    for text in texts:
        for segment in segments(text):
            if segment.field == "clc":
                classes = _classes(text[segment.value : segment.end])
                if classes:
                    return ", ".join(classes)
    return None


def _classes(text: str) -> list[str]:
    text = re.sub(r"\\[a-z]+", " ", text)
    text = re.sub(r"(?:文献标|DOI|doi).*", "", text)
    found = []
    for match in re.finditer(r"[A-Z0]{1,2}\s?\d[\d.:：=+/()\-A-Z]*|(?<=\s)[A-Z](?=\s|$)", text.strip() and f" {text} "):
        for part in re.findall(r"[A-Z0]{1,2}\s?\d+(?:\.\d+)*(?:[:：+/=\-(][A-Z]?[\d.)]+)*|^[A-Z]$", match[0]):
            code = re.sub(r"\s", "", part).rstrip(".:：-/(+")
            found.append("O" + code[1:] if code[0] == "0" else code)
    return found or re.findall(r"^\s*([A-Z]{1,2})\s*$", text)


def journal(texts: Sequence[str]) -> str | None:
    """The journal's name, from the line that says how to cite the article or from the line above the title."""
    for text in texts[:40]:
        if len(text) < 600 and (match := _CITED.search(text) or _PRINTED.search(text)):
            return match[match.lastindex or 0]
    return None
