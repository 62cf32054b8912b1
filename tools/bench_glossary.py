"""How the memory of a glossary grows: with the distinct terms, not with the articles.

    python tools/bench_glossary.py [ARTICLES]

Merges the evidence of made-up articles, five term pairs each, drawn by Zipf's law from a fixed vocabulary, and prints
articles, distinct terms, bytes held and seconds at each doubling.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from itertools import accumulate

from pipeline.glossary.terms import Example, Key, Place, Tally, Terms, merge

VOCABULARY = 20_000
A_DRAW = 5


def articles(count: int) -> Iterator[dict[Key, Tally]]:
    """Evidence of that many articles; the same for the same count."""
    drawn = random.Random(0)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in range(count):
        terms = sorted(set(drawn.choices(range(VOCABULARY), cum_weights=weights, k=A_DRAW)))
        yield {(f"术语{term}", f"term{term}"): _tally(f"a{number:07}", term) for term in terms}


def _tally(article: str, term: int) -> Tally:
    example = Example(
        0, article, f"这是术语{term}的一个例句，见{article}。", f"A sentence on term {term} of {article}."
    )
    return Tally(
        articles=1,
        sentences=1,
        zh_sentences=1,
        en_sentences=1,
        zh={f"术语{term}": 1},
        en={f"term {term}": 1},
        abbreviations={},
        sources={"keyword": 1},
        domains={"RTQS"[term % 4]: 1},
        places=(Place(article, "keywords", 1),),
        examples=(example,),
    )


def main(count: int) -> None:
    print("articles   terms   held MB   seconds")
    size = max(count >> 4, 1)
    while size <= count:
        tracemalloc.start()
        began = time.perf_counter()
        terms: Terms = merge(articles(size))
        held = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        print(f"{size:8} {len(terms):7} {held:9.1f} {time.perf_counter() - began:9.1f}")
        size *= 2


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
