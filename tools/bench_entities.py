"""What it costs to find an article's glosses, entities and quantities, and whether a larger lexicon costs more.

The articles' text is read, repaired, structured and aligned beforehand, and the lexicon is loaded. The larger lexicons
have made-up terms beside ours.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import sample

from pipeline.align import align_article
from pipeline.article import Article
from pipeline.extract.entities import entities
from pipeline.extract.glosses import glosses
from pipeline.extract.lexicon import Concept
from pipeline.extract.quantities import quantities
from pipeline.readers import read
from pipeline.repair import repair
from pipeline.resources import Resources
from pipeline.structure import structure

ROUNDS = 3
MORE_TERMS = (0, 20_000, 200_000)
SYLLABLES = "阿巴克德尔法格赫伊吉卡拉姆纳奥帕里斯特维"
LETTERS = "abdefgiklmnoprstuvz"
Stage = Callable[[Article, Resources], Article]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100)
    asked = options.parse_args()
    resources = Resources()
    articles = [prepared(path, resources) for path in sample(asked.articles, 1)]
    glossed = [glosses(article, resources) for article in articles]
    print(f"median of {len(articles)} articles, milliseconds of processor time:")
    print(f"glosses {milliseconds(glosses, articles, resources):.1f}")
    print(f"quantities {milliseconds(quantities, articles, resources):.1f}")
    for more in MORE_TERMS:
        larger = Resources()
        larger.user_concepts = made_up(more)
        size = len(larger.concepts)
        print(f"entities {milliseconds(entities, glossed, larger):.1f} with {size:,} concepts (asked: ≤ 5)")


def prepared(path: Path, resources: Resources) -> Article:
    document = repair(read(path.read_bytes(), path, path.stem), resources)
    return align_article(structure(document, resources), resources)


def milliseconds(stage: Stage, articles: Sequence[Article], resources: Resources) -> float:
    """The median over articles of the best of three; the first article warms up."""
    stage(articles[0], resources)
    return statistics.median(
        1000 * min(seconds(stage, article, resources) for _ in range(ROUNDS)) for article in articles
    )


def seconds(stage: Stage, article: Article, resources: Resources) -> float:
    began = time.process_time()
    stage(article, resources)
    return time.process_time() - began


def made_up(count: int) -> tuple[Concept, ...]:
    """Concepts that no article names."""
    chance = random.Random(7)
    words = ["".join(chance.choices(LETTERS, k=14)) for _ in range(count)]
    names = ["".join(chance.choices(SYLLABLES, k=7)) for _ in range(count)]
    return tuple(Concept(f"term:{en}", "term", (zh,), (en,)) for zh, en in zip(names, words, strict=True))


if __name__ == "__main__":
    main()
