"""Captions: ``图1DMD患者家系图 Fig.1 Genetic map …``, wherever they stand and however many are stacked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.article import Language
from pipeline.text import HAN, han_count

FloatKind = Literal["figure", "table"]

_NUMBER = r"[A-Z]{0,2}\d{1,2}[-–—.．]\d{1,2}(?![\d%.年])|[A-Z]{0,2}\d{1,8}|[IVX]{1,5}(?![A-Za-z])"
_ZH_LABEL = re.compile(
    rf"(?P<more>续)?\s*(?:附)?(?P<kind>图|表)(?:格(?=\s?\d)|[.．](?=\d))?\s?(?P<number>{_NUMBER}|[一二三四五六七八九十]{{1,2}}(?=[\s:：.]))?"
)
# "Fig.1O Variation …" is Fig. 10; in "Fig.1Overview" and "FIG.1ORIGIN" the letter is the word's.
_EN_NUMBER = (
    r"\d[Oo](?=[\s:.．(]|[A-Z][a-z])|S?\d{1,2}(?:[-–—.．]\d{1,2}(?![\d%]))?|[lI]\d?(?=[\s:.．])|[IVX]{1,5}(?![A-Za-z])"
)
_EN_LABEL = re.compile(
    r"(?P<more>Cont(?:inued|\.)?\s*)?(?P<kind>Fig(?:ure)?s?|FIG(?:URE)?|Tab(?:le)?s?|TAB(?:LE)?|Scheme)"
    rf"(?:[.．,:]\s?|\s|(?=\d|[lI]\s))\s?(?P<number>{_EN_NUMBER})"
)
# Labels of which OCR has lost or changed the first letter: "ig.2", "[able 2", "lab.3".
_WORN_LABEL = re.compile(
    rf"[\W_]{{0,2}}(?P<kind>[FT\[|lICi]?(?:ig(?:ure)?[.\s]|[aei]?ble\s|[ae]b[.．])\s?)(?P<number>{_EN_NUMBER})(?=\s?[A-Z(])"
)
# Stumps that are only believed behind a Chinese caption: "Fig.Results …", "b.2 Changes …", "3Path analysis …".
_NO_NUMBER = re.compile(r"\W?(?:Fig(?:ure)?|Tab(?:le)?)[.．]?\s?(?=[A-Z][a-z])")
_STUMP = re.compile(r"\W{0,2}(?:[A-Za-z]{0,3}(?:ig|g|b|able|ble|le|ab|eb)[.．]?\s?)?(?P<number>\d{1,2})(?=\s?[A-Z(])")
# What a sentence about a figure goes on with: 图3显示…, 图9(a)为…, 表2中的….
_ZH_TALK = re.compile(
    r"\s*(?:[(（]?[a-zａ-ｚ][)）]?(?:[、和与及][(（]?[a-zａ-ｚ][)）]?)?)?+"
    r"(?:为(?!例)|是|则|的(?!确)|、|，|。|）|\)|；|—\d|[~～\-]\d|[和与及][图表]|[上下左右]图"
    r"|中(?!国|心|间|部|央|位|文|小|等|低|高|华|医|药|试|期|下|上|东|西|亚|学|粒|美|欧|温|性|长|草|原)"
    r"|可[知见以得]|表明|显示|表示|反映|给出|呈现|列[出举]|说明|描述(?:了|的是)|展示了|描绘|统计了|汇总了|所[示列]|示[，出]|结果(?:显示|表明)"
    r"|分别(?:给出|为|是|表示|显示|列出)|以.{1,16}(?:给出|为例))"
)
# What no title begins with; a pause parts it from its number where no other number follows: 图2、推荐系统设计.
_NO_TITLE = re.compile(r"\s*(?:[，。）)；为是]|、\s?(?:[图表]\s?)?\d)")
_ZH_TALK_LATER = re.compile(r".{0,8}(?:所示|可知|可以看出|表明|显示[，：])")
_EN_TALK = re.compile(
    r"\s*(?:[a-z]\s|\([a-z]\)\s?)?(?:shows?|shown|displays?|presents?|illustrates?|depicts?|gives?|lists?|compares?|summari[sz]es?"
    r"|demonstrates?|indicates?|reveals?|reports?|plots|provides?|represents?|describes?|contains?|outlines?|exhibits?|suggests?"
    r"|is|are|was|were|can|has|have|and|in|to|for|we|that|which|as|where)\b|\s*[,;)]"
)
# A sentence that a page break has cut before the figure it names: "… the curve shown in", "Fig. 3(b). According to …".
_NAMES_NEXT = re.compile(r"\b(?:shown|seen|given|plotted|displayed|depicted|presented|illustrated|listed) in\s*$")
_PART_AND_STOP = re.compile(r"\s?[(（][a-z][)）]\s?[.,;，。]\s?[A-Za-z]")
# An English caption without a label is at least so long; shorter is a legend or a unit.
_LEAST_ENGLISH = 30
# What a column break glues to a caption: Chinese text to an English one, a numbered heading to a Chinese one.
_CHINESE_TAIL = re.compile(rf"(?<=[A-Za-z0-9.,)）%\]])\s?(?=(?:\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}\s?)?[{HAN}])")
_CHINESE_WORDS = re.compile(rf"[{HAN}]{{4}}")
# Less than so much is a label and no caption. Set on the thirty glued captions of seven hundred articles.
_LEAST_CAPTION, _LEAST_LETTERS = 4, 12
_OPENING, _CLOSING, _LETTER = re.compile(r"[(（]"), re.compile(r"[)）]"), re.compile(r"[A-Za-z]")
# A caption behind the legend of its parts, and how long such a line may be.
_LATE = re.compile(r"[\s)）](?=[图表]\s?\d{1,2}[\s.．:：]?\s?\S)")
_LONGEST_LEGEND = 200
# In what is longer no second caption is looked for, so that a hostile line costs no more than a long one.
_LONGEST_CAPTION = 4000
_HEADING_LINE = re.compile(rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}[.．]?\s?[{HAN}]")
_HEADING_TAIL = re.compile(rf"(?<=[{HAN}])(?=\d(?:[.．]\d{{1,2}}){{1,3}}\s?(?![倍万亿米个克升年以])[{HAN}]{{3,16}}\Z)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
# So many captions without one say that an article numbers none by chapters: then 图16.16KVM is 图16.
_PLAIN = 3


class Label(NamedTuple):
    """A caption's label: ``numbers`` are the ways to read its number with the end of each, the likeliest first."""

    kind: FloatKind
    lang: Language
    numbers: tuple[tuple[str, int], ...]
    continued: bool


class Part(NamedTuple):
    """A run of a paragraph's text: a caption with its label, or other text."""

    start: int
    end: int
    label: Label | None


def label(text: str, beside: bool = True) -> Label | None:
    """The label at the beginning of a caption; None where the text has none or only talks of a figure.

    ``beside``: a picture or a table stands next to it, so that even a caption of several sentences is believed.
    """
    text = text.rstrip()
    lead = len(text) - len(text.lstrip(" *$·●■▲◆\t"))
    if match := _ZH_LABEL.match(text, lead):
        return _zh_label(text, match, beside)
    if match := _EN_LABEL.match(text, lead):
        rest = text[match.end() :]
        if _EN_TALK.match(rest) and not re.match(r"\s*[.:：．|]", rest):
            return None
        return Label(_kind(match["kind"]), "en", ((_clean(match["number"]), match.end()),), bool(match["more"]))
    if (match := _WORN_LABEL.match(text, lead)) and not _EN_TALK.match(text[match.end() :]):
        kind: FloatKind = "figure" if "ig" in match["kind"] else "table"
        return Label(kind, "en", ((_clean(match["number"]), match.end()),), False)
    return None


def goes_on(before: str, text: str) -> bool:
    """Whether the label at the beginning of a text ends the sentence before it: ``… shown in``, ``Fig. 3(b). It …``."""
    match = _EN_LABEL.match(text)
    return bool(match and _NAMES_NEXT.search(before[-24:]) and _PART_AND_STOP.match(text, match.end()))


def _zh_label(text: str, match: re.Match[str], beside: bool) -> Label | None:
    kind: FloatKind = "figure" if match["kind"] == "图" else "table"
    if match["number"] is None:
        alone = bool(match["more"]) and len(text) < 8
        return Label(kind, "zh", (("", len(text)),), True) if alone else None
    numbers = _numbers(match["number"], match.start("number"))
    rest = text[numbers[0][1] :]
    if not rest.strip(" .:：。") and not match["more"] and not beside:
        return None
    talk = _ZH_TALK.match(rest) or _ZH_TALK_LATER.match(rest)
    if talk and (re.search("[。，]", rest) or len(rest) > 45 or _NO_TITLE.match(rest)):
        return None
    if not beside and rest.rstrip().endswith("。") and len(rest) > 90 and rest.count("，") > 1:
        return None
    return Label(kind, "zh", numbers, bool(match["more"]))


def _numbers(number: str, start: int) -> tuple[tuple[str, int], ...]:
    """The ways to read digits of which the last may be the caption's own: 图21970s is 图2 or 图21."""
    if not number.isdigit():
        stop = re.search(r"[.．]", number)  # "图4.24颗星" is 图4 or 图4.24
        whole = (_clean(number), start + len(number))
        return (whole, (number[: stop.start()], start + stop.end())) if stop else (whole,)
    ways = []
    if (year := _YEAR.search(number)) and year.start():
        ways.append(year.start())
    ways += [n for n in (len(number), *range(min(len(number) - 1, 2), 0, -1)) if n <= 2 and n not in ways]
    return tuple((number[:n], start + n) for n in ways)


def _kind(word: str) -> FloatKind:
    return "table" if word[0] in "Tt" else "figure"


def _clean(number: str) -> str:
    number = re.sub(r"[–—－]", "-", number).replace("．", ".")
    number = re.sub(r"^(\d)[Oo]$", r"\g<1>0", number)
    return re.sub(r"^[lI](?=\d?$)", "1", number) if number != "I" else number


def parts(text: str, beside: bool) -> list[Part]:
    """The captions in a paragraph, in order, with what stands before, between and after them."""
    starts: list[tuple[int, Label | None]] = []
    for line in re.finditer(r"[^\n]+", text):
        found = label(line[0], beside)
        if found:
            starts.append((line.start(), found))
        elif not starts:
            starts.append((line.start(), None))
            if beside and (late := _late(line[0])):
                starts.append((line.start() + late[0], late[1]))
        elif starts[-1][1] and _HEADING_LINE.match(line[0]):
            starts.append((line.start(), None))
        elif starts[-1][1] and (worn := behind(line[0], starts[-1][1])):
            starts.append((line.start(), worn))
        if starts[-1][1]:
            starts += [(line.start() + at, inner) for at, inner in _inner(line[0], starts[-1][1])]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    found_parts = [Part(start, end, found) for (start, found), end in zip(starts, ends, strict=True)]
    return [piece for part in found_parts for piece in _without_tail(text, part)]


def _late(line: str) -> tuple[int, Label] | None:
    """A caption behind the legend of its parts: ``(b)压力脉动频谱图 图7 不同工况下…``."""
    match = _LATE.search(line) if len(line) <= _LONGEST_LEGEND else None
    found = label(line[match.end() :]) if match else None
    return (match.end(), found) if match and found else None


def _without_tail(text: str, part: Part) -> list[Part]:
    """A caption, and the heading or the Chinese text that a column break has glued to its end."""
    if not part.label or part.end - part.start > _LONGEST_CAPTION:
        return [part]
    caption = text[part.start : part.end]
    at = _chinese_tail(caption) if part.label.lang == "en" else _heading_tail(caption)
    if at is None:
        return [part]
    return [Part(part.start, part.start + at, part.label), Part(part.start + at, part.end, None)]


def _heading_tail(caption: str) -> int | None:
    tail = _HEADING_TAIL.search(caption, _LEAST_CAPTION)
    return tail.start() if tail else None


def _chinese_tail(caption: str) -> int | None:
    """Where the Chinese text begins that is glued to an English caption; one that has Chinese before has no tail."""
    tail = _CHINESE_TAIL.search(caption, _LEAST_CAPTION)
    if not tail:
        return None
    head = caption[: tail.start()]
    in_brackets = len(_OPENING.findall(head)) > len(_CLOSING.findall(head))
    if han_count(head) or in_brackets or len(_LETTER.findall(head)) < _LEAST_LETTERS:
        return None
    return tail.start() if _CHINESE_WORDS.search(caption, tail.end()) else None


_INNER = re.compile(
    r"(?<=\S)\s*(?=(?:Fig(?:ure)?|FIG(?:URE)?|Table|TABLE|Tab)(?:[.．]\s?|\s?)\s?[S\dlI])|(?<=[A-Za-z)）])\s?(?=[图表]\s?\d)"
    rf"|(?<=[{HAN}])\s(?=[图表]\s?\d{{1,2}}\s?[{HAN}])"
)
# What speaks of a figure before its label, in English before an English one only.
_SEE = {
    "zh": re.compile(r"[见同如据由与及于在(（,，和]\s*$"),
    "en": re.compile(r"(?:[见同(（,，和]|[Ss]ee|in|from|as|and|to|of)\s*$"),
}
# An English caption behind its Chinese one, its label a stump ("b.2 Changes …") or lost ("3Path analysis …").
_BEHIND = re.compile(
    rf"(?<=[{HAN}）)\s])\s?(?=(?:\W?[A-Za-z]{{0,5}}[.．]?\s?\d{{1,2}}\s?)?[A-Z(a-z][A-Za-z-]*\s?[A-Za-z(])"
)


def _inner(line: str, first: Label) -> list[tuple[int, Label]]:
    """Captions that go on the same line as the one before: the other language's, or the next one's."""
    if len(line) > _LONGEST_CAPTION:
        return []
    found: list[tuple[int, Label]] = []
    before = first
    for match in _INNER.finditer(line, 3):
        inner = label(line[match.end() :])
        spoken = inner and _SEE[inner.lang].search(line[max(match.start() - 8, 0) : match.end()])
        if inner and not spoken and _differs(before, inner):
            found.append((match.end(), inner))
            before = inner
    if first.lang == "zh" and not found:
        for match in _BEHIND.finditer(line, 3):
            rest = line[match.end() :]
            if han_count(rest) * 8 < len(rest) and (worn := label(rest) or behind(rest, first)):
                return [(match.end(), worn)]
    return found


def _differs(before: Label, inner: Label) -> bool:
    return (inner.lang, inner.kind, inner.numbers[0][0]) != (before.lang, before.kind, before.numbers[0][0])


def behind(text: str, before: Label, same_line: bool = True) -> Label | None:
    """The label of what stands behind a Chinese caption, if it is the English one with its label worn off.

    In a paragraph of its own only a stump with the same number is believed.
    """
    if before.lang != "zh" or han_count(text[:24]) or han_count(text) * 8 >= len(text):
        return None
    match = _STUMP.match(text)
    if match and match["number"] in dict(before.numbers):
        return Label(before.kind, "en", ((match["number"], match.end()),), False)
    if not same_line:
        return None
    if match := _NO_NUMBER.match(text):
        return Label(before.kind, "en", tuple((number, match.end()) for number, _ in before.numbers), False)
    if len(text) >= _LEAST_ENGLISH and len(text.split()) > 3 and re.match(r"[A-Za-z]{3}", text):
        return Label(before.kind, "en", tuple((number, 0) for number, _ in before.numbers), False)
    return None


def resolved(labels: Sequence[Label]) -> list[tuple[str, int]]:
    """The number of each caption with the end of its label: ambiguous ones by their neighbours and by sequence."""
    chosen: list[tuple[str, int]] = []
    last: dict[tuple[FloatKind, Language], int] = {}
    plain: Counter[tuple[FloatKind, Language]] = Counter()
    for index, item in enumerate(labels):
        key = (item.kind, item.lang)
        if len(item.numbers) == 1:
            pick = item.numbers[0]
        else:
            near = {
                other.numbers[0][0]
                for other in (*labels[max(index - 2, 0) : index], *labels[index + 1 : index + 3])
                if other.kind == item.kind and other.lang != item.lang and len(other.numbers) == 1
            }
            expected = last.get(key, 0) + 1
            pick = max(
                item.numbers,
                key=lambda way: (
                    3.0 * (way[0] in near)
                    + 2.0 * (way[0] == str(expected))
                    + 1.0 * (way[0].isdigit() and expected < int(way[0]) <= expected + 3)
                    - 2.0 * (way[0].isdigit() and int(way[0]) > expected + 3)
                    + (0.5 if way[0].isdigit() or plain[key] >= _PLAIN else 2.5) * (way == item.numbers[0])
                ),
            )
        chosen.append(pick)
        if pick[0].isdigit():
            last[key] = max(last.get(key, 0), int(pick[0]))
            plain[key] += 1
    return chosen
