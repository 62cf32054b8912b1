"""Glosses: a term with its form in the other language, or its abbreviation, in a bracket behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from string import ascii_letters, digits
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.article import Article, Block, Extent, Gloss
from pipeline.extract.abbreviations import is_formula, is_short_form, long_form_start, shortens
from pipeline.extract.brackets import Bracket, brackets
from pipeline.extract.definitions import definition, is_phrase
from pipeline.extract.term_boundary import Document, Evidence, is_too_short, listed, term_starts, zone
from pipeline.resources import Resources
from pipeline.structure.front.names import chinese_names, likeness
from pipeline.text import HAN, han_count, is_han

_SILENT = frozenset(["authors", "affiliation", "meta", "math", "code", "image", "references"])


class Found(NamedTuple):
    """A gloss in a plain text: ``text[start:end]`` is term and bracket. A side that is not printed is None."""

    zh: str | None
    en: str | None
    abbreviation: str | None
    start: int
    end: int


def glosses(article: Article, resources: Resources) -> Article:
    """The article with its glosses, each with the later uses of its abbreviation."""
    back = {block.id for block in article.back.blocks}
    blocks = [block for block in article.blocks() if block.kind not in _SILENT and block.id not in back]
    texts = [_readable(block) for block in blocks]
    found = [
        Gloss(g.zh, g.en, g.abbreviation, block.text[g.start : g.end], block.id, g.start, g.end)
        for block, here in zip(blocks, glosses_of(texts, resources, _names(article)), strict=True)
        for g in here
    ]
    return replace(article, glosses=tuple(_with_uses(found, blocks)))


def _names(article: Article) -> Iterator[str]:
    """The title, the keywords and the headings, in Chinese."""
    titles = (section.title for section in article.sections())
    return (name.zh for name in (article.front.title, *article.front.keywords, *titles) if name.zh)


def glosses_of(texts: Iterable[str], resources: Resources, names: Iterable[str] = ()) -> list[list[Found]]:
    """The glosses of each of a document's texts; what one text says of a term is evidence in all.

    ``names`` are phrases that the document sets apart (its keywords and headings): terms stand whole there. An English
    form that the document prints with the same term and abbreviation elsewhere is filled in, and what
    one place leaves before a term that stands bare in another is cut off.
    """
    texts = list(texts)
    document = Document("\n".join((*texts, *names)))
    spots = [list(_spots(text)) for text in texts]
    long_forms: dict[str, str] = {}
    for spot in (spot for here in spots for spot in here):
        if spot.english and spot.abbreviation:
            long_forms.setdefault(spot.abbreviation, spot.english)
    places = [
        (_before(text, spot.bracket), _evidence(spot, document, long_forms))
        for text, here in zip(texts, spots, strict=True)
        for spot in here
        if spot.start is None
    ]
    starts = zip((before for before, _ in places), term_starts(places, resources), strict=True)
    found = [
        [g for spot in here if (g := _defined(spot) or _gloss(spot, *next(starts), text[spot.bracket.end :][:_CUE]))]
        for text, here in zip(texts, spots, strict=True)
    ]
    found = _without_modifiers(texts, found)
    english: dict[tuple[str | None, str | None], str] = {
        (g.zh, g.abbreviation): g.en for here in reversed(found) for g in reversed(here) if g.zh and g.en
    }
    return [[g._replace(en=g.en or english.get((g.zh, g.abbreviation))) for g in here] for here in found]


# Where a text defines -------------------------------------------------------------------------------------------------


class _Spot(NamedTuple):
    """A bracket that defines: ``start`` is where the term before it begins, None where that is Chinese and unknown yet.

    ``zh`` is the Chinese term where that stands in the bracket.
    """

    bracket: Bracket
    english: str | None
    abbreviation: str | None
    zh: str | None = None
    start: int | None = None


_GREEK = "".join(map(chr, (*range(ord("Α"), ord("Ω") + 1), *range(ord("α"), ord("ω") + 1))))
_LATIN_WORD = ascii_letters + digits + _GREEK
_LATIN_MARKS = "-–/.+'’′_·& "
# What OCR sets beside what a bracket holds: ``（.NF-κB）``, ``（⟨MSpO2）``.
_NOISE = re.compile(r"^[\s.·⟨]+(?=[A-Za-zα-ω])")
_LONGEST_TAIL = 80
_SHORTEST_TERM = 2
_LONGEST_CONTEXT = 200
_CITED = re.compile(r"\s*[\[［〔]\d[\d,，\-–~～ ]*[\]］〕]?$")
_LONGEST_CITATION = 24
# ``多感觉整合是（multisensory integration）``
_NAMING = re.compile(r"(?:(?<!国)是|称[为作]|即为|叫做)$")
_LONGEST_NAMING = 2
_CITED_ENDS = ("]", "］", "〕", *"0123456789")
_VENDOR = re.compile(
    r"(?:公司|购自|公司产品|型号产品|生产|试剂|美国|德国|日本|英国|法国|瑞士|瑞典|丹麦|荷兰|中国|上海|北京)$"
)
# What an instrument is called by its maker: ``氧弹量热仪（C2000）``.
_INSTRUMENT = re.compile(
    r"(?:仪器?|天平|镜头?|[电相手整]机|发生器|示波器|光度计|离心机|刻蚀机|传感器|调理器|雨量[筒计]|[分卡]尺|喷嘴|探头|电极|试剂盒)$"
)
_MODEL = re.compile(r"[a-z]+ ?\d|.*\d{2,}[A-Za-z-]{0,3}(?: .*)?|\d\.\d.*|\d[A-Z]+")
_VARIABLE = re.compile(r"(?<![A-Za-z])[A-Za-z]$")
_ARGUMENTS = re.compile(r"[a-z][\w.+\-]{0,7}(?: ?[,，|] ?[a-z][\w.+\-]{0,7})+", re.ASCII)
_CODE_DIGITS = re.compile(r"[A-Za-z]-?(\d+)")
_ADDRESS = re.compile(r"\.(?:com|cn|org|net|edu)\b")


def _spots(text: str) -> Iterator[_Spot]:
    end = 0
    for bracket in brackets(text):
        spot = _spot(text, bracket) if bracket.start >= end else None
        if spot is not None:
            end = bracket.end
            yield spot


def _spot(text: str, bracket: Bracket) -> _Spot | None:
    if text[max(0, bracket.start - 1) : bracket.start] in ("(", "（"):  # ``游离脯氨酸((Pro)``
        bracket = bracket._replace(start=bracket.start - 1)
    before = _before(text, bracket)
    latin = _latin_tail(before[-_LONGEST_TAIL:])
    if bracket.start == bracket.inner:
        return _half_bracketed(before, latin, bracket)
    inner = _NOISE.sub("", text[bracket.inner : bracket.close]).strip()
    if latin and _is_formula(before, inner, text[bracket.end : bracket.end + 1]):
        return None
    said = definition(inner)
    if said.zh is not None and not (said.abbreviation and han_count(before[-1:])):
        return _reversed(latin, said.english, said.zh, bracket)
    if said.english is None and said.abbreviation is None:
        return None
    return _latin_spot(latin, said.english, said.abbreviation, bracket) or _chinese_spot(
        before, latin, said.english, said.abbreviation, bracket
    )


def _latin_tail(text: str) -> str:
    """The Latin words that a text ends with."""
    return text[len(text.rstrip(_LATIN_WORD + _LATIN_MARKS)) :].lstrip(_LATIN_MARKS).strip()


def _before(text: str, bracket: Bracket) -> str:
    """What stands before a bracket, without closing quotation marks and citations (``黄尾鰤[9]（Seriola``)."""
    before = text[max(0, bracket.start - _LONGEST_CONTEXT) : bracket.start].rstrip()
    cited = _CITED.search(before, max(0, len(before) - _LONGEST_CITATION)) if before.endswith(_CITED_ENDS) else None
    before = before[: cited.start() if cited else None].rstrip('”"’」')
    naming = _NAMING.search(before, max(0, len(before) - _LONGEST_NAMING))
    return before[: naming.start()] if naming else before


def _is_formula(before: str, inner: str, after: str) -> bool:
    """``Ca(ClO)2``, ``p(word, class)``: a letter holds on to the bracket, and a number or arguments follow."""
    if not before[-1:].isalnum():
        return False
    return after.isdigit() or bool(_VARIABLE.search(before, max(0, len(before) - 2)) and _ARGUMENTS.fullmatch(inner))


def _latin_spot(latin: str, english: str | None, abbreviation: str | None, bracket: Bracket) -> _Spot | None:
    """Long form before the bracket and short form in it, or the other way round, both Latin."""
    if abbreviation and not english:
        at = long_form_start(abbreviation, latin)
        if at is not None and len(latin) - at > len(abbreviation):
            return _Spot(bracket, latin[at:], abbreviation, None, bracket.start - (len(latin) - at))
    if english and not abbreviation:
        short = latin.split(" ")[-1]
        if is_short_form(short) and shortens(short, english) and len(english) > len(short):
            return _Spot(bracket, english, short, None, bracket.start - len(short))
    return None


def _chinese_spot(
    before: str, latin: str, english: str | None, abbreviation: str | None, bracket: Bracket
) -> _Spot | None:
    """A Chinese term before the bracket; none where that is a vendor's name, a code or a column's heading."""
    if not (han_count(zone(before)) or before.endswith("》")) or before.endswith(("/", "聚")):
        return None
    # ``美国广播公司（American Broadcasting Company, ABC）``
    is_body = bool(english and abbreviation and shortens(abbreviation, english))
    if not is_body and (_VENDOR.search(before) or _VENDOR.search(before[: len(before) - len(latin)])):
        return None
    if not english and abbreviation and is_formula(abbreviation):
        return None
    if _INSTRUMENT.search(before) and any(_MODEL.fullmatch(name) for name in (english, abbreviation) if name):
        return None
    words = re.findall(r"[A-Za-z]{3,}", latin)
    if words and words[-1].lower() not in _letters(f"{english} {abbreviation}"):
        return None
    return _Spot(bracket, english, abbreviation)


def _half_bracketed(before: str, latin: str, bracket: Bracket) -> _Spot | None:
    """``斑点试验T-SPOT.TB）``: OCR has lost the left bracket between Chinese and an abbreviation.

    Not ``粗蛋白质CP3)``: that is a mark of a table's note.
    """
    at = len(before) - len(latin)
    if (
        not is_short_form(latin)
        or latin[-1].isdigit()
        or _ADDRESS.search(latin)
        or not is_han(before[at - 1 : at] or " ")
    ):
        return None
    start = bracket.start - len(latin)
    return _Spot(Bracket(start, start, bracket.close, bracket.end), None, latin)


def _reversed(latin: str, english: str | None, zh: str, bracket: Bracket) -> _Spot | None:
    """``ER(雌激素受体)``. A code explained (``BKM120(泛PI3K抑制剂)``) has digits that the explanation lacks."""
    short = latin.split(" ")[-1]
    if any(digits not in zh for digits in _CODE_DIGITS.findall(short)):
        return None
    if is_short_form(short):
        return None if is_formula(short) else _Spot(bracket, english, short, zh, bracket.start - len(short))
    if is_phrase(latin) and english is None:
        return _Spot(bracket, latin, None, zh, bracket.start - len(latin))
    return None


# What it defines ------------------------------------------------------------------------------------------------------


def _evidence(spot: _Spot, document: Document, long_forms: Mapping[str, str]) -> Evidence:
    return Evidence(spot.english or long_forms.get(spot.abbreviation or "", ""), spot.abbreviation or "", document)


def _defined(spot: _Spot) -> Found | None:
    """The gloss of a spot whose start is known."""
    if spot.start is None:
        return None
    return Found(spot.zh and _tidy(spot.zh), spot.english, spot.abbreviation, spot.start, spot.bracket.end)


def _gloss(spot: _Spot, before: str, at: int | None, after: str) -> Found | None:
    """The gloss of a spot whose Chinese term begins at an offset of what stands before its bracket.

    None where that is no term but a clause or a person.
    """
    if at is None or len(before) - at < _SHORTEST_TERM:
        return None
    if before.endswith("的") and (spot.english is None or before[:-1].endswith(_outer_verbs())):  # Long等提出的（FCN）
        return None
    if spot.abbreviation and is_han(spot.abbreviation[0]) and len(spot.abbreviation) >= len(before) - at:
        return None
    if _CLAUSE.search(before, at) or _is_person(before[:at], before[at:], spot, after):
        return None
    start = max(0, spot.bracket.start - _LONGEST_CONTEXT) + at
    return Found(_tidy(_placed(before, at)), spot.english, spot.abbreviation, start, spot.bracket.end)


# ``引物序列见表1（Adaptor）``, ``种子长在11.14（ZJQY种源）``, ``最保守的情况下（case9）``.
_CLAUSE = re.compile(
    r"见[图表]|即为|[A-Za-z](?:代表|表示)|[为在达约]\d|均值[为在]|(?:情况|条件|处理|细胞)下$"
    r"|(?:(?<![饱共调缓中温柔融亲])和|(?<![参赠])与|(?<![普涉波触埃危提])及|(?<![自理])由|(?<![行人作])为|是)$"
)
_CUE = 6
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'’-]+(?: [A-Z][A-Za-z.'’-]*){0,3}")
_WHO = re.compile(r"(?:学者|教授|博士|院士|学家|作家|导演|创始人|首倡者|诺贝尔奖得主)$")
_WHOSE = re.compile(r"等人|教授|博士|先生|和同事|认为|指出|曾")
# How much of a name in pinyin a print may spell otherwise (Sangjin for 祥进).
_NAMESAKE = 0.75
# The cost of two or three characters that begin with a family name.
_SURE = 0.5
_SPELLED_OUT = frozenset(
    "阿埃艾安奥巴柏拜班邦保鲍贝本比彼毕宾波伯勃博布采查达戴丹当道德登狄迪蒂丁杜顿多尔恩法范菲费芬丰冯佛弗福夫盖甘冈高戈哥格古哈海汉豪赫黑亨"
    "洪侯胡霍基吉加贾简杰金卡凯坎康考科克肯库奎拉莱赖兰朗劳勒雷里利莉林琳刘卢鲁路伦罗洛马玛麦曼梅门蒙米密明摩莫默姆穆纳内尼涅宁纽农努诺欧"
    "帕潘庞佩彭皮平泼珀蒲普奇齐乔琼丘热茹瑞若萨塞赛桑沙山尚舍申圣施史士斯司丝思松苏索塔泰坦汤特藤提廷图托瓦万威韦维温文翁沃乌伍武西希锡夏"
    "肖谢辛休许雅亚延扬耶伊依因英尤于约泽詹珍芝朱兹佐"
)


def _is_person(before: str, term: str, spot: _Spot, after: str) -> bool:
    """Whether a bracket says how somebody's name is spelled: ``威廉·克拉克（William Clark）``, ``林红强（Lin）``."""
    latin = spot.english or spot.abbreviation or ""
    if not _LATIN_NAME.fullmatch(latin):
        return False
    names = chinese_names(term) if len(term) in (2, 3) else ()
    is_name = [name.cost <= _SURE for name in names] == [True]
    if " " in latin and ("·" in term or (is_name and likeness(term, latin) >= _NAMESAKE)):
        return True
    if _WHO.search(before):
        return True
    if _SPELLED_OUT.issuperset(term):
        return _WHOSE.match(after) is not None
    return is_name and len(term) == 3 and (latin == "Lee" or likeness(term[0], latin) == 1)


@cache
def _outer_verbs() -> tuple[str, ...]:
    return tuple(sorted(verb for verb in listed("outer verb") if len(verb) > 1))


def _placed(before: str, at: int) -> str:
    """The term that begins at an offset, without what makes it a place (``在虹鳟上``, ``位于开放读码框架处``)."""
    term = before[at:]
    return term[:-1] if before[at - 1 : at] in ("在", "于") and term.endswith(tuple("上中内处里")) else term


def _without_modifiers(texts: list[str], found: list[list[Found]]) -> list[list[Found]]:
    """The glosses, of one form's terms that end alike the shortest in all: ``化合物高粱醇`` is ``高粱醇`` elsewhere.

    Not where the shortest is so short for its form that it may be cut itself.
    """
    terms: dict[str, set[str]] = defaultdict(set)
    for g in (g for here in found for g in here if g.zh):
        terms[_form(g)].add(g.zh or "")
    whole = {form: sorted(of_form, key=len) for form, of_form in terms.items() if len(of_form) > 1}

    def cut(text: str, g: Found) -> Found:
        if not g.zh or not text.startswith(g.zh, g.start):
            return g
        shorter = (term for term in whole.get(_form(g), ()) if g.zh.endswith(term))
        evidence = Evidence(g.en or "", g.abbreviation or "", Document(""))
        term = next((term for term in shorter if not is_too_short(term, evidence)), g.zh)
        return g._replace(zh=term, start=g.start + len(g.zh) - len(term))

    return [[cut(text, g) for g in here] for text, here in zip(texts, found, strict=True)]


def _form(g: Found) -> str:
    return _letters(g.en or "") or g.abbreviation or ""


_SPACE_IN_CHINESE = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])| {{2,}}")


def _tidy(term: str) -> str:
    return _SPACE_IN_CHINESE.sub("", term.strip())


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


# Blocks ---------------------------------------------------------------------------------------------------------------

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")


def _readable(block: Block) -> str:
    """A block's text, as long as it is: formulas blotted out, the line breaks of a paragraph spaces, letters narrow."""
    text = _WIDE.sub(lambda match: chr(ord(match[0]) - 0xFEE0), block.text)
    if block.kind != "table":
        text = text.replace("\n", " ")
    for span in block.spans:
        if span.kind == "math":
            text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text


def _with_uses(found: list[Gloss], blocks: list[Block]) -> Iterator[Gloss]:
    """The glosses with the later uses of their abbreviations; a use belongs to the definition last read."""
    uses: list[list[Extent]] = [[] for _ in found]
    names = sorted({g.abbreviation for g in found if g.abbreviation}, key=lambda name: (-len(name), name))
    if names:
        firsts = re.escape("".join(sorted({name[0] for name in names})))
        pattern = re.compile(rf"(?=[{firsts}])(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, names))})(?![A-Za-z0-9])")
        defined: dict[str, int] = {}
        by_block: dict[str, list[tuple[int, Gloss]]] = defaultdict(list)
        for number, gloss in reversed(list(enumerate(found))):
            by_block[gloss.block].append((number, gloss))
        for block in blocks:
            here = by_block[block.id]
            for match in pattern.finditer(block.text):
                while here and here[-1][1].end <= match.start():
                    number, gloss = here.pop()
                    defined[gloss.abbreviation or ""] = number
                inside = here and here[-1][1].start <= match.start()
                if match[0] in defined and not inside:
                    uses[defined[match[0]]].append(Extent(match[0], block.id, match.start(), match.end()))
            defined.update((gloss.abbreviation or "", number) for number, gloss in reversed(here))
    for gloss, later in zip(found, uses, strict=True):
        yield replace(gloss, uses=tuple(later))
