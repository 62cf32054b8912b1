"""The characters of an entry: TeX and tags taken off, width and brackets folded without moving an offset."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text import replacer

_FOLDS = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_FOLDS |= dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\t\n\r", " ")
_FOLDS |= dict.fromkeys("【〔「『〖", "[") | dict.fromkeys("】〕」』〗", "]")
_FOLDS |= dict.fromkeys("–—−‐‑―─", "-") | dict.fromkeys("∼〜", "~")
_FOLDS |= dict.fromkeys("“”„‟〝〞″", '"') | dict.fromkeys("’‘‛′`´", "'") | {"。": ".", "•": "·", "・": "·"}
_folded = replacer(_FOLDS)
# What may stand around a title or a name and belongs to neither.
EDGE = " .,:;，。．：；"

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
)
_GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεζηθικλμνξπρστφχψω", strict=True))
_SYMBOLS = _GREEK | {
    "Delta": "Δ",
    "Omega": "Ω",
    "sim": "~",
    "hbar": "/",
    "times": "×",
    "pm": "±",
    "circ": "°",
    "cdot": "·",
    "prime": "'",
    "rightarrow": "→",
    "leq": "≤",
    "geq": "≥",
    "&": "&",
}
_BRACKET = re.compile(r"[\[\]()]")
_MATH = re.compile(r"\$([^$]{1,400})\$")
_NAMED_COMMAND = re.compile(r"\\[A-Za-z]{2}")
# What lines up a formula's parts and prints nothing: ``\begin{array} { r }``.
_ALIGNED = re.compile(r"\\(?:begin|end)\s*\{\s*[a-z*]+\s*\}(?:\s*\{\s*[lcr| ]*\})?")
_ESCAPE = re.compile(r"\\([^A-Za-z0-9\s])")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_SPACED = re.compile(r"(?<![A-Za-z])[0-9A-Za-z](?: [0-9A-Za-z](?![A-Za-z])){1,40}")
_LOOSE = re.compile(r" *([()\[\]:;,./+–—~-]) *")
_TAG = re.compile(r"</?(?:su[bp]|em|strong|i|b|u)>", re.I)
# What is left of emphasis: ``S. Ryu_and_T. Takayanagi``.
_MARKED_AND = re.compile(r"(?<=[a-z])_and(?:_(?=[A-Z])| )")
_WRAP = re.compile(r" (?<=[\u3400-\u9fff].) *(?=[\u3400-\u9fff])")


# An entry is folded in its list, and again as it is read and as its twin is looked for.
@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The text with full-width forms, brackets, dashes and quotes in ASCII: same length, so offsets hold in both."""
    return _folded(text)


def closing(folded: str, opening: int) -> int:
    """The offset of the bracket that closes the one at ``opening``; the text's end where none does."""
    depth = 0
    for match in _BRACKET.finditer(folded, opening):
        depth += 1 if match[0] in "[(" else -1
        if depth == 0:
            return match.start()
    return len(folded)


def plain(raw: str) -> str:
    """The entry's text without TeX dressing, tags and line breaks: ``$2 9 \\left( 6 \\right)$`` reads ``29(6)``."""
    text = raw
    if "<" in text:
        text = _TAG.sub("", text)
    if "_and" in text:
        text = _MARKED_AND.sub(" and ", text)
    if "$" in text:
        text = _MATH.sub(lambda m: _without_tex(m[1]), text).replace("$", "")
    if "\\" in text:
        text = _without_tex(text) if _NAMED_COMMAND.search(text) else _ESCAPE.sub(r"\1", text)
    return _without_line_numbers(text.strip()).replace("-\n", "-").replace("\n", " ")


# The number of the last line, where a manuscript numbers them.
_LAST_LINE = re.compile(r"[.．。]\s*(\d{1,3})$")
_MOST_LINES = 12


def _without_line_numbers(text: str) -> str:
    """The text without the numbers of a manuscript's lines: one behind its end, the others before it, counting down."""
    match = _LAST_LINE.search(text) if text[-1:].isdigit() else None
    if match is None:
        return text
    last, mended = int(match[1]), text[: match.start(1)].rstrip()
    for number in range(last - 1, max(last - _MOST_LINES, 0), -1):
        shorter = re.sub(rf"(?:\n|(?<=[^\W\d])\s?){number}\s+(?=\n|[^\W\d])", "\n", mended, count=1)
        if shorter == mended:
            return mended if number < last - 1 else text
        mended = shorter
    return text


def _without_tex(source: str) -> str:
    source = _ALIGNED.sub("", source) if "array" in source else source
    text = _COMMAND.sub(lambda m: _SYMBOLS.get(m[1], "" if m[1].isalpha() else m[1]), source)
    text = re.sub(r"[{}^_]", "", text)
    text = re.sub(r" {2,}", " ", text)
    text = _SPACED.sub(lambda m: m[0].replace(" ", ""), text)
    return _LOOSE.sub(r"\1", text)


def unwrapped(text: str) -> str:
    """A title without the blanks that line breaks leave between Chinese characters."""
    return _WRAP.sub("", text)
