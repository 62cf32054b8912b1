"""TeX as it is left in an article: as text where it is text in disguise, else as MathML and as Typst math.

Repair has set as text what it can; cells and captions, which have no spans, come here as they were. The rest goes
through math-core (TeX to MathML Core), and from MathML to Typst.
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

from pipeline.repair.tex import Run, typeset
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
    prose = han_count(source) > _PROSE
    if (prose or not display) and (runs := typeset(source)):
        return Text(tuple(map(_node, runs)))
    return Text((Leaf(source),)) if prose else _math(source, display)


def _node(run: Run) -> Leaf | Branch:
    return Branch(Mark(run.script, 0, 0), (Leaf(run.text),)) if run.script else Leaf(run.text)


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
    except (LatexError, UnicodeEncodeError) as error:  # a lone surrogate is no character
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
