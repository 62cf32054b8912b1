"""A bar chart as SVG, by hand: no plotting library for eight rectangles."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_WIDTH, _ROW, _LABEL = 720, 34, 230
_COLOURS = ("#8a8a8a", "#2b6cb0")


def bars(title: str, values: Mapping[str, float]) -> str:
    """Horizontal bars to one scale, in the order given; the first, in grey, is what the others are compared with."""
    scale = (_WIDTH - _LABEL - 80) / max(values.values())
    height = _ROW * (len(values) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        f'font-size="14" role="img" aria-label="{escape(title)}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LABEL}" y="22" font-weight="bold">{escape(title)}</text>',
    ]
    for index, (name, value) in enumerate(values.items()):
        top = _ROW * (index + 1)
        middle, width, colour = top + 18, value * scale, _COLOURS[index > 0]
        parts += [
            f'<text x="{_LABEL - 10}" y="{middle}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LABEL}" y="{top + 2}" width="{width:.1f}" height="{_ROW - 12}" fill="{colour}"/>',
            f'<text x="{_LABEL + width + 8:.1f}" y="{middle}">{value:.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
