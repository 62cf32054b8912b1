"""Pictures that a text holds in their own addresses (``data:image/png;base64,…``), which get names for it."""

from __future__ import annotations

import hashlib
import re

_HELD = re.compile(r"data:image/([a-z]+)[\w.+-]*;base64,([A-Za-z0-9+/=%]+)")


def name(address: str) -> str:
    """The name of the picture in an address, which any other address is itself."""
    held = _HELD.match(address) if address.startswith("data:") else None
    return f"embedded/{_digest(held[2])}.{held[1]}" if held else address


def images(text: str) -> dict[str, str]:
    """The pictures in a text, as Base64 by their names."""
    return {f"embedded/{_digest(held[2])}.{held[1]}": held[2] for held in _HELD.finditer(text)}


def _digest(base64: str) -> str:
    return hashlib.sha256(base64.encode()).hexdigest()[:16]
