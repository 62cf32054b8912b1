"""Who wrote it: the list of names at the head of an entry.

A list is read name by name until no name follows. Which reading of a piece wins is decided by what stands around it:
initials behind (``Allen B``, ``VAN SOEST P J``), behind a comma with stops (``Wilke, M.``), before (``S. Furui``), a
full name (``Huang Peng``), a Chinese name (two to four characters, or more with ``·``), an institution.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Name
from pipeline.text import HAN


class Authors(NamedTuple):
    """``end`` is the offset behind the list and its stop; ``role`` is the word for editors or translators, if printed."""

    names: tuple[Name, ...]
    etal: bool
    end: int
    role: str | None = None


_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_LET = _UP + "a-zß-öø-ÿāăąćčďđēėęěğģīįıķļłńņňōőœřśşšţťūůűųźżžǎǐǒǔǚ'`-"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|zu|zur|af|av|y)"
_WORD = rf"(?:Mc |Mac |St\.? |O'|d'|D'|de(?=[{_UP}])|van(?=[{_UP}])|von(?=[{_UP}]))?[{_UP}][{_LET}]+"
_FAMILY = rf"(?:(?:{_PARTICLE}|Van|Von|De|Der|Den|Del|Di|Da|La|Le|El|Al|Dos|Du)[ -]){{0,3}}{_WORD}(?:(?: {_PARTICLE}){{0,2}} {_WORD}){{0,2}}"
_BARE_INITIALS = rf"[{_UP}](?:[ -]{{0,2}}[{_UP}]){{0,3}}(?![{_LET}]|\.-?[{_UP}]\.)|l(?=,)"
_DOTTED = rf"(?:[{_UP}][a-z]?\s?\.[ -]{{0,2}}){{1,4}}(?:[{_UP}](?=\s*[,;&(]))?"
_SUFFIX = r"(?:,?\s+(Jr\.?|Sr\.?|2nd|3rd|II|III|IV)(?=\s*(?:[,.;]|and\b|&)))?"

# Allen B; VAN SOEST P J; de la Cruz M-A; St John L
_VANCOUVER = re.compile(rf"({_FAMILY})\s+({_BARE_INITIALS}){_SUFFIX}")
# Wilke, M.; Schmithorst, V.J.; Humphreys,G. W.
_APA = re.compile(rf"({_FAMILY})(?:\s*[,.]\s*({_DOTTED}|[{_UP}]{{1,3}}(?=\s*[,.;&(]))|\s+({_DOTTED})){_SUFFIX}")
# T. Chen; S.Furui; J.-P. Serre
_IEEE = re.compile(rf"({_DOTTED})\s*({_FAMILY}){_SUFFIX}(?=\s*(?:[,;&.(:\"]|and\b|et\b|$))")
# Huang Peng; Patricia Moravec; Heng F C is Vancouver
_FULL = re.compile(
    rf"({_WORD})((?:\s+(?:[{_UP}]\.?(?![{_LET}])|{_PARTICLE}|{_WORD})){{1,3}})(?=\s*(?:[,;&.(:]|and\b|et\b|$))"
)
# HeslingC; SobkowiakL; LECUNY: a blank lost by OCR, or the initials
_GLUED = re.compile(
    rf"((?:d'|de |van )?[{_UP}][a-z']+(?:-[{_UP}][a-z']+)?)([{_UP}]{{1,3}})(?=\s*(?:[,;.&(]|et\b|$)|et\s?al)"
)
# LIDeshuai; HuangMin: family and given name without the blank
_CAMEL = re.compile(r"([A-Z]{2,7}(?=[A-Z][a-z])|[A-Z][a-z]{1,5}(?=[A-Z][a-z]))([A-Z][a-z'-]+)(?=\s*([,;]|\.\s*[A-Z]))")
_SINGLE = re.compile(rf"((?:{_PARTICLE} )?[{_UP}][{_LET}]+)(?=\s*(?:[,;]|et\b|&|and\b))")
_NEXT_NAME = re.compile(
    rf"\s*[,;&]?\s*(?:and\s+|&\s*)?(?:et\b|{_FAMILY}\s+(?:{_BARE_INITIALS})|{_FAMILY}\s*,\s*{_DOTTED}|{_DOTTED}\s*{_FAMILY}|[{_UP}][{_LET}]+\s*,|\d{{4}}\b)"
)
_NO_NAMES = frozenset(
    ["A", "An", "The", "On", "In", "Of", "For", "From", "To", "And", "With", "How", "What", "Why", "When", "Is", "Are", "New", "This", "Our", "Some", "Effects", "Effect", "Study"]
)
_STRONG = re.compile(rf"[,;]?\s*(?:{_FAMILY}\s+(?:{_BARE_INITIALS})|[{_UP}][a-z]+[{_UP}]{{1,2}})\s*[,.;]")

# Words that open an abbreviated journal name (ISO 4) or stand in it; no author of a physics paper is called J. Phys.
JOURNAL_WORD = re.compile(
    r"(?:^|[\s.,])(?:J|Phys|Rev|Proc|Trans|Adv|Ann|Chem|Mater|Sci|Nucl|Astron|Appl|Comput|Int|Am|Amer|Eur|Acta|Bull|Mon|Lett|"
    r"Biol|Med|Soc|Acad|Natl?|Res|Astrophys|Geophys|Ecol|Environ|Eng|Electr|Mech|Opt|Instrum|Mol|Cell|Clin|Arch|Math|Commun|"
    r"Struct|Theor|Exp|Mod|Rep|Z|Zh|Biochem|Biochim|Philos|Publ|Sol|Neural|Inf|Inorg|Org|Anal|Curr|Plant|Dev|Front|Agric|Crit)$"
)
_ETAL = re.compile(
    r"[\s,.;:&]*(?:and\s+)?(?:e[tr]\.?\s*-?a[l1I]{1,2}\b|et\s+a\.|and others\b|et(?=\s*\.\s*[A-Z]))\s*[.,;:]*\s*", re.I
)
_DENG = re.compile(r"[\s,.;]*等(?![" + HAN + r"])\s*[.,;:]*\s*")
_SEPARATOR = re.compile(r"\s*(?:[,;&、]|\band\b|\bund\b)[\s,;&、]*(?:(?:and|&)\s+)?", re.I)
_COLLABORATION = re.compile(r"[\s,]*\(([A-Z][\w-]{1,20} Collaboration)\)")
_STOP = re.compile(r"\s*[.:,]*\s*")
_NEXT_HAN = re.compile(rf"\s*[,;、]\s*[{HAN}]{{2,4}}\s*[,;、.]")
_COUNTRY = re.compile(rf"\s*[\[(]\s*[{HAN}]{{1,3}}\s*[\])]\s*")
_HAN_PIECE = re.compile(rf"[{HAN}](?:[{HAN}·() ]|[A-Za-z](?=[{HAN}·])|(?<=[{HAN}])\.(?=[{HAN}]{{1,12}}·))*")
_HAN_ROLE = re.compile(r"(?:[,\s]*)(主编|编著|编译|编|译注|译|著|主译|校|整理|点校|注)$")
_ROLE_AHEAD = re.compile(r"[\s,]*(主编|编著|编译|编|译注|译|著|点校)(?=\s*[.,:]|$)\s*[.,:]?\s*")
_EDS = re.compile(r"[\s,.]*\(?\b(Eds?|Editors?|Trans)\b\.?\)?[\s.,:]*", re.I)
_INSTITUTION = re.compile(
    r"(?:局|部|司|会|院|所|中心|公司|大学|学院|委|组|办公室|处|社|署|厅|网|联盟|集团|银行|政府|法院|检察院|协作组|课题组|"
    r"医院|学会|分会|馆|站|队|基金|组织|国务院|省|市|县|台|国|厂|部门|编写组|编辑部|工厂|办)$"
)
_BODY = re.compile(
    r"\b(?i:Organi[sz]ations?|Institut\w*|Associations?|Committees?|Groups?|Panel|Banks?|Ministry|Universit\w+|Teams?|"
    r"Society|Agency|Council|Commission|Cent(?:er|re)s?|Department|Academy|Bureau|Office|Foundation|Federation|Union|"
    r"Administration|Network|Laborator(?:y|ies)|Consortium|Corporation|Company|Inc|Ltd|Library|Museum|Government|"
    r"Investigators|Collaborat\w+|Nations|Forum|College|Service|Initiative|Survey)\b"
    r"|\b(?:WHO|IPCC|FAO|IEEE|ISO|NRC|AOAC|OECD|UNESCO|USDA|EPA|NASA)\b|^[A-Z]{2,}(?: [A-Z]{2,})* (?:OF|FOR|AND|ON) [A-Z]{2,}"
)
_LATIN_HEAD = re.compile(r"[^.,:;()\[\]\"]{3,120}(?=\s*[.:,(])")

# The hundred most frequent family names (Ministry of Public Security, 2020) and others that authors bear; compounds apart.
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
    ["欧阳", "上官", "皇甫", "令狐", "诸葛", "司徒", "司马", "申屠", "夏侯", "贺兰", "完颜", "慕容", "尉迟", "长孙", "端木", "东方", "独孤", "南宫", "公孙", "宇文", "轩辕", "淳于", "单于", "太史", "呼延", "闻人", "司空", "钟离", "澹台", "公冶", "拓跋", "鲜于"]
)


def authors(text: str, start: int = 0, end: int | None = None) -> Authors:
    """The list of names at ``start`` of a folded text; no names and end ``start`` where none is found."""
    limit = len(text) if end is None else end
    position, names, dotted = start, list[Name](), False
    while position < limit and len(names) < 1000:
        if names and (match := _ETAL.match(text, position, limit) or _DENG.match(text, position, limit)):
            return _closed(text, match.end(), limit, names, True)
        at = position
        if names:
            separator = _SEPARATOR.match(text, position, limit)
            if separator:
                at = separator.end()
                if match := _ETAL.match(text, at, limit) or _DENG.match(text, at, limit):
                    return _closed(text, match.end(), limit, names, True)
            elif not _continues(text, position, limit, dotted):
                break
            else:
                at = _STOP.match(text, position, limit).end()  # type: ignore[union-attr]
        found = _name(text, at, limit, bool(names))
        if found is None:
            break
        name, behind, role, stops, etal = found
        names.append(name)
        dotted = dotted or stops
        if role or etal:
            closed = _closed(text, behind, limit, names, etal)
            return closed._replace(role=closed.role or role)
        position = behind
    if not names:
        return Authors((), False, start)
    return _closed(text, position, limit, names, False)


def _closed(text: str, position: int, limit: int, names: list[Name], etal: bool) -> Authors:
    role = None
    if match := _COLLABORATION.match(text, position, limit):
        names.append(Name(literal=match[1]))
        position = match.end()
    if match := _ROLE_AHEAD.match(text, position, limit) or _EDS.match(text, position, limit):
        role, position = match[1], match.end()
    position = _STOP.match(text, position, limit).end()  # type: ignore[union-attr]
    return Authors(tuple(names), etal, position, role)


def _continues(text: str, position: int, limit: int, dotted: bool) -> bool:
    """Whether a stop at ``position`` is a comma that OCR misread: a name that cannot be a title follows."""
    if position >= limit or text[position] not in ". ":
        return False
    if _STRONG.match(text, position + 1, limit):
        return True
    match = re.compile(rf"\.?\s*([{HAN}]{{2,3}})\s*[,.]\s*(?=\S)").match(text, position, limit)
    return bool(match) and is_surname(match[1]) and limit - match.end() > 3  # type: ignore[index, union-attr]


def is_surname(name: str) -> bool:
    """Whether a Chinese name begins with a family name."""
    return name[:1] in _SURNAMES or name[:2] in _COMPOUND


def _name(text: str, at: int, limit: int, listed: bool) -> tuple[Name, int, str | None, bool, bool] | None:
    """The name at an offset: (name, end, role, initials carry stops, ends with 等)."""
    if match := _COUNTRY.match(text, at, limit):
        at = match.end()
    if at >= limit:
        return None
    if "\u3400" <= text[at] <= "\u9fff" or text[at] == "〇":
        return _han(text, at, limit, listed)
    if not listed and (match := _LATIN_HEAD.match(text, at, limit)) and _BODY.search(match[0]):
        return Name(literal=match[0].strip()), match.end(), None, False, False
    if match := _VANCOUVER.match(text, at, limit):
        return Name(family=match[1], given=_tidy(match[2]), suffix=match[3]), match.end(), None, False, False
    if match := _APA.match(text, at, limit):
        given = match[2] or match[3]
        return Name(family=match[1], given=_tidy(given), suffix=match[4]), match.end(), None, "." in given, False
    if (match := _IEEE.match(text, at, limit)) and not (listed and JOURNAL_WORD.search(match[2])):
        return Name(family=match[2], given=_tidy(match[1]), suffix=match[3]), match.end(), None, True, False
    if (match := _FULL.match(text, at, limit)) and match[1] not in _NO_NAMES and not JOURNAL_WORD.search(match[2]):
        return _full(match[1], match[2].strip()), match.end(), None, False, False
    if match := _GLUED.match(text, at, limit):
        return Name(family=match[1], given=match[2]), match.end(), None, False, False
    if (match := _CAMEL.match(text, at, limit)) and (match[3] != "." or match.end() + 12 < limit):
        return Name(family=match[1], given=match[2]), match.end(), None, False, False
    if (
        (match := _SINGLE.match(text, at, limit))
        and match[1] not in _NO_NAMES
        and _NEXT_NAME.match(text, match.end(), limit)
    ):
        return Name(family=match[1]), match.end(), None, False, False
    return None


def _tidy(initials: str) -> str:
    return initials.strip().rstrip("-")


def _full(first: str, rest: str) -> Name:
    """A full name. Pinyin and capitals put the family name first; other names put it last."""
    words = rest.split()
    if first.isupper() or (len(words) == 1 and _is_pinyin(first) and not words[0].isupper()):
        return Name(family=first, given=rest)
    if words[-1].isupper() and len(words[-1]) > 1:
        return Name(family=words[-1], given=" ".join([first, *words[:-1]]))
    return Name(family=words[-1], given=" ".join([first, *words[:-1]]))


_PINYIN = re.compile(
    r"(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh)?(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|iong|"
    r"u|ua|uo|uai|ui|uan|un|uang|ue|v|ve|ü|üe)$",
    re.I,
)


def _is_pinyin(word: str) -> bool:
    return len(word) <= 6 and bool(_PINYIN.match(word))


def _han(text: str, at: int, limit: int, listed: bool) -> tuple[Name, int, str | None, bool, bool] | None:
    match = _HAN_PIECE.match(text, at, limit)
    if match is None:
        return None
    piece, end, role = match[0].rstrip(" ("), match.end(), None
    end = at + len(piece)
    following = text[end : end + 1] if end < limit else ""
    if following and following not in ",;、.:&([ " and not text[end - 1].isspace() and not following.isdigit():
        return None
    if spaced := _spaced_names(piece):
        first = spaced[0]
        return chinese_name(first), at + piece.index(" ", len(first)) if " " in piece else end, None, False, False
    compact = piece.replace(" ", "")
    etal = compact.endswith("等") and len(compact) > 2
    if etal:
        compact = compact[:-1]
    if (found := _HAN_ROLE.search(compact)) and len(compact) - len(found[0]) >= 2:
        role, compact = found[1], compact[: found.start()]
    if "(" in compact or ")" in compact:
        compact = re.sub(r"[()]", "", compact)
    if len(compact) < 2:
        return None
    if len(compact) <= 4 and (len(compact) <= 3 or compact[:2] in _COMPOUND or is_surname(compact)):
        return chinese_name(compact), end, role, False, etal
    if "·" in compact and len(compact) <= 20:
        return chinese_name(compact), end, role, False, etal
    if _INSTITUTION.search(compact) and len(compact) <= 40:
        return Name(literal=compact), end, role, False, etal
    if etal or (len(compact) <= 6 and following in ",;、" and (listed or _NEXT_HAN.match(text, end, limit))):
        return chinese_name(compact), end, role, False, etal
    return None


def _spaced_names(piece: str) -> list[str]:
    """Names parted by blanks alone (``张三 李四 王五``), not a two-character name that was spread (``姜 军``)."""
    words = piece.split()
    if len(words) > 1 and all(2 <= len(w) <= 3 and is_surname(w) for w in words):
        return words
    return []


def chinese_name(name: str) -> Name:
    """Family and given name of a Chinese name; a transliterated one (``马克斯·韦伯``) stays whole."""
    if "·" in name or len(name) > 4 or (len(name) == 4 and not is_surname(name)):
        return Name(literal=name)
    size = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return Name(family=name[:size], given=name[size:])
