"""Characters of the wrong width: ``Ｐ＜０.０５`` → ``P<0.05``, and the punctuation of one language within the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.text import HAN

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ％＋＝＜＞＆＃＠＊［］][０-９Ａ-Ｚａ-ｚ％＋＝＜＞＆＃＠＊［］]*")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)}
# A stretch without Chinese characters, and how many words of three letters make it English: between two Chinese
# characters a gloss may be as long as five, and its punctuation is the Chinese sentence's.
_WORD = re.compile(r"[A-Za-z]{3,}")
_WORDS, _WORDS_WITHIN_CHINESE = 5, 12
_FOREIGN = re.compile(f"[^{HAN}\n\t][^{HAN}\n\t]{{{4 * _WORDS - 1},}}+")
_PUNCTUATION = re.compile("[，．：；（）！？]")
# Beside a Chinese character, with the space that some OCR puts behind it. A mark beside a digit may be that of a name
# or a year: "1,2-丙二醇", "王,2018".
_ASCII_MARK = re.compile(
    rf"([,;:?!])(?:(?<=[{HAN}）”’》】].) ?(?=[{HAN}（“‘《【A-Za-z])|(?<=[A-Za-z)\]%].) ?(?=[{HAN}]))"
)
_WIDE_MARKS = dict(zip(",;:?!", "，；：？！", strict=True))
# References are printed in ASCII marks throughout (GB/T 7714); the mark of a document's type tells them.
_ENTRY = re.compile(r"[\[［][A-Z](?:/[A-Z]{2})?[\]］]")


def width(block: Block, _: Context) -> Block:
    """Letters and digits become half-width everywhere; punctuation within an English stretch becomes ASCII.

    The first and last two characters of a stretch keep their width where they touch Chinese text: there the
    punctuation belongs to the Chinese sentence. In a paragraph of Chinese sentences the marks beside Chinese
    characters become full-width; lists, names and entries of references keep what they are printed with.
    """
    if block.kind in ("math", "code"):
        return block
    text = block.text
    changes = [(m.start(), m.end(), m[0].translate(_NARROW)) for m in _WIDE.finditer(text)]
    marks = []
    if _PUNCTUATION.search(text):
        marks += [_narrowed(text, match) for match in _in_english(text)]
    if "。" in text and block.kind != "table" and not _ENTRY.search(text):
        marks += [(m.start(), m.end(), _WIDE_MARKS[m[1]]) for m in _ASCII_MARK.finditer(text)]
    if marks:
        sealed = Sealed(block)
        changes += [mark for mark in marks if not sealed.covers(mark[0])]
    return block.revised("width", changes) if changes else block


def _in_english(text: str) -> Iterator[re.Match[str]]:
    """Full-width punctuation marks that stand within English."""
    for stretch in _FOREIGN.finditer(text):
        start, end = stretch.span()
        after_chinese = start > 0 and text[start - 1] not in "\n\t"
        before_chinese = end < len(text) and text[end] not in "\n\t"
        least = _WORDS_WITHIN_CHINESE if after_chinese and before_chinese else _WORDS
        if end - start < 4 * least or sum(1 for _ in islice(_WORD.finditer(text, start, end), least)) < least:
            continue
        first, last = start + 2 * after_chinese, end - 2 * before_chinese
        yield from _PUNCTUATION.finditer(text, first, max(first, last))


def _narrowed(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    """The change that makes a mark ASCII, with the space that English puts beside it."""
    mark = chr(_NARROW[ord(match[0])])
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if mark == "(":
        return match.start(), match.end(), " (" if before.isalpha() and before.isascii() else "("
    if mark in ".:" and before.isdigit() and after.isdigit():
        return match.start(), match.end(), mark
    if mark == "," and re.match(r"\d，\d{3}(?!\d)", text[match.start() - 1 : match.end() + 4]):
        return match.start(), match.end(), mark
    return match.start(), match.end(), mark + (" " if after.isalnum() or (after == "(" and mark != ")") else "")
