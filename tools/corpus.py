"""Real articles to measure with: those of ../shared/corpus/md where that is there, else those of input/."""

from __future__ import annotations

import random
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = sorted((ROOT.parent / "shared" / "corpus" / "md").glob("*.md"))


def sample(count: int, seed: int) -> list[Path]:
    """So many articles, or all there are; the same for the same seed."""
    articles = CORPUS or sorted((ROOT / "input").glob("*.md"))
    return random.Random(seed).sample(articles, min(count, len(articles)))
