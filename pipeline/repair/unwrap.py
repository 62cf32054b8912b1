"""Line breaks within a paragraph that only end a line of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Block
from pipeline.repair.context import Context
from pipeline.text import HAN, han_count, is_han

# A line shorter than this was not broken by the page's edge. Two columns of Chinese hold 20 to 25 characters a line.
_FULL_CHINESE, _FULL_LATIN = 18, 40
_NUMBERED, _FULL_HEADING = re.compile(r"\s*[\d一二三四五六七八九十（(]{1,4}[\d.、．)）]"), 40
# A number glued to a title, behind the end of a sentence: 3INS与酮病.
_GLUED_NUMBER = re.compile(rf"\s*[1-9](?=[A-Z]{{2}}|[{HAN}])")
_ENDS = frozenset("。．！？!?：:；;.…")
_CLOSING = "”’」』）)]】 "
# Names on a map or in a diagram, read as if they were a line.
_SPACED_OUT = re.compile(f"[{HAN}] +(?=[{HAN}])")
# An English sentence goes on with a word in lower case; "b Also at" and "ahAlso at" are notes.
_READS_ON = re.compile(r" ?[a-z]{2,}[\s,.;:)\]-]")
# What begins a line of its own: a label, a caption, the number of a list, a reference or a heading, a bullet.
_OPENS = re.compile(
    r"\s*(?:[\[【［〔(（]|[-–—•·●○◆■□▲△※*★☆#+]"
    r"|\d{1,3}\s*[.．、)）\s]|\d+(?:\.\d+)+"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|第[一二三四五六七八九十\d]+[章节部]|[①-⑳]"
    r"|[图表注]\s*\d|(?:Fig|Figure|Tab|Table|Scheme|Note)s?\b"
    r"|[^\s:：=]{1,12}[:：=]|(?:摘\s*要|关键词|Abstract|Key\s*words|DOI|作者简介|基金项目|收稿日期|通信作者|中图分类号)\b)",
    re.IGNORECASE,
)


def unwrap(block: Block, _: Context) -> Block:
    """Wrapped prose on one line: Chinese joined without, English with a space. Anything in doubt keeps its break."""
    if block.kind not in ("paragraph", "list_item") or "\n" not in block.text:
        return block
    changes = [(at, at + 1, glue) for at, glue in _wraps(block.text)]
    return block.revised("unwrap", changes) if changes else block


def _wraps(text: str) -> Iterator[tuple[int, str]]:
    """Offsets of line breaks that are no breaks, with what stands in their place."""
    start, ended = 0, True
    for match in re.finditer("\n", text):
        at = match.start()
        line, start = text[start:at], at + 1
        opens, ended = ended, line.rstrip(_CLOSING)[-1:] in _ENDS
        stop = text.find("\n", start)
        following = text[start : len(text) if stop < 0 else stop]
        if not following.strip() or ended or _OPENS.match(following):
            continue
        last, first = line.rstrip()[-1:], following.lstrip()[:1]
        if _is_chinese(last) and _is_chinese(first):
            if _is_full_chinese(line, opens):
                yield at, ""
        elif len(line) >= _FULL_LATIN and (last.isalpha() or last == ",") and _READS_ON.match(following):
            yield at, "" if line.endswith(" ") or following.startswith(" ") else " "


def _is_full_chinese(line: str, opens: bool) -> bool:
    """Whether a line of Chinese prose reaches the page's edge; a numbered heading and a map's names do not.

    ``opens``: no sentence goes on in it.
    """
    numbered = _NUMBERED.match(line) or (opens and _GLUED_NUMBER.match(line))
    least = _FULL_HEADING if numbered else _FULL_CHINESE
    return len(line) >= least and 2 * han_count(line) >= len(line) and len(_SPACED_OUT.findall(line)) < 2


def _is_chinese(char: str) -> bool:
    return bool(char) and (is_han(char) or char in "，、（《“")
