"""The abstract and the labelled parts of a structured one."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.article import Abstract, AbstractSection, Language
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.structure.front.names import distance
from pipeline.text import HAN

_ZH = (
    r"研究背景|应用背景|研究目的|研究方法|研究结果|研究结论|研究意义|研究局限|创新点|创新性|创新|材料与方法|资料与方法|对象与方法|方法与结果|"
    r"结果与结论|结果与讨论|文献范围|主要发现|目的|目标|意义|背景|方法|过程|材料|资料|对象|结果|发现|结论|局限性|局限|讨论|价值|设计|启示|建议|展望"
)
_EN = (
    r"Study objectives?|Research objectives?|Objectives?|Aims?|Purposes?|Backgrounds?|Context|Introduction|"
    r"Significance|Materials? and methods?|Methodology|Methods?|Process|Design|Approach|Main results?|Results?|"
    r"Findings?|Conclusions?|Limitations?|Originality|Innovations?|Values?|Discussion|Interpretation|Coverage|"
    r"Application background|Implications?"
)
_OPEN, _CLOSE = r"[\[［【〔「『]", r"[\]］】〕」』]"
_BRACKET = re.compile(r"[\[［【〔「『\]］】〕」』]")
_BRACKETED_ZH = re.compile(
    rf"{_OPEN}\s*([{HAN}A-Za-z]{{2,8}}(?:\s*[/／\\与、]\s*[{HAN}]{{2,6}})*)\s*{_CLOSE}\s*[:：]?|"
    rf"((?:{_ZH})(?:\s*[/／]\s*(?:{_ZH}))?)\s*{_CLOSE}"
)
_BRACKETED_EN = re.compile(
    rf"{_OPEN}\s*([A-Za-z0][A-Za-z]{{2,20}}(?:\s*[/／&]?\s*[A-Za-z]{{2,20}}){{0,3}})\s*{_CLOSE}\s*[:：]?|"
    rf"{_OPEN}\s*((?:{_EN})(?:\s*[/／]\s*(?:{_EN}))?)[lI1](?=\s)|((?:{_EN})(?:\s*[/／]\s*(?:{_EN}))?)\s*{_CLOSE}",
    re.IGNORECASE,
)
_PLAIN_ZH = re.compile(
    rf"(?:(?<=[。．.；;！？!?，,）)\s”])|^)\s*({_ZH})(?:\s*[/／与和]\s*(?:{_ZH}))?\s*([:：]|\s+|(?=[^\s:：]))"
)
_PLAIN_EN = re.compile(
    rf"(?:(?<=[.．。;；,，?!)\]'’”\s])|^)\s*({_EN})(?:\s*(?:and|/|&)\s*(?:{_EN}))?\s*([:：.]\s*|\s+|(?=[A-Z0-9(\[]))(?=\S)",
    re.IGNORECASE,
)
_FUZZY_EN = re.compile(r"(?:(?<=[.．。;；]\s)|(?<=[.．。;；])|^)\s*([A-Z][A-Za-z]{3,11})\s*([:：]?)\s+(?=[A-Z])")
# What follows these words where they are no labels: 结果表明 …, Results showed …
_PROSE_AFTER = re.compile(r"表明|显示|发现|提示|证[明实]|说明|如下|为[:：]|是|的|论|性|学|基于此|了?过程|上看|可知|还")
_PROSE_AFTER_EN = re.compile(
    r"(?:show|indicat|suggest|reveal|demonstrat|of|in|on|for|from|was|were|is|are|have|has|obtained|and|that|with|to|can|could|"
    r"section|analysis|based|using|used|such|like|also|confirm|prove|illustrat|we|this|these)"
)
_CORE_ZH = ("目的", "方法", "结果", "结论", "背景")
_CORE_EN = ("objective", "method", "result", "conclusion", "background", "aim", "purpose")


# A mark or a speck that OCR reads behind the last sentence.
_SPECK = re.compile(r"(?<=[。.．!！])\s+[^\s。.．!！%]{1,2}$")


class _Mark(NamedTuple):
    label: str
    start: int
    end: int


def abstract(block: Block) -> Abstract | None:
    """The abstract of a block that an abstract's label may begin; None where nothing stands behind the label.

    ``text`` is a part of the block's text, the labels of its sections in it.
    """
    first = segments(block.text)[0]
    start = first.value if first.field == "abstract" else 0
    text = block.text[start:].strip()
    text = text.lstrip(":：︰;；.．、]］】」—–- \t\n")
    text = _SPECK.sub("", re.sub(r"^[(（]20\d?号?\s", "", text))
    if len(text) < 15:
        return None
    return Abstract(text, sections(text, block.lang))


def sections(text: str, lang: Language) -> tuple[AbstractSection, ...]:
    """The labelled parts, in order; () where the abstract has none. What stands before the first label has no part."""
    pattern, plain = (_BRACKETED_ZH, _plain_zh) if lang == "zh" else (_BRACKETED_EN, _plain_en)
    marks = [
        _Mark(next(filter(None, m.groups())).strip(), m.start(), m.end())
        for m in (pattern.finditer(text) if _BRACKET.search(text) else ())
    ]
    if len(marks) < 2:
        marks = plain(text, [])
    elif lang == "zh":
        marks = plain(text, marks)
    if len(marks) < 2:
        return ()
    ends = [*(mark.start for mark in marks[1:]), len(text)]
    return tuple(
        AbstractSection(m.label, text[m.end : end].strip(" :：\n")) for m, end in zip(marks, ends, strict=True)
    )


def _plain_zh(text: str, bracketed: list[_Mark]) -> list[_Mark]:
    """Labels without brackets, in order with the ``bracketed`` ones: colon, space or at once the text follows them.

    They begin the text, and each stands behind a stop; a word that a sentence goes on with (结果表明) is no label.
    """
    marks = list(bracketed)
    seen = {core for core in _CORE_ZH for mark in marks if core in mark.label}
    colons = 0
    for match in _PLAIN_ZH.finditer(text):
        core, colon = match[1], match[2] in (":", "：")
        behind_comma = text[: match.start()].rstrip()[-1:] in ("，", ",", "；", ";")
        if core in seen or (
            not colon and (core not in _CORE_ZH or behind_comma or _PROSE_AFTER.match(text, match.end()))
        ):
            continue
        if not marks and match.start() > 3:
            return []
        if any(mark.start <= match.start(1) < mark.end for mark in marks):
            continue
        seen.add(core)
        colons += colon
        marks.append(_Mark(match[0].strip().rstrip(":：").strip(), match.start(), match.end()))
    certain = bracketed or len(marks) >= 3 or (len(marks) == 2 and colons == 2)
    return sorted(marks, key=lambda mark: mark.start) if certain else []


def _plain_en(text: str, _: list[_Mark]) -> list[_Mark]:
    marks: list[_Mark] = []
    seen: set[str] = set()
    for match in _PLAIN_EN.finditer(text):
        core = match[1].lower().rstrip("s")
        if core in seen or not (match[1][0].isupper() or match.start() == 0):
            continue
        if not match[2].strip() and not _opens_part(text, match, core):
            continue
        if not marks and match.start() > 3:
            return []
        seen.add(core)
        marks.append(_Mark(match[0].strip().rstrip(":：.").strip(), match.start(), match.end()))
    return _with_misread(text, marks) if len(marks) > 1 else []


def _opens_part(text: str, match: re.Match[str], core: str) -> bool:
    """Whether a label without a colon opens a part: a capital or a figure follows, or behind a full stop any noun."""
    if _PROSE_AFTER_EN.match(text, match.end()):
        return False
    following = text[match.end() : match.end() + 1]
    if not following.islower():
        return True
    stopped = match.start() == 0 or text[: match.start()].rstrip()[-1:] in (".", "。", "．", ")")
    return stopped and core in _CORE_EN


def _with_misread(text: str, marks: list[_Mark]) -> list[_Mark]:
    """The labels and those that OCR has misread: a capitalised word that begins a sentence, two letters off a label."""
    names = ["Objective", "Methods", "Results", "Conclusion", "Conclusions"]
    found = list(marks)
    have = {mark.label.lower().rstrip("s") for mark in marks}
    for match in _FUZZY_EN.finditer(text):
        word = match[1]
        if any(mark.start <= match.start(1) < mark.end for mark in found):
            continue
        for name in names:
            if name.lower().rstrip("s") not in have and _near(word.lower(), name.lower()):
                found.append(_Mark(word, match.start(), match.end()))
                have.add(name.lower().rstrip("s"))
                break
    return sorted(found, key=lambda mark: mark.start)


def _near(word: str, name: str) -> bool:
    """Whether two words differ by one or two letters and begin alike."""
    if abs(len(word) - len(name)) > 2 or word[:2] != name[:2]:
        return False
    return distance(word, name) <= 2
