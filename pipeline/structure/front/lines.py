"""What a line of front matter looks like when no label says it: an affiliation, a reference, prose, a body heading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from pipeline.text import HAN, folded, han_count, language

INSTITUTION = re.compile(
    r"大学|学院|研究院|研究所|研究中心|医院|实验室|研究室|科学院|天文台|植物园|中学|公司|中心|集团|图书馆|博物馆|"
    r"委员会|气象局|研究会|党校|工作站|观测站|管理局|科技局|水利厅|保护区|出版社|情报所|总队|学系|科学部|设计院|勘察院|监测站|"
    r"Universi[td]|Instit|Departm|Colleg|School|Academ|Hospital|Laborator|Facult|Cent(?:er|re)|Observator|Compan|"
    r"Museum|Librar|Corporation|Co\.,|Ltd|Bureau|Botanical|Divi?sion of|Key Lab|Instituto|Dipartimento|INFN|CNRS"
)
POSTCODE = re.compile(r"(?<!\d)(?:[1-8Il]|[0O](?=[1-7]))[\dOolI]{5}(?!\d)")
_ADDRESS = re.compile(
    r"[\s\d\W]*(?:[a-h]\s)?(?:State|National|Key|The|College|School|Depart|Instit|Facult|Cent|Academ|Laborat|Universit)"
)
COUNTRY = re.compile(
    r"\b(?:P\.?\s?R\.?\s*China|China|USA|U\.S\.A|United States|UK|United Kingdom|Japan|Germany|France|"
    r"Italy|Spain|Australia|Canada|Russia|India|Iran|Korea|Switzerland|Netherlands|Sweden|Brazil|Mexico|Singapore|Belgium|Austria|Denmark|Norway|Finland|Poland|Turkey|Egypt|Pakistan)\b"
)
_MARKER = re.compile(r"[\[［〔]\s*(?:[JMDCNPRSBZGA]|EB|DB|CP|OL|M//?OL|C?//)\s*(?:/\s*OL)?\s*[\]］〕]")
_YEAR = re.compile(r"(?=[12])(?<!\d)(?:1[89]|20|2[O0o])\d[\dOo](?!\d)")
_PAGES = re.compile(r"\d\s*[)）]?\s*[:：,，]\s*[A-Za-z]?\d+\s*(?:[-—–－~]\s*\d+)?")
_IMPRINT = re.compile(
    r"(?=\d)(?:(?<!\d)(?:19|20)\d\d[a-z]?\s?[,，;；]\s?\d+\s?(?:[(（][^()（）]{1,12}[)）])?\s?[:：]\s?[A-Za-z]?\d+|"
    r"\d+\s*[(（]\s*\d+[^()（）]{0,6}[)）]\s*[:：,，]\s*[A-Za-z]?\d+\s*[-—–－~]\s*\d+)"
)
_SOURCE = re.compile(
    r"et\s*al|Journal|Phys\.|Rev\.|Lett\.|Proc\.|Nature|Science|Press|学报|出版社|杂志|arXiv|hep-|astro-ph|doi"
)
_LABEL = re.compile(r"\A\s*[\[［〔]\s*\d{0,3}\s*[\]］〕]")
# The costliest last: most lines of prose are settled by the first ones.
_SIGNS = (_LABEL, _YEAR, _PAGES, _SOURCE, _IMPRINT)
_CAPTION = re.compile(
    r"^\s*(?:图|表|附图|附表|续表|Fig(?:ure)?s?\.?|FIG\.?|Tab(?:le)?\.?|TABLE)\s*[\dA-ZIVX]", re.IGNORECASE
)
_DATED = re.compile(
    r"\W*(?:Received|Accepted|Revised|Available online|Published|Correspondence|Dated|Submitted|Article history)\b|"
    r"\W*(?:\d{1,2}\s?)?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s?\d{0,2},?\s?\d{4}\W*$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    rf"[{HAN}“”、·\s（）()]{{4,60}}"
    r"(?:委员会|协作组|课题组|编写组|专家组|工作组|学组|共识组|研究组|编辑部|编委会|分会|学会|协会|项目组|联盟)"
    r"\s*[\\*＊\d]*|(?:Working Group|Writing Group|Expert Group|Committee|Task Force|Editorial)\b[^.]{0,200}"
)
ON_BEHALF = re.compile(
    r",?\s*[(（]?\s*(?:on\s+behalf\s+of|for)\s+the\s+[\w\s-]{2,40}?\s*[Cc]ollaborations?\b.*", re.DOTALL
)
_INTRODUCTION = re.compile(
    r"^[\s\d.．、,，:：IVXV〇零一壹0OoA(（)）]{0,8}\s*"
    r"(?:引\s*言|前\s*言|绪\s*论|导\s*[言论]|序\s*言|引\s*论|概\s*述|问题(?:的)?(?:提出|缘起)|研究背景|背景(?:与|及|介绍)?|言|"
    r"Introduction|Introductory|Background|Motivation|Overview|General introduction)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\s*(?:(?:[1-9]\d?|0)(?:\s?[.．]\s?\d{1,2}){0,3}"
    r"(?:\s*[.．、:：,，]\s*(?=[^\W\d])|\s+(?=[^\W\d])|(?=[\u4e00-\u9fff]))(?![年月日岁例个型种株类])|"
    r"[一二三四五六七八九十]{1,2}\s*[、．.，]|第[一二三]\s*[章节部]|(?:I|Ⅰ|II|Ⅱ|III)\s*[.．、]\s*\S|§\s*\d)"
)
_COLUMNS = re.compile(
    r"^[\s·•・*＊\[【〔《<#\-—|]*(?:论\s*著|论\s*文|研究论文|综\s*述|评\s*述|综述与专论|专\s*论|专\s*题|"
    r".{0,12}专题|专[题栏]\s*[:：].{4,150}|.{0,8}专栏|临床研究|基础研究|病例报告|病例报道|个案报道|临床经验|短篇论著|经验交流|技术方法|技术交流|方法学|理论研究|应用研究|实验研究|"
    r"研究报告|研究简报|研究快报|简\s*报|快\s*报|述\s*评|社\s*论|指南与共识|指南[·/]?共识|共识与指南|标准与规范|专家共识|继续教育|"
    r"专家论坛|论\s*坛|讲\s*座|编者按|卷首语|院士.{0,4}|特约.{0,4}|热点.{0,6}|观\s*点|动\s*态|资\s*讯|书\s*评|人物.{0,4}|"
    r"英文摘要|英文部分|情报研究|情报理论|知识组织|知识管理|图书馆.{0,4}|调查研究|数据论文|预印本|ChinaXiv.{0,8}|"
    r"Articles?|Reviews?|Review Article|Research Article|Original Article|Original Research|Letters?|"
    r"Research Paper|Full Paper|Regular Article|Paper|Brief Report|Short Communication|Communication|"
    r"Perspective|Open Access|Case Report|Editorial|Preprint|Contents|Article\s*info|Author notes?|Highlights|"
    r"(?:Article\s*)?History|Graphical abstract)[\s·•・*＊\]】〕》>#\-—|:：]*$",
    re.IGNORECASE,
)
_STAMPS = re.compile(
    r"ISSN|CODEN|\d{4}-\d{3}[\dX]\s?/\s?\d{4}|第\s*\d+\s*卷|(?:19|20)\d\d\s*年\s*第\s*\d+\s*期|"
    r"Vol\.?\s*\d+|http://|https://|^\s*\(?Dated|优先出版|网络首发|ChinaXiv|chinaxiv|"
    r"©|Copyright|[A-Z]{2}/[A-Z]\d|arXiv:\d|"
    r"(?:19|20)\d\d\s?[,，]\s?\d+\s?[(（]\s?\d+\s?[)）]\s?[:：]\s?\d+\s?[-—–－~]\s?\d+\s*$"
)

_FUNDED = re.compile(
    r"^[\s*＊#†①\\]*[^。]{0,60}(?:基金|专项|计划|项目|课题)[^。]{0,120}(?:资助|支持)[^。]{0,30}。?\s*$|"
    r"^[\s*＊#†①\\]*(?:This (?:work|study|research|paper|project) (?:was|is|has been)|Supported|Project supported)"
    r"[^.]{0,40}(?:support|fund|sponsor|by)",
    re.IGNORECASE,
)
# In characters: a citation in two languages, and a title in Chinese. The share of a title's pairs of characters that a
# line has that cites it, for OCR reads the two prints apart (by eye on the citations at the head of 45 articles).
_LONGEST_CITATION, _SHORTEST_TITLE, _OWN = 1500, 6, 0.6


def is_funding(text: str) -> bool:
    """Whether a short line says who paid for the work."""
    return len(text) < 400 and bool(_FUNDED.match(text))


def is_affiliation(text: str) -> bool:
    """Whether a line names institutions and is no prose: a postcode or a number in front settles the doubt."""
    if not INSTITUTION.search(text):
        return False
    if language(text) == "zh":
        return bool(POSTCODE.search(text)) or (han_count(text) <= 80 and "。" not in text and "的" not in text)
    commas = text.count(",") + text.count("，")
    if not (commas or POSTCODE.search(text) or _ADDRESS.match(text)):
        return False
    return len(text) < 220 or bool(POSTCODE.search(text)) or commas >= len(text) / 60


def is_affiliation_heading(text: str) -> bool:
    """Whether a line that is marked as a heading is an address all the same: a number, bracket or postcode shows it."""
    return is_affiliation(text) and bool(POSTCODE.search(text) or re.match(r"\s*[\d(（¹²³]", text))


def is_prose(text: str) -> bool:
    """Whether a paragraph is running text rather than a heading, a name list or an address."""
    if language(text) == "zh":
        return (han_count(text) >= 60 and bool(re.search(r"[。；]|．", text))) or han_count(text) >= 150
    return len(text) >= 220 and bool(re.search(r"[a-z)]\s*[.。]\s*(?:[A-Z$(]|$)", text)) and not is_affiliation(text)


# Each part of an article that may border on the bibliography asks of the same lines.
@lru_cache(maxsize=4096)
def is_reference(text: str) -> bool:
    """Whether a line reads like an entry of a bibliography: three of six signs, the type marker counting for two."""
    needed = 1 if _MARKER.search(text) else 3
    for sign, left in zip(_SIGNS, range(len(_SIGNS), 0, -1), strict=True):
        if not 0 < needed <= left:
            break
        needed -= bool(sign.search(text))
    return needed <= 0


def is_citation(text: str) -> bool:
    """Whether a line cites an article, volume and pages or a document mark in it."""
    return bool(_IMPRINT.search(text) or _MARKER.search(text)) and is_reference(text)


def cites(text: str, titles: Iterable[str]) -> bool:
    """Whether a line cites the article itself: it has one of its titles, for the most part."""
    if len(text) > _LONGEST_CITATION or not is_citation(text):
        return False
    said = set(pairwise(folded(text)))
    own = (set(pairwise(folded(title))) for title in titles)
    return any(len(pairs) >= _SHORTEST_TITLE and len(pairs & said) >= _OWN * len(pairs) for pairs in own)


def is_dated(text: str) -> bool:
    """Whether a line tells dates of the manuscript or whom to write to, without a label of the lexicon."""
    return bool(_DATED.match(text)) and len(text) < 300


def is_group(text: str) -> bool:
    """Whether a line names a body as author: 国家…专家组, Working Group of …"""
    return bool(_GROUP.fullmatch(text.strip()))


def is_on_behalf(text: str) -> bool:
    """Whether a line names who writes for a collaboration: Efe Yazgan on behalf of the CMS Collaboration."""
    return len(text) < 200 and bool(ON_BEHALF.search(text, 3))


def is_caption(text: str) -> bool:
    return bool(_CAPTION.match(text)) and len(text) < 600


def is_body_heading(text: str) -> bool:
    """Whether a heading opens the body: an introduction, or anything with a section number."""
    text = text.strip()
    if len(text) > 90 or is_affiliation(text):
        return False
    return (bool(_INTRODUCTION.match(text)) and len(text) < 40) or bool(_NUMBERED.match(text))


def is_introduction(text: str) -> bool:
    return bool(_INTRODUCTION.match(text.strip())) and len(text.strip()) < 30


def is_column(text: str) -> bool:
    """Whether a line before the title is the name of a column, a stamp of the server or a line of the journal."""
    return bool(_COLUMNS.match(text)) or (bool(_STAMPS.search(text)) and len(text) < 160)


def is_series(text: str) -> bool:
    """Whether a whole line stands in brackets, as the name of a series does: （…专题研究论文之二）."""
    return bool(re.fullmatch(rf"\s*[（(【\[《][{HAN}\w\s、，—·:：“”]+[)）】\]》]\s*", text)) and not INSTITUTION.search(
        text
    )
