"""Chinese names of persons and institutions, as lists of authors print them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Name
from pipeline.text import HAN


class Found(NamedTuple):
    """A name and where it ends; ``role`` is the word behind it (编, 译), ``last`` if 等 closes the list."""

    name: Name
    end: int
    role: str | None = None
    last: bool = False


_PIECE = re.compile(rf"[{HAN}](?:[{HAN}·() ]|[A-Za-z]\.?(?=[{HAN}·])|(?<=[{HAN}])\.(?=[{HAN}]{{1,12}}·))*")
# Who wrote a work for its title: ``《中国植物志》编委会``.
_EDITORS = re.compile(rf"(《[^《》]{{2,30}}》(?:编[{HAN}]{{1,4}}?|课题组|项目组))(?=编?\s*[.,:]|编?\s)")
_ROLE = re.compile(r"[,\s]*(主编|编著|编译|编|译注|译|著|主译|校|整理|点校|注)$")
_NEXT_NAME = re.compile(rf"\s*[,;、]\s*[{HAN}]{{2,4}}\s*[,;、.]")
_INSTITUTION = re.compile(
    r"(?:局|部|司|会|院|所|中心|公司|大学|委|组|办公室|处|社|署|厅|网|联盟|集团|银行|政府|馆|站|队|基金|组织|省|市|县|台|国|厂|办)$"
)
# Institutions as short as names (国务院, 新华社, 清华大学); no given name ends so.
_SHORT_INSTITUTION = re.compile(r"..[部委局署院网社]|..(?:大学|银行|公司|集团|政府|联盟|中心)")
# A year behind a name, and no year that a title goes on with (``关于2022年…``).
_YEAR_ALONE = re.compile(r"(?:1[5-9]|20)\d\d(?!\d|\s?[年-])")
_LONGEST = {"name": 4, "list": 6, "transliteration": 20, "institution": 40}

# The hundred most frequent family names (Ministry of Public Security, 2020) and others that authors bear.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴"
    "贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
    "欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古"
    "吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官"
    "封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云"
    "容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展"
    "阴昝智幸奉植衡富尧闭由凤弓凡桓贝过乜厍甫暴"
)
_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳上官皇甫令狐诸葛司徒司马申屠夏侯贺兰完颜慕容尉迟长孙端木东方独孤南宫公孙宇文轩辕淳于单于太史呼延闻人司空钟离澹台公冶拓跋鲜于",
    )
)


def is_surname(name: str) -> bool:
    """Whether a Chinese name begins with a family name."""
    return name[:1] in _SURNAMES or name[:2] in _COMPOUND


def chinese_name(name: str) -> Name:
    """Family and given name of a Chinese name; a transliterated one (``马克斯·韦伯``) stays whole."""
    if "·" in name or len(name) > _LONGEST["name"] or (len(name) == _LONGEST["name"] and not is_surname(name)):
        return Name(literal=name)
    size = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return Name(family=name[:size], given=name[size:])


def chinese_author(text: str, at: int, limit: int, listed: bool) -> Found | None:
    """The Chinese author at an offset of a folded text; ``listed`` where one stands before.

    A piece between separators is a name if it is short, has a middle dot, ends as institutions do, or stands in a list.
    """
    if text[at] == "《":
        match = _EDITORS.match(text, at, limit)
        return Found(Name(literal=match[1]), match.end(1)) if match else None
    match = _PIECE.match(text, at, limit)
    if match is None:
        return None
    piece = match[0].rstrip(" (")
    end = at + len(piece)
    following = text[end : end + 1] if end < limit else ""
    if following and following not in ",;、.:&([ " and not _YEAR_ALONE.match(text, end, limit):
        return None
    if first := _first_of_spaced(piece):
        return Found(chinese_name(first), at + len(first))
    compact, role = re.sub(r"[ ()]", "", piece), None
    last = compact.endswith("等") and len(compact) > 2
    compact = compact[:-1] if last else compact
    if (found := _ROLE.search(compact)) and found.start() >= 2:
        role, compact = found[1], compact[: found.start()]
    size = len(compact)
    if size < 2:  # the given name is lost: ``陶.应用数理统计方法``
        is_name = is_surname(compact) and following == "." and not listed
        return Found(Name(family=compact), end, role) if is_name else None
    is_long = _INSTITUTION.search(compact) and _LONGEST["name"] < size <= _LONGEST["institution"]
    if is_long or _SHORT_INSTITUTION.fullmatch(compact):
        return Found(Name(literal=compact), end, role, last)
    in_list = following in (",", ";", "、") and (listed or bool(_NEXT_NAME.match(text, end, limit)))
    if (
        size < _LONGEST["name"]
        or (size == _LONGEST["name"] and is_surname(compact))
        or ("·" in compact and size <= _LONGEST["transliteration"])
        or (in_list and size <= _LONGEST["list"])
        or last
    ):
        return Found(chinese_name(compact), end, role, last)
    return None


def _first_of_spaced(piece: str) -> str | None:
    """The first of names that blanks alone part (``张三 李四``); ``姜 军`` is one name that was spread."""
    words = piece.split()
    if len(words) > 1 and all(2 <= len(word) <= 3 and is_surname(word) for word in words):
        return words[0]
    return None
