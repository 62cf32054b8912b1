"""Names of people in Chinese and in pinyin: where they stand in a line that OCR has worn, and which belong together."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, product
from typing import NamedTuple

from pypinyin import Style, pinyin

from pipeline.text import HAN

_LETTERS = re.compile(r"[A-Za-z]")
# Letters, and the marks that no name goes across.
_OF_NAMES = re.compile(r"[A-Za-z;；、][A-Za-z;；、]*")
_HAN_RUN = re.compile(rf"[{HAN}·•](?:[{HAN}·•　 \t\n]*[{HAN}])?")
_ROLE = re.compile(r"[(（]?(?:综述|审校|编译|翻译|译|执笔|整理|撰写|通讯员|记者|校)[)）]?(?=[\s,，、;；　]|$)")
# Costs of reading a run of characters as names, by eye on the author lines of sixty articles.
_BY_LENGTH = {1: 6.0, 2: 0.5, 3: 0.0, 4: 1.5, 5: 4.0}
_NO_SURNAME, _INNER_SPACE, _GLUED, _IN_PINYIN, _PLACE = 3.0, 2.0, 1.0, -3.0, 5.0
# Four characters or five earn more than their halves do apart (旦增|罗布) where just two words of pinyin spell them.
_TWO_WORDS = re.compile(r"[A-Z](?:[A-Z]+|[a-z]+)\s[A-Z](?:[A-Z]+|[a-z]+(?:-[A-Za-z][a-z]+)?)")


# How the names of institutions begin: a name that ends before one of these is at its end.
PLACES = re.compile(
    r"北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    r"内蒙古|广西|西藏|宁夏|新疆|香港|澳门|中国|中央|国家|国务院|农业|教育部|水利部|自然资源部|华东|华南|华中|华北|西南|西北|东北|东南|中南|"
    r"中山|南方|南京|杭州|武汉|成都|广州|西安|沈阳|大连|长春|哈尔滨|济南|青岛|郑州|长沙|合肥|福州|厦门|南昌|南宁|昆明|贵阳|兰州|西宁|银川|"
    r"乌鲁木齐|石家庄|太原|呼和浩特|海口|拉萨|深圳|珠海|苏州|无锡|宁波|温州|徐州|扬州|蚌埠|解放军|清华|同济|复旦|第[一二三四]军医|空军|海军|"
    r"火箭军|首都|包头|遵义|泸州|桂林|汕头|湛江|佛山|东莞|惠州|赣南|延边|石河子|塔里木|喀什|伊犁|嘉兴|绍兴|金华|台州|南通|镇江|常州|盐城|"
    r"连云港|淮阴|聊城|曲阜|烟台|潍坊|临沂|洛阳|新乡|南阳|宜昌|荆州|湘潭|衡阳|吉首|暨南|燕山|河海|南开|北方|大庆|齐齐哈尔|牡丹江|佳木斯|"
    r"锦州|鞍山|秦皇岛|保定|唐山|邯郸|大同|宝鸡|榆林|西华|绵阳|攀枝花|乐山|宜宾|南充|大理|曲靖|宿迁|宿州"
)


class Name(NamedTuple):
    """A name as printed, spaces out, and where it stands; ``cost`` tells how little it looks like a name."""

    text: str
    start: int
    end: int
    cost: float


@cache
def _surnames() -> frozenset[str]:
    rows = files("pipeline").joinpath("data/surnames.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(row for row in rows[2:] if row)


def roles(text: str) -> list[tuple[str, int]]:
    """The roles printed after names (综述, 审校) and where each ends."""
    return [(match[0].strip("()（）"), match.end()) for match in _ROLE.finditer(text)]


# The lines above an abstract are asked again with each line that is read below them.
@lru_cache(maxsize=1024)
def chinese_names(text: str, english: str = "") -> tuple[Name, ...]:
    """The names in a line that holds nothing else, in order; spaces within and between names may be lost or too many.

    ``english`` is a text that holds the same names in pinyin; a reading that occurs there is preferred.
    """
    masked = _ROLE.sub(lambda match: "," * len(match[0]), text)
    found: list[Name] = []
    for run in _HAN_RUN.finditer(masked):
        found += _segmented(run[0], run.start(), english)
    return tuple(found)


def _segmented(run: str, offset: int, english: str) -> list[Name]:
    """The cheapest cut of a run into names (dynamic programming; a name has at most five characters)."""
    places = [i for i, char in enumerate(run) if not char.isspace()]
    if "·" in run or "•" in run:
        return [Name(re.sub(r"\s", "", run), offset, offset + len(run), 0.0)]
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(places)
    costs: dict[tuple[int, int], float] = {}
    for end in range(1, len(places) + 1):
        for start in range(max(0, end - 5), end):
            spaced = places[end - 1] - places[start] >= end - start
            costs[start, end] = _cost("".join([run[i] for i in places[start:end]]), spaced, english)
            glued = start > 0 and places[start] == places[start - 1] + 1
            total = best[start][0] + costs[start, end] + (_GLUED if glued else 0.0)
            if total < best[end][0]:
                best[end] = (total, start)
    names: list[Name] = []
    end = len(places)
    while end:
        start = best[end][1]
        text = "".join(run[i] for i in places[start:end])
        names.append(Name(text, offset + places[start], offset + places[end - 1] + 1, costs[start, end]))
        end = start
    return names[::-1]


# Each part of the front asks of the same characters, in all their cuts.
@lru_cache(maxsize=8192)
def _cost(name: str, spaced: bool, english: str) -> float:
    cost = _BY_LENGTH[len(name)]
    if name[:2] in _surnames():
        cost = 0.2 if len(name) in (3, 4) else 2.0
    elif name[0] not in _surnames():
        cost += _NO_SURNAME
    if spaced:
        cost += 0.0 if len(name) == 2 else _INNER_SPACE
    if PLACES.fullmatch(name):
        return cost + _PLACE
    if english and len(name) > 1 and spelled(name, english):
        cost += _IN_PINYIN
        if len(name) >= 4 and (place := located(name, english)) and _TWO_WORDS.fullmatch(english[slice(*place)]):
            cost += _IN_PINYIN * (len(name) - 3)
    return cost


def spelled(name: str, text: str, least: int = 1) -> bool:
    """Whether a text holds a Chinese name in pinyin of ``least`` letters or more, a capital at its head."""
    places, lower = _letter_places(text, 0)
    for form in forms(name):
        at = lower.find(form) if len(form) >= least else -1
        while at >= 0:
            if text[places[at]].isupper():
                return True
            at = lower.find(form, at + 1)
    return False


def _folded(text: str) -> str:
    return "".join(_LETTERS.findall(text)).lower()


@lru_cache(maxsize=4096)
def forms(name: str) -> tuple[str, ...]:
    """How a Chinese name may be written in pinyin, letters only: family name first and last, every reading."""
    characters = re.sub(r"[·•]", "", name)
    readings = [_readings(char) for char in characters]
    size = 2 if characters[:2] in _surnames() and len(characters) > 2 else 1
    spelled: dict[str, None] = {}
    for choice in list(product(*readings))[:16]:
        spelled["".join(choice)] = None
        spelled["".join(choice[size:] + choice[:size])] = None
    return tuple(spelled)


_SURNAME_READINGS = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "覃": "qin",
    "尉": "yu",
    "盖": "ge",
    "缪": "miao",
}


@lru_cache(maxsize=8192)
def _readings(char: str) -> tuple[str, ...]:
    spellings: dict[str, None] = {}
    if char in _SURNAME_READINGS:
        spellings[_SURNAME_READINGS[char]] = None
    for reading in pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")[:1]:
        for spelling in reading:
            spellings[spelling] = None
            if "ü" in spelling or "v" in spelling:
                for other in ("u", "v", "yu"):
                    spellings[re.sub("[üv]", other, spelling)] = None
    return tuple(spellings)[:4] or ("",)


def located(name: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """Where a text holds a Chinese name in pinyin, spaces, hyphens and case apart; the first place from ``start``."""
    places, letters = _letter_places(text, start)
    hits = [(at, len(form)) for form in forms(name) if form and (at := letters.find(form)) >= 0]
    if not hits:
        return None
    at, size = min(hits, key=lambda hit: (hit[0], -hit[1]))
    return places[at], places[at + size - 1] + 1


@lru_cache(maxsize=64)
def _letter_places(text: str, start: int) -> tuple[list[int], str]:
    """Where the letters of a text and the marks that part names stand from ``start`` on, and they in lower case."""
    runs = list(_OF_NAMES.finditer(text, start))
    return [place for run in runs for place in range(*run.span())], "".join([run[0] for run in runs]).lower()


def likeness(name: str, latin: str) -> float:
    """How well a Latin name spells a Chinese one: 1 for its pinyin, less by edit distance, 0 at least."""
    given = _folded(latin)
    return max((_similarity(form, given) for form in forms(name)), default=0.0)


def _similarity(one: str, other: str) -> float:
    longest = max(len(one), len(other))
    return 1 - distance(one, other) / longest if longest else 0.0


def distance(one: str, other: str) -> int:
    """Edits of one character between two words (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


# Latin ----------------------------------------------------------------------------------------------------------------

# A dagger before it reads as t.
_AND = re.compile(r"(?:^|(?<=[\s,，;\d*]))(?:t?and|AND|&)(?=\s|[A-Z])")
_MARKS = re.compile(r"[\d¹²³⁴⁵⁶⁷⁸⁹⁰*＊†‡§¶#△▲☆★✉◆○●\\^{}$\[\]‘’“”'\"`´。〉》」』>_|~()（）!?@]+")
# A raised 1 read as a letter: between a given name and a family name in capitals, or behind one in capitals.
_LETTER_MARK = re.compile(r"(?<=[a-z]{2})l(?=[A-Z]{2})|(?<=[A-Z]{3})l(?![A-Za-z])")
# Raised letters behind a comma: Fei Liu,a Junwu Zhang,ab … A dagger reads as t.
_LETTERS_RAISED = re.compile(r"(?<=[a-z])[,.][*†‡§]*[a-ftä]{1,3}(?=\s(?:[A-Z]|and\b)|\s*$)|(?<=[a-z])\st(?=\s[A-Z])")
_SEPARATORS = re.compile(r"[,，;；、:：]+|\s[.·]+\s")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-–‐.·'’][^\W\d_]*)*")
_NO_NAME = re.compile(
    r"January|February|March|April|June|July|August|September|October|November|December|Received|Revised|Accepted|Correspondence"
)
# Family name in capitals and given name in one word: a name by itself.
_WHOLE = re.compile(r"[A-Z]{2,}[a-z]{3,}$")


def has_letter_marks(text: str) -> bool:
    """Whether the names in a text bear raised letters for footnote marks."""
    return bool(_LETTERS_RAISED.search(text))


def latin_names(text: str, chinese: list[str]) -> list[Name]:
    """The names in a line of Latin names, in order.

    ``chinese`` are the same people's names in Chinese where they are known: their pinyin tells where a name begins and
    ends that OCR has glued to its neighbour. The rest is cut at separators and footnote marks.
    """
    anchors: list[tuple[int, int]] = []
    at = 0
    for name in chinese:
        place = located(name, text, at)
        if place and place[1] - place[0] <= 2.5 * len(max(forms(name), key=len)) and "," not in text[slice(*place)]:
            anchors.append(place)
            at = place[1]
    anchors = _with_given_names(text, chinese, anchors)
    found: list[Name] = []
    at = 0
    for start, end in [*anchors, (len(text), len(text))]:
        found += _separated(text, at, start, bool(chinese))
        if start < end:
            found.append(Name(_tidy(text[start:end]), start, end, 0.0))
        at = end
    return [name for name in found if name.text]


def _with_given_names(text: str, chinese: list[str], anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The anchors with the names of which only the given name is legible.

    The letters glued to it are taken for the rest, and so is the word before it if it is like the family name.
    """
    added = list(anchors)
    at = 0
    for name in chinese:
        family = _readings(name[0])[0]
        given = forms(name)[0][len(family) :]
        place = next((span for span in anchors if span[0] >= at and located(name, text[slice(*span)])), None)
        if place:
            at = place[1]
            continue
        match = re.compile(re.escape(given), re.IGNORECASE).search(text, at) if len(given) >= 6 else None
        if not match or any(start < match.end() and match.start() < end for start, end in added):
            continue
        start = match.start()
        while start > at and text[start - 1].isalpha():
            start -= 1
        word = re.search(r"([A-Z][A-Za-z]+)\s$", text[at:start])
        if start == match.start() and word and distance(word[1].lower(), family) <= 1:
            start = at + word.start()
        added.append((start, match.end()))
        at = match.end()
    return sorted(added)


def _separated(text: str, start: int, end: int, pinyin_only: bool) -> list[Name]:
    """Names between two places, cut at commas, "and" and footnote marks."""
    piece = text[start:end]
    masked = _LETTERS_RAISED.sub(lambda match: "," * len(match[0]), piece)
    masked = _AND.sub(lambda match: "," * len(match[0]), masked)
    masked = _LETTER_MARK.sub(",", _MARKS.sub(lambda match: "," * len(match[0]), masked))
    masked = _SEPARATORS.sub(lambda match: "," * len(match[0]), masked)
    names = []
    for run in re.finditer(r"[^,]+", masked):
        for first, last in _split_run(run[0]):
            name = _tidy(run[0][first:last])
            words = _TOKEN.findall(name)
            if not words or (len(name) < 4 and len(words) < 2) or (len(words) == 1 and name.islower()):
                continue
            if len(words) == 1 and not pinyin_only and not re.search(r"[a-z.][A-Z]", name):
                continue
            if _NO_NAME.fullmatch(name):
                continue
            names.append(Name(name, start + run.start() + first, start + run.start() + last, 0.5))
    return names


def _split_run(run: str) -> list[tuple[int, int]]:
    """A run of words between separators as names: cut where a family name in capitals begins another name."""
    words = list(_TOKEN.finditer(run))
    while words and len(words[-1][0]) == 1 and words[-1][0].islower():
        words.pop()
    if not words:
        return []
    cuts = [words[0].start()]
    size = 0
    for previous, word in pairwise(words):
        size += 1
        if _WHOLE.match(previous[0]):
            cuts.append(word.start())
            size = 0
            continue
        capitals = len(word[0]) > 1 and word[0].isupper() and "." not in word[0]
        if capitals and size >= 1 and not previous[0].isupper() and words[0][0].isupper() and len(words[0][0]) > 1:
            cuts.append(word.start())
            size = 0
    ends = [*cuts[1:], words[-1].end()]
    return list(zip(cuts, ends, strict=True))


def _tidy(name: str) -> str:
    """A name as printed: one space between its parts, "DUKai" parted, no hanging marks."""
    name = re.sub(r"\s+", " ", name).strip(" ,.-–·;:'’‘`´\"")
    name = re.sub(r"\b([A-Z]{2,})([A-Z][a-z]+)", r"\1 \2", name)
    return re.sub(r"^(?:by|By|BY|and|[a-z])\s+(?=[A-Z])", "", name)
