"""The title as it reads without its footnote marks."""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.text import HAN, han_count

_MARKS = re.compile(r"[\s*＊†‡§#△▲☆★①-⑳¹²³\\^{}_~]+$")
_LEADING = re.compile(r"^[\s*＊#·•\\^{}_~]+")
# What MinerU reads into a page where a raised mark or a formula begins.
_NOISE = re.compile(r"(?:\s*[(（]\s*20\d?(?:号|\b)\s*)+$")
# A raised 1 behind the words that titles end with, read as a figure, a letter or a stop.
_MISREAD_MARK = re.compile(
    r"(?<=影响|研究|进展|作用|应用|分析|评价|比较|调控|机制|关系|效应|特性|探讨|因素|规律|方法|模型|设计|表达|性能|特征|评估|优化|效果|现状|对策|问题|意义|价值)\s*[1lI!！'’‘」]$"
    r"|(?<=tion|ment|ence|ance|ysis)[1-9]$"
)
# The number of the title's first line in a manuscript, and of the second within.
_LINE_NUMBER = re.compile(rf"(\d{{1,3}})\s*(?=[{HAN}]{{2}}|[A-Z][a-z]{{2}})")
# The number 1 before a title, of a line or of a footnote, but where it counts (1例…), and raised numbers behind one.
_LONE_NUMBER = re.compile(
    rf"^1(?=[{HAN}])(?![种个例株类型次年日月项款台套只头起岁位份组维阶周天级重代倍点所])|(?<=[{HAN}a-z])\d{{1,3}}$"
)


def title(block: Block) -> str:
    """The title of a block: one line, footnote marks and raised marks at its ends off."""
    text = block.text
    for span in reversed(block.spans):
        if (
            span.kind == "sup"
            and not text[span.end :].strip()
            and re.fullmatch(r"[\d*＊,，†‡§\s\\]+", text[span.start : span.end])
        ):
            text = text[: span.start]
    text = re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text.strip())
    text = _NOISE.sub("", re.sub(r"\s+", " ", text))
    text = _MARKS.sub("", text) if not text.endswith("}") else re.sub(r"[\s*＊]+$", "", text)
    text = _MISREAD_MARK.sub("", text)
    return _without_line_numbers(_LEADING.sub("", text).strip())


def without_lone_numbers(title: str | None, other: str | None) -> str | None:
    """A title without a number at either end that is a footnote's or a line's: the other language has none there."""
    if not title or not other:
        return title
    return _LONE_NUMBER.sub(lambda match: match[0] if match[0] in other else "", title)


def _without_line_numbers(text: str) -> str:
    number = _LINE_NUMBER.match(text)
    if not number:
        return text
    glue = "" if han_count(text) else " "
    plain, seconds = re.subn(rf"(?<!\d)\s*{int(number[1]) + 1}\s+(?=\D)", glue, text[number.end() :], count=1)
    return plain if seconds or text[number.end() - 1].isspace() else text
