"""An alignment as a dot plot: its beads, the path through them, and the sentences without an answer."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

_SIDE = 320.0
_MARGIN = 24.0
# A cell of a short text is not drawn larger than this.
_LARGEST_CELL = 24.0


class Dot(Struct, frozen=True):
    """A bead by the indices of its sentences, with its probability."""

    zh: Sequence[int]
    en: Sequence[int]
    score: float


def dot_plot(dots: Sequence[Dot], n_zh: int, n_en: int) -> str:
    """An SVG element: Chinese sentences from top to bottom, English ones from left to right.

    A bead is a box, the darker the surer; the path runs through the boxes; a sentence without answer is a tick at the
    edge. Colours are those of the text around it (``currentColor``), or ``--alignment-path`` and ``--alignment-null``
    where the page sets them; a script is not needed.
    """
    cell = min(_LARGEST_CELL, _SIDE / max(n_zh, n_en, 1))
    width, height = cell * n_en, cell * n_zh
    boxes, ticks, path = [], [], [(0.0, 0.0)]
    for dot in dots:
        if dot.zh and dot.en:
            x, y = min(dot.en) * cell, min(dot.zh) * cell
            right, bottom = (max(dot.en) + 1) * cell, (max(dot.zh) + 1) * cell
            boxes.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{right - x:.1f}" height="{bottom - y:.1f}" '
                f'fill-opacity="{0.15 + 0.6 * dot.score:.2f}"><title>{_named(dot)}</title></rect>'
            )
            path += [(x, y), (right, bottom)]
        ticks += [_tick(-8.0, (i + 0.5) * cell, 6.0, 0.0, dot) for i in dot.zh if not dot.en]
        ticks += [_tick((j + 0.5) * cell, -8.0, 0.0, 6.0, dot) for j in dot.en if not dot.zh]
    path.append((width, height))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in dict.fromkeys(path))
    label = f"Alignment of {n_zh} Chinese and {n_en} English sentences"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="alignment" role="img" aria-label="{label}" '
        f'viewBox="{-_MARGIN:.0f} {-_MARGIN:.0f} {width + 2 * _MARGIN:.0f} {height + 2 * _MARGIN:.0f}" '
        f'width="{width + 2 * _MARGIN:.0f}" height="{height + 2 * _MARGIN:.0f}" fill="currentColor" stroke="none" '
        f'font-size="10">'
        f'<rect width="{width:.1f}" height="{height:.1f}" fill="none" stroke="currentColor" stroke-opacity="0.3"/>'
        f"{''.join(boxes)}"
        f'<polyline points="{points}" fill="none" stroke="var(--alignment-path, currentColor)" stroke-width="1"/>'
        f'<g stroke="var(--alignment-null, currentColor)" stroke-width="2">{"".join(ticks)}</g>'
        f'<text x="{-_MARGIN + 2:.0f}" y="10" lang="zh">中</text><text x="0" y="{-_MARGIN + 10:.0f}">EN</text>'
        f"</svg>"
    )


def _tick(x: float, y: float, dx: float, dy: float, dot: Dot) -> str:
    return f'<path d="M{x:.1f} {y:.1f}l{dx:.1f} {dy:.1f}"><title>{_named(dot)}</title></path>'


def _named(dot: Dot) -> str:
    zh, en = (",".join(str(k + 1) for k in side) or "-" for side in (dot.zh, dot.en))
    return f"{zh} ↔ {en} ({dot.score:.2f})"
