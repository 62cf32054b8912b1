"""TeX as OCR leaves it, made fit to be read: as text where it is text in disguise, else as MathML and Typst math.

Nine in ten inline formulas of an OCR'd article are no mathematics: ``6 6 \\%``, ``\\mathrm{IC}_{50}``. They read better
as text with sub- and superscripts. The rest goes through math-core (TeX to MathML Core), and from MathML to Typst.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

import nh3
from math_core import LatexError, LatexToMathML
from msgspec import Struct

from pipeline.text import han_count
from pipeline.writers.inline import Branch, Leaf, Mark, Tree

# A formula that holds more Han characters than this is prose that OCR took for mathematics (2,000 OCR formulas).
_PROSE = 12
# Deeper nesting than this is no formula that anyone printed; converters recurse.
_DEPTH = 40
_LONGEST = 20_000


class Text(Struct, frozen=True):
    """A formula that is text."""

    nodes: Tree


class Math(Struct, frozen=True):
    """A formula as MathML Core (no namespace, no style) and as the inside of a Typst equation."""

    mathml: str
    typst: str
    tag: str | None = None


class Broken(Struct, frozen=True):
    """TeX that cannot be read, and why."""

    reason: str


@lru_cache(maxsize=4096)
def formula(tex: str, display: bool = False) -> Text | Math | Broken:
    """What a stretch of TeX (without its dollars) is. Never raises."""
    source = _mended(tex)
    if not source:
        return Text((Leaf(tex),))
    if not display or han_count(source) > _PROSE:
        nodes = _text(source)
        if nodes is not None:
            return Text(nodes)
    if han_count(source) > _PROSE:
        return Text((Leaf(source),))
    return _math(source, display)


_CIRCLED = re.compile(r"\\textcircled\s*\{?\s*(\d)\s*\}?")
_ALIASES = {
    "\\pmb": "\\boldsymbol",
    "\\hdots": "\\ldots",
    "\\textdegree": "°",
    "\\textless": "<",
    "\\textgreater": ">",
    "\\textsuperscript": "^",
    "\\smash": "",
    "\\substack": "",
    "\\em": "",
    "\\tiny": "",
}
_ALIAS = re.compile(
    r"\\(?:pmb|hdots|textdegree|textless|textgreater|textsuperscript|smash|substack|em|tiny)(?![A-Za-z])"
)


def _mended(tex: str) -> str:
    """The TeX without what OCR writes and no converter reads: ``\\textcircled{1}``, a backslash at the very end."""
    tex = _CIRCLED.sub(lambda m: chr(ord("⓪") if m[1] == "0" else ord("①") + int(m[1]) - 1), tex)
    tex = _ALIAS.sub(lambda m: _ALIASES[m[0]] + (" " if m[0] in ("\\pmb", "\\hdots") else ""), tex).strip()
    tail = len(tex) - len(tex.rstrip("\\"))
    return tex[:-1].strip() if tail % 2 else tex


# Text in disguise -----------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.S)
_GREEK = {
    name: chr(code)
    for first, names in (
        (0x391, "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho"),
        (0x3A3, "Sigma Tau Upsilon Phi Chi Psi Omega"),
        (0x3B1, "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"),
        (0x3C3, "sigma tau upsilon phi chi psi omega"),
    )
    for code, name in enumerate(names.split(), first)
}
_NAMED = """
    varepsilon ε varphi φ vartheta ϑ upmu μ micro μ AA Å pm ± mp ∓ times × div ÷ cdot · bullet • ast ∗
    sim ~ approx ≈ neq ≠ ne ≠ equiv ≡ propto ∝ simeq ≃ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ lt < gt > ll ≪ gg ≫
    infty ∞ prime ′ ldots … dots … cdots ⋯ degree ° circ ∘ textcelsius ℃ rightarrow → to → leftarrow ← uparrow ↑
    downarrow ↓ leftrightarrow ↔ Rightarrow ⇒ triangle △ square □ star ⋆ circledR ® textregistered ® copyright ©
    dagger † ddagger ‡ parallel ∥ perp ⊥ in ∈ cup ∪ cap ∩ mid | colon :
"""
_SYMBOLS = {
    **{"\\" + name: char for name, char in [*_GREEK.items(), *re.findall(r"(\w+) (\S)", _NAMED)]},
    **{"\\" + char: char for char in "%&$#_{}"},
    **dict.fromkeys(("~", "\\ ", "\\,", "\\;", "\\:", "\\quad", "\\qquad"), " "),
    **dict.fromkeys(("\\!", "\\/"), ""),
    **dict(zip("'-*", "′−∗", strict=True)),
}
_UPRIGHT = frozenset(
    "\\" + name for name in ("mathrm", "mathsf", "mathtt", "text", "textrm", "textsf", "textup", "mbox", "operatorname")
) | {"\\mathbf", "\\textbf"}
_ITALIC = frozenset(("\\mathit", "\\textit", "\\mathnormal"))
_SPACED = frozenset(("\\text", "\\textrm", "\\textsf", "\\textup", "\\mbox", "\\textbf", "\\textit"))
_SWITCHES = frozenset(
    ("\\rm", "\\bf", "\\it", "\\sf", "\\displaystyle", "\\textstyle", "\\scriptstyle", "\\left", "\\right")
)
_RELATIONS = frozenset("=<>≤≥≈≠±×→≡≪≫~∝÷")


class _NotTextError(Exception):
    """The formula holds something that a line of text cannot."""


class _Letter(Struct, frozen=True):
    char: str
    italic: bool
    level: str | None


def _text(tex: str) -> Tree | None:
    """The formula as text, or None where it is mathematics."""
    tokens = _TOKEN.findall(tex)[::-1]
    try:
        letters = _sequence(tokens, None, False, False, 0)
    except _NotTextError:
        return None
    return _runs(letters) if not tokens else None


def _sequence(tokens: list[str], level: str | None, upright: bool, spaced: bool, depth: int) -> list[_Letter]:
    """The letters up to the brace that closes the group (or the end); ``tokens`` is a stack."""
    if depth > _DEPTH:
        raise _NotTextError
    letters: list[_Letter] = []
    while tokens and tokens[-1] != "}":
        token = tokens.pop()
        if token.isspace():
            letters += [_Letter(" ", False, level)] if spaced else []
        elif token in "^_":
            if level is not None:
                raise _NotTextError
            letters += _argument(tokens, "sup" if token == "^" else "sub", upright, spaced, depth)
        elif token == "{":
            letters += _closed(tokens, level, upright, spaced, depth)
        elif token in _SWITCHES:
            upright = upright or token in ("\\rm", "\\sf", "\\bf")
        elif token in _UPRIGHT or token in _ITALIC:
            letters += _argument(tokens, level, token in _UPRIGHT, token in _SPACED, depth)
        elif token in _SYMBOLS:
            letters += [_Letter(c, False, level) for c in _SYMBOLS[token]]
        elif token.startswith("\\") or token in "&}":
            raise _NotTextError
        else:
            italic = not upright and token.isascii() and token.isalpha()
            letters.append(_Letter(token, italic, level))
    return letters


def _argument(tokens: list[str], level: str | None, upright: bool, spaced: bool, depth: int) -> list[_Letter]:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens:
        raise _NotTextError
    if tokens[-1] == "{":
        tokens.pop()
        return _closed(tokens, level, upright, spaced, depth)
    single = [tokens.pop()]
    if single[0] in _UPRIGHT or single[0] in _ITALIC:
        return _argument(tokens, level, single[0] in _UPRIGHT, single[0] in _SPACED, depth + 1)
    return _sequence(single, level, upright, spaced, depth + 1)


def _closed(tokens: list[str], level: str | None, upright: bool, spaced: bool, depth: int) -> list[_Letter]:
    letters = _sequence(tokens, level, upright, spaced, depth + 1)
    if not tokens:
        raise _NotTextError
    tokens.pop()
    return letters


def _runs(letters: list[_Letter]) -> Tree:
    """Letters of one kind joined. A raised ring is a degree; a lone letter is a variable, a word is a word."""
    nodes: list[Leaf | Branch] = []
    index = 0
    while index < len(letters):
        end = index
        first = letters[index]
        while end < len(letters) and (letters[end].level, letters[end].italic) == (first.level, first.italic):
            end += 1
        text = "".join(letter.char for letter in letters[index:end])
        if first.level == "sup" and text == "∘":
            nodes.append(Leaf("°"))
        else:
            nodes.append(_run(text if first.level else _aired(text, index > 0, end < len(letters)), first))
        index = end
    return tuple(nodes)


def _run(text: str, first: _Letter) -> Leaf | Branch:
    node: Leaf | Branch = Leaf(text)
    if first.italic and len(text) == 1:
        node = Branch(Mark("emphasis", 0, 0), (node,))
    return Branch(Mark(first.level, 0, 0), (node,)) if first.level else node


def _aired(text: str, before: bool, after: bool) -> str:
    """Thin spaces around relations that have an operand on both sides; none around a sign or a range."""
    aired = []
    for index, char in enumerate(text):
        operand = text[index - 1] not in "([（,，; " if index else before
        inner = operand and (index < len(text) - 1 or after)
        aired.append(f"\u2009{char}\u2009" if char in _RELATIONS and char != "~" and inner else char)
    return "".join(aired)


# Mathematics ----------------------------------------------------------------------------------------------------------

_TAG = re.compile(r"\\tag\*?\s*\{([^{}]{0,40})\}")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)\w+;")
_ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "ms", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup"),
    *("munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror"),
    *("mmultiscripts", "mprescripts", "none", "semantics"),
}
_ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "lspace", "rspace", "fence", "separator", "form", "largeop", "movablelimits", "symmetric"},
    "mspace": {"width", "height", "depth"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "mtable": {"displaystyle", "scriptlevel", "columnalign"},
    "mtd": {"colspan", "rowspan", "columnalign"},
    "mstyle": {"displaystyle", "scriptlevel"},
}
_CONVERTER = LatexToMathML(unicode_substitution="conventional", fancy_error=False)
_CLEANER = nh3.Cleaner(tags=_ELEMENTS, attributes=_ATTRIBUTES, strip_comments=True)


def _math(tex: str, display: bool) -> Math | Broken:
    if len(tex) > _LONGEST or _nesting(tex) > _DEPTH:
        return Broken("too long or too deep")
    tag = _TAG.search(tex)
    body = _TAG.sub("", tex)
    try:
        mathml = _CONVERTER.convert_with_local_state(body, displaystyle=display)
    except LatexError as error:
        return Broken(str(error).strip().splitlines()[0][:200])
    mathml = _ENTITY.sub(lambda entity: html.unescape(entity[0]), mathml)
    try:
        root = ElementTree.fromstring(mathml)
    except ElementTree.ParseError as error:
        return Broken(str(error))
    return Math(_CLEANER.clean(mathml), _joined(root), tag[1].strip("() ") if tag else None)


def _nesting(tex: str) -> int:
    depth = deepest = 0
    for match in re.finditer(r"\\.|[{}]|\\left|\\begin", tex):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        deepest = max(deepest, depth)
    return deepest


_ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "˙": "\u0307",
    "¨": "\u0308", "→": "\u20d7", "⃗": "\u20d7", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300",
}  # fmt: skip
_LINES = {"\u0332": "overline", "―": "overline", "_": "underline", "⏞": "overbrace", "⏟": "underbrace"}
_SPACE = re.compile(r"-?\d{0,3}(?:\.\d{0,6})?em")
_FENCES = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉\u2063")


def _typst(element: ElementTree.Element) -> str:
    name = element.tag
    children = list(element)
    text = (element.text or "").strip()
    match name:
        case "mi" | "mo" | "mn" | "mtext" | "ms":
            return _token(name, element.get("mathvariant"), element.text or "" if name == "mtext" else text)
        case "mspace":
            width = element.get("width", "")
            return f"#h({width})" if _SPACE.fullmatch(width) else ""
        case "mfrac" if element.get("linethickness") in ("0", "0px"):
            return f"mat(delim: #none, {_child(children, 0)}; {_child(children, 1)})"
        case "mfrac":
            return f"frac({_child(children, 0)}, {_child(children, 1)})"
        case "msqrt":
            return f"sqrt({_joined(element)})"
        case "mroot":
            return f"root({_child(children, 1)}, {_child(children, 0)})"
        case "msub" | "msup" | "msubsup":
            return _attached(name, children, _child(children, 0))
        case "munder" | "mover" | "munderover":
            return _stacked(name, children)
        case "mtable":
            return _matrix(children)
        case "semantics":
            return _child(children, 0)
        case "mrow" if _fenced(children):
            return f"lr({_joined(element)})"
    return _joined(element)


def _token(name: str, variant: str | None, text: str) -> str:
    text = text.translate({0xFE00: None, 0xFE01: None, 0x2061: None, 0x2062: None, 0x2063: None})
    if not text:
        return ""
    if name in ("mi", "mo") and len(text) == 1:
        atom = f"\\u{{{ord(text):x}}}"
        return f"upright({atom})" if variant == "normal" else atom
    return quoted(text)


def quoted(text: str) -> str:
    """A Typst string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ") + '"'


def _child(children: list[ElementTree.Element], index: int) -> str:
    return (_typst(children[index]) if index < len(children) else "") or '""'


def _joined(element: ElementTree.Element) -> str:
    return " ".join(filter(None, map(_typst, element))) or '""'


def _fenced(children: list[ElementTree.Element]) -> bool:
    ends = (children[0], children[-1]) if len(children) > 2 else ()
    return bool(ends) and all(e.tag == "mo" and (e.text or "") in _FENCES for e in ends)


def _attached(name: str, children: list[ElementTree.Element], base: str) -> str:
    places = {"msub": "b", "msup": "t", "munder": "b", "mover": "t"}.get(name, "bt")
    scripts = ", ".join(f"{place}: {_child(children, i)}" for i, place in enumerate(places, 1))
    return f"attach({base}, {scripts})"


def _stacked(name: str, children: list[ElementTree.Element]) -> str:
    base = _child(children, 0)
    if name != "munderover" and len(children) > 1 and children[1].tag == "mo":
        sign = (children[1].text or "").strip()
        if sign in _LINES:
            return f"{_LINES[sign]}({base})"
        if name == "mover" and sign in _ACCENTS:
            return f"accent({base}, \\u{{{ord(_ACCENTS[sign]):x}}})"
    return _attached(name, children, f"limits({base})")


def _matrix(rows: list[ElementTree.Element]) -> str:
    cells: Iterator[str] = (", ".join(_joined(cell) for cell in row) or '""' for row in rows)
    return f"mat(delim: #none, {'; '.join(cells)})"
