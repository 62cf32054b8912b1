"""The dialect of Markdown that OCR and editors leave: CommonMark without the rules that eat Chinese scholarly text.

Rules added: ``$…$`` and ``$$…$$`` keep TeX from emphasis and escapes, ``<table>`` and ``<!-- … -->`` are blocks
wherever their line begins with them, ``**`` works beside Chinese punctuation. Rules left out: link definitions
(``[1]: http…`` in a bibliography), setext headings and indented code (ragged OCR lines), raw HTML blocks, back-ticks
(OCR's apostrophes), ordered lists (their number may be a heading's or a reference's: it is text).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from pipeline.text import han_count, is_han

# A formula with more Han characters than this is prose between two stray dollar signs.
PROSE_HAN = 12

_ADDRESS = re.compile(
    r"(?:https?|ftp|mailto):|data:image/[a-z]+[\w.+-]*;base64,|#|\.{0,2}/"
    r"|[\w./%-]+\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp|wmf|emf|eps|ps|html?|pdf)$",
    re.I,
)
_TABLE = re.compile(r"(?:<html>\s*)?(?:<body>\s*)?<table\b", re.I)
# What the inline rules of this dialect begin with: text is read up to the next of these signs.
_INLINE_SIGNS = re.compile(r"[\n\\$*_\[\]!<&]")
_MARKUP = re.compile(r"</?details[^<>]*>|<summary>[^<>]*</summary>|\{\d+\}-{20,}")
_CJK_PUNCTUATION = re.compile(r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\uff00-\uffef]")


def parser() -> MarkdownIt:
    """A parser of this dialect."""
    md = MarkdownIt("commonmark", {"html": True})
    md.enable("table")
    md.disable(["reference", "lheading", "code", "html_block", "backticks"])
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler.before("escape", "math", _math)
    md.inline.terminator_re = _INLINE_SIGNS
    md.block.ruler.at("fence", _closed_fence, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.at("list", _bullet_list, {"alt": ["paragraph", "blockquote"]})
    md.block.ruler.before("fence", "display_math", _display_math, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before("fence", "html_table", _html_table, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before("fence", "markup", _markup, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before("fence", "comment", _comment, {"alt": ["paragraph", "blockquote", "list"]})
    # "[3](图1)" is a citation and a bracket, no link: only what looks like an address makes one.
    md.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    return md


def escaped(text: str) -> str:
    """Plain text as this dialect must have it written."""
    for sign in ("\\", "*", "_", "$", "<"):
        text = text.replace(sign, "\\" + sign)
    return text


def _is_cjk(char: str) -> bool:
    return is_han(char) or bool(_CJK_PUNCTUATION.match(char))


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's emphasis, with one clause more: ``**`` may also open or close next to a Chinese character.

    CommonMark's flanking rules leave ``**目的：**探讨`` literal. A single star keeps the strict rule: beside a Chinese
    name it marks a corresponding author.
    """
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    can_open, can_close = scanned.can_open, scanned.can_close
    after = state.pos + scanned.length
    if marker == "*" and scanned.length >= 2:
        before_char = state.src[state.pos - 1] if state.pos else " "
        after_char = state.src[after] if after < state.posMax else " "
        can_open = can_open or (_is_cjk(before_char) and not after_char.isspace())
        can_close = can_close or (_is_cjk(after_char) and not before_char.isspace())
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, end=-1, open=can_open, close=can_close)
        )
    state.pos = after
    return True


def _math(state: StateInline, silent: bool) -> bool:
    """``$…$`` on one line. A pair that encloses prose is two stray dollar signs."""
    start = state.pos
    if state.src[start] != "$":
        return False
    width = 2 if state.src.startswith("$$", start) else 1
    end = _closing_dollar(state.src, start + width, "$" * width)
    content = state.src[start + width : end].strip() if end >= 0 else ""
    if not content or han_count(content) > PROSE_HAN:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = content
    state.pos = end + width
    return True


def _closing_dollar(src: str, pos: int, mark: str) -> int:
    """Offset of the next unescaped mark on the line of ``pos``, or -1."""
    stop = src.find("\n", pos)
    stop = len(src) if stop < 0 else stop
    while (found := src.find(mark, pos, stop)) >= 0:
        if src[found - 1] != "\\":
            return found
        pos = found + 1
    return -1


def _closed_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Fenced code, if its fence is closed: an open one would swallow the rest of the article."""
    mark = _line(state, start)[:3]
    closed = mark in ("```", "~~~") and any(_line(state, n).startswith(mark) for n in range(start + 1, end))
    return closed and fence(state, start, end, silent)


def _bullet_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return _line(state, start)[:1] in ("-", "*", "+") and list_block(state, start, end, silent)


def _display_math(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$``, lines of TeX, ``$$``; a ``$$`` without its partner is text."""
    line = _line(state, start)
    if not line.startswith("$$"):
        return False
    last = start
    if not (line.count("$$") == 2 and line.endswith("$$") and len(line) > 4):
        if "$$" in line[2:]:
            return False
        last = next((n for n in range(start + 1, end) if "$$" in _line(state, n)), -1)
        if last < 0 or not _line(state, last).endswith("$$"):
            return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.content = "\n".join(_line(state, n) for n in range(start, last + 1)).strip("$ \n")
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _html_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table in HTML, from its opening line to the line that closes it or before the next blank line."""
    if not _TABLE.match(_line(state, start)):
        return False
    last, opened = start, _opened(_line(state, start))
    while opened > 0 and last + 1 < end and _line(state, last + 1):
        last += 1
        opened += _opened(_line(state, last))
    if not silent:
        token = state.push("html_table", "table", 0)
        token.content = "\n".join(_line(state, n) for n in range(start, last + 1))
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _markup(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    """Lines that MinerU puts around what a model read in a picture, and Marker between pages: no text."""
    if not _MARKUP.fullmatch(_line(state, start)):
        return False
    if not silent:
        state.line = start + 1
    return True


def _opened(line: str) -> int:
    """How many more tables a line opens than it closes; others stand in the cells of some."""
    line = line.lower()
    return line.count("<table") - line.count("</table>")


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``<!-- … -->``, where its lines hold nothing else; one that is never closed is text."""
    if not _line(state, start).startswith("<!--"):
        return False
    last = next((n for n in range(start, end) if "-->" in _line(state, n)), end)
    if last == end or not _line(state, last).endswith("-->"):
        return False
    if not silent:
        token = state.push("comment", "", 0)
        content = "\n".join(_line(state, n) for n in range(start, last + 1))
        token.content = content.removeprefix("<!--").removesuffix("-->").strip()
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()
