"""Where the title of a run-in heading ends and its text begins: ``1.1.1临床标本 选取2009年…``."""

from __future__ import annotations

import re

from pipeline.text import HAN

_LONGEST = 48
_SPACE = re.compile(rf"(?<=[{HAN}）)A-Za-z0-9])[ \u3000]+(?=[{HAN}A-Z0-9(（“])")
_COLON = re.compile(r"[：:]")
_STOP = re.compile(r"[，。；！？,;!?\n]")
_OPENING = re.compile(
    "采用|选取|选择|采集|收集|应用|利用|使用|根据|按照|参照|参考|依据|通过|为了|为|将|取|由表|由图|从表|从图|如图|如表|以|对|在|于|本研究|本文|本试验|本实验|所有|各"
)


def title_end(text: str, start: int) -> int | None:
    """The end of the title that begins at ``start``, or None where the text shows none."""
    stop = _STOP.search(text, start)
    limit = min(stop.start() if stop else len(text), start + _LONGEST)
    if match := _COLON.search(text, start + 2, limit):
        return match.end()
    if match := _SPACE.search(text, start + 2, limit):
        return match.start()
    if match := _OPENING.search(text, start + 3, limit):
        return match.start()
    return None
