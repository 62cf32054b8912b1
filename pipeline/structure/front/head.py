"""The lines above an abstract: column, title, authors and affiliations, apart or glued to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline import article
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import (
    INSTITUTION,
    is_affiliation,
    is_column,
    is_funding,
    is_prose,
    is_reference,
    is_series,
)
from pipeline.structure.front.names import chinese_names, forms, latin_names, located
from pipeline.structure.labelled import Labelled
from pipeline.text import HAN, han_count, language

_KINDS: dict[str, article.BlockKind] = {"affiliation": "affiliation"}
_PLACES = re.compile(
    r"北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    r"陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|中国|中央|国家|国务院|农业部|教育部|水利部|自然资源部|华东|华南|华中|华北|"
    r"西南|西北|东北|东南|中南|中山|南方|南京|杭州|武汉|成都|广州|西安|沈阳|大连|长春|哈尔滨|济南|青岛|郑州|长沙|合肥|福州|厦门|南昌|"
    r"南宁|昆明|贵阳|兰州|西宁|银川|乌鲁木齐|石家庄|太原|呼和浩特|海口|拉萨|深圳|珠海|苏州|无锡|宁波|温州|徐州|扬州|蚌埠|解放军|清华|"
    r"同济|复旦|第[一二三四]军医|空军|海军|火箭军|首都|包头|遵义|泸州|桂林|汕头|湛江|佛山|东莞|惠州|赣南|延边|石河子|塔里木|喀什|伊犁|"
    r"嘉兴|绍兴|金华|台州|南通|镇江|常州|盐城|连云港|淮阴|聊城|曲阜|烟台|潍坊|临沂|洛阳|新乡|南阳|宜昌|荆州|湘潭|衡阳|吉首|暨南|燕山|河海|"
    r"南开|北方|大庆|齐齐哈尔|牡丹江|佳木斯|锦州|鞍山|秦皇岛|保定|唐山|邯郸|大同|宝鸡|榆林|西华|绵阳|攀枝花|乐山|宜宾|南充|大理|曲靖"
)
_GROUP = re.compile(
    rf"[{HAN}“”、·\s（）()]*(?:委员会|协作组|课题组|编写组|专家组|工作组|学组|共识组|研究组|编辑部|编委会|分会|学会|协会|项目组|联盟)\s*[\\*＊\d]*|"
    r"(?:Working Group|Writing Group|Expert Group|Committee|Task Force|Editorial)\b[^.]{0,200}"
)
_STOPWORDS = re.compile(r"[的与及和在对为基于其之]|研究|影响|分析|应用|方法|系统|模型|进展|探讨|评价|试验|实验")
_SUPERSCRIPT = re.compile(r"\^\s*\{[^{}]*\}|\^\s*\S")


def head_blocks(blocks: Sequence[Block], context: str, above: Sequence[Labelled] = ()) -> list[Labelled]:
    """The blocks with their kinds; a block that holds several things is cut, a title over several blocks joined.

    ``context`` is the text of the whole front: names there in one language help to find them in the other. ``above``
    is what has been labelled so far.
    """
    titles = [item for item in above if item.kind == "title"]
    labelled: list[Labelled] = []
    for block in blocks:
        labelled += _labelled(block, [*titles, *labelled], context)
    return _with_whole_titles(labelled)


def _labelled(block: Block, before: Sequence[Labelled], context: str) -> Iterator[Labelled]:
    if block.kind in ("image", "table", "math", "code"):
        yield Labelled("image" if block.kind == "image" else "meta", block)
        return
    field = segments(block.text)[0].field
    if field:
        yield Labelled(_KINDS.get(field, "meta"), block)
        return
    lines = _lines(block)
    if len(lines) > 1:
        kinds = list(before)
        parts: list[Labelled] = []
        for line in lines:
            for part in _labelled(line, kinds, context):
                kinds.append(part)
                parts.append(part)
        yield from _regrouped(block, parts)
        return
    yield from _line(block, before, context)


def _lines(block: Block) -> list[Block]:
    """The lines of a block, each with its line break."""
    cuts = [0, *(m.end() for m in re.finditer(r"\n", block.text)), len(block.text)]
    spans = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if a < b]
    if len(spans) < 2:
        return [block]
    return [block.cut(a, b, f".l{n}") for n, (a, b) in enumerate(spans, 1)]


def _regrouped(block: Block, parts: Sequence[Labelled]) -> Iterator[Labelled]:
    """Parts of one block, neighbours of one kind put together again."""
    at = start = 0
    for n, part in enumerate(parts):
        at += len(part.block.text)
        if n + 1 == len(parts) or parts[n + 1].kind != part.kind:
            whole = start == 0 and at == len(block.text)
            yield Labelled(part.kind, block if whole else block.cut(start, at, f".{n + 1}"))
            start = at


def _line(block: Block, before: Sequence[Labelled], context: str) -> Iterator[Labelled]:
    text = block.text.strip()
    kinds = [item.kind for item in before]
    titled = any(item.kind == "title" and item.block.lang == block.lang for item in before)
    if not titled and "authors" not in kinds and (is_column(text) or (is_series(text) and block.kind == "heading")):
        yield Labelled("meta", block)
        return
    if (is_column(text) and is_prose(text) is False and len(text) < 24) or (
        is_reference(text) and block.kind != "heading"
    ):
        yield Labelled("meta", block)
        return
    if is_funding(text):
        yield Labelled("meta", block)
        return
    if _GROUP.fullmatch(text) and "authors" not in kinds:
        yield Labelled("authors", block)
        return
    authored = any(item.kind == "authors" and item.block.lang == block.lang for item in before)
    if authored and block.kind != "heading" and is_affiliation(text):
        yield Labelled("affiliation", block)
        return
    cut = _cut(block, titled, context)
    if cut:
        yield from cut
    elif (
        not titled
        and not (block.kind != "heading" and is_affiliation(text))
        and len(text) < 400
        and not _is_authors(text, context)
    ):
        yield Labelled("title", block)
    elif is_affiliation(text):
        yield Labelled("affiliation", block)
    elif _is_authors(text, context):
        yield Labelled("authors", block)
    elif titled and kinds and kinds[-1] == "title" and block.kind == "heading":
        yield Labelled("title", block)
    elif is_prose(text):
        yield Labelled("abstract" if "abstract" not in kinds else "meta", block)
    elif kinds and kinds[-1] in ("affiliation",):
        yield Labelled("affiliation", block)
    elif titled and "authors" not in kinds and block.lang == "en" and len(text) < 300:
        yield Labelled("authors", block)
    else:
        yield Labelled("meta", block)


def _is_authors(text: str, context: str) -> bool:
    """Whether a line holds names and nothing else."""
    if INSTITUTION.search(text) or len(text) > 3000:
        return False
    text = _SUPERSCRIPT.sub(" ", text)
    if language(text) == "zh":
        names = chinese_names(text, context)
        if not names or (_STOPWORDS.search(text) and sum(n.cost for n in names) / len(names) > 0.4):
            return False
        mean = sum(name.cost for name in names) / len(names)
        return mean <= (1.0 if len(names) > 1 else 0.6)
    names = latin_names(text, [])
    words = [word for name in names for word in name.text.split()]
    if not words:
        return False
    capital = sum(word[0].isupper() for word in words) / len(words)
    separated = len(re.findall(r"[,，;；&\d¹²³]|\band\b", text)) >= len(names) - 1
    return (
        capital > 0.85
        and len(words) / len(names) <= 4
        and (len(names) > 1 or len(words) <= 3)
        and separated
        and (len(names) > 1 or not re.search(r"[a-z]{3} (?:of|in|for|on|and|the) ", text))
    )


def _cut(block: Block, titled: bool, context: str) -> list[Labelled]:
    """A line of a title, names and addresses without a break between them, cut; [] where it is one thing."""
    text = block.text
    start = 0
    parts: list[tuple[article.BlockKind, int, int]] = []
    if not titled or block.kind == "heading":
        start = _names_after_title(text, context)
        if start:
            parts.append(("title", 0, start))
        elif block.kind == "heading":
            return []
    end = _names_end(text, start, context)
    if end is None:
        if not parts:
            return []
        end = len(text)
    if end > start:
        if not parts and not titled and not _is_authors(text[start:end], context):
            return []
        if not _is_authors(text[start:end], context):
            if not parts:
                return []
        parts.append(("authors", start, end))
    if end < len(text):
        parts.append(("affiliation", end, len(text)))
    if len(parts) < 2:
        return []
    return [Labelled(kind, block.cut(a, b, f".{n}")) for n, (kind, a, b) in enumerate(parts, 1)]


def _names_after_title(text: str, context: str) -> int:
    """Where the names begin that are glued to the end of a title; 0 where there are none.

    Found by the other language: the first run that spells a name printed there, with another one behind it or nothing.
    """
    if language(text) == "zh":
        letters = "".join(re.findall("[A-Za-z]", context)).lower()
        han = [i for i, c in enumerate(text) if re.match(f"[{HAN}]", c)]
        for k in range(6, len(han)):
            if not letters:
                break
            for size in (3, 2):
                if k + size > len(han) or han[k + size - 1] - han[k] > size + 1:
                    continue
                name = "".join(text[i] for i in han[k : k + size])
                long_forms = [form for form in forms(name) if len(form) >= 6 or size == 3]
                if chinese_names(name)[0].cost <= 0.5 and any(form in letters for form in long_forms):
                    rest = text[han[k] :]
                    end = _names_end(rest, 0, context)
                    if _is_authors(rest[: end if end is not None else len(rest)], context):
                        return han[k]
        return 0
    known = _chinese_authors(context)
    for n, name in enumerate(known[:2]):
        place = located(name, text)
        if place and place[0] > 15 and len(max(forms(name), key=len)) >= 5:
            others = [other for other in known if other != name and located(other, text, place[1])]
            if others or (len(known) == 1) or (n == 0 and not text[place[1] :].strip(" \\*,.0123456789¹²³l")):
                return place[0]
    return 0


def _chinese_authors(context: str) -> list[str]:
    """The Chinese names of the first line of the front that holds names only."""
    for line in context.split("\n"):
        if language(line) != "zh" or len(line) > 600:
            continue
        end = _names_end(line, 0, "")
        head = line[: end if end is not None else len(line)]
        if head and _is_authors(head, "") and len(head) < 300:
            return [name.text for name in chinese_names(_SUPERSCRIPT.sub(" ", head))]
    return []


def _names_end(text: str, start: int, context: str) -> int | None:
    """Where the addresses begin in a line that begins with names; None where it holds no address."""
    institution = INSTITUTION.search(text, start)
    if not institution:
        return _counted_end(text, start, len(text), _chinese_authors(context)) if language(text) == "en" else None
    bracket = re.compile(r"[(（]\s*(?=[\da-z1-9¹²³'‘’]?\s*[.．、,，)）]?\s*[\w])").search(text, start)
    if bracket and bracket.start() <= institution.start():
        return bracket.start()
    if re.match(f"[{HAN}]", institution[0]):
        return _chinese_names_end(text, start, institution.start(), context)
    return _latin_names_end(text, start, institution.start(), context)


def _chinese_names_end(text: str, start: int, institution: int, context: str) -> int:
    """The names end before the last separator, or within the run of characters that holds the institution's name."""
    begin = institution
    while begin > start and re.match(rf"[{HAN}]", text[begin - 1]):
        begin -= 1
    numbered = re.search(r"[\d¹²³⁴]\s*[.．、,，]?\s*$", text[start:begin])
    if begin == start and han_count(text[start:institution]) > 8:
        return start
    if numbered and re.search(r"[.．、]\s*$|\s\d\s*$", numbered[0]):
        return start + numbered.start() if not re.search(r"[,，]", numbered[0]) else begin
    run = text[begin:institution]
    if _PLACES.match(run) and (begin > start or True) and not chinese_names(run[:3])[0].cost < 0:
        return begin
    letters = "".join(re.findall("[A-Za-z]", context)).lower()
    for size in (3, 2, 4):
        if len(run) > size and any(form in letters for form in forms(run[:size]) if len(form) > 4):
            return begin + size
    for size in (3, 2):
        if len(run) > size and _PLACES.match(run[size:]) and chinese_names(run[:size])[0].cost <= 0.5:
            return begin + size
    after_name = bool(re.search(rf"[{HAN}][,，、;；\s]\s*$", text[start:begin])) or begin == start
    if (
        after_name
        and len(run) > 6
        and chinese_names(run[:3])[0].cost <= 0.5
        and not re.search(r"\s$", text[start:begin])
    ):
        return begin + 3
    return begin


def _latin_names_end(text: str, start: int, institution: int, context: str) -> int:
    """The names end where as many have passed as the other language has; else before the institution's phrase."""
    counted = _counted_end(text, start, institution, _chinese_authors(context))
    if counted is not None:
        return counted
    head = text[start:institution]
    cut = max((start + m.end() for m in re.finditer(r"[,，;；]\s*|[\d¹²³*]\s*|\s{2,}|\n", head)), default=None)
    words = list(re.finditer(r"\S+", head))
    if cut is None or cut == institution:
        return start + words[-3].start() if len(words) > 4 and cut is None else institution
    tail = text[cut:institution]
    name = re.match(r"^[A-Z][\w-]+\s+[A-Z][\w-]+\s*$|^[A-Z]{2,}\s?[A-Z]?[a-z]+\s*$", tail)
    return institution if name else cut


def _counted_end(text: str, start: int, stop: int, known: Sequence[str]) -> int | None:
    """Where the last of the known names ends, its footnote marks included; None where too few are found."""
    places = [(n, place) for n, name in enumerate(known) if (place := located(name, text, start)) and place[0] < stop]
    if not places or 2 * len(places) < len(known):
        return None
    n, (_, last) = max(places, key=lambda found: found[1][1])
    missing = len(known) - 1 - n
    if missing:
        names = latin_names(text[last:stop], [])
        if len(names) < missing:
            return None
        last += names[missing - 1].end
    marks = re.match(
        r"l?(?:\s*(?:\^\s*\{[^{}]*\}|\^\s*\S|[\d¹²³⁴⁵⁶*＊\\'’‘\"`^†‡§}]+|[,，.](?=\s?[\d¹²³⁴⁵⁶*\\]))(?![.．]\s?[A-Z]))*[,，;；\s]*",
        text[last:],
    )
    return last + (marks.end() if marks else 0)


def _with_whole_titles(labelled: Sequence[Labelled]) -> list[Labelled]:
    """A title printed over several blocks as one block."""
    out: list[Labelled] = []
    for item in labelled:
        last = out[-1] if out else None
        if last and item.kind == last.kind == "title" and item.block.lang == last.block.lang:
            glue = " " if item.block.lang == "en" else ""
            out[-1] = Labelled("title", last.block.joined(item.block, glue))
        else:
            out.append(item)
    return out
