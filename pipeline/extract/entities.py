"""Entities: what an article is about, one concept in two languages, each mention with evidence.

A name that can mean nothing else is a mention wherever it stands. A short or ambiguous one (AS, PR, ER) is one only
where the article says which concept it means: by a gloss, by a full name on the other side of its bead, or by a full
name anywhere in it, the bibliography included. A pair of keywords names a concept as a gloss does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.article import Article, Bilingual, Block, Entity, Gloss, Language, Mention
from pipeline.extract.bead_sides import Side, Sides, other, side_at
from pipeline.extract.document_concepts import concepts_of
from pipeline.extract.lexicon import Concept
from pipeline.extract.open_classes import coined_in
from pipeline.extract.recogniser import Hit, Recogniser, folded, longest
from pipeline.resources import Resources
from pipeline.text import folded as letters_of
from pipeline.text import han_count

_SILENT = frozenset(["authors", "affiliation", "meta", "math", "code", "image", "references"])
_PARTING = "\0"
_LONGEST_SHORT_NAME = 3
_CODE = re.compile(r"[A-Z]\d{1,2}")
# An article is biomedical when it names this many concepts of these types by names that are no ordinary words.
_FEWEST_BIOMEDICAL = 4
_BIOMEDICAL = frozenset(["gene", "drug", "disease", "symptom", "cell", "cell line", "anatomy", "organism", "trial"])
# What the head of a new name tells in a biomedical article only: 收敛因子 is no protein.
_BY_HEAD_ONLY = frozenset(["gene", "disease", "symptom", "cell"])


class Found(NamedTuple):
    """A mention in a plain text: ``text[start:end]`` names the concept."""

    concept: Concept
    start: int
    end: int


def entities(article: Article, resources: Resources) -> Article:
    """The article with the concepts that it mentions."""
    back = {block.id for block in article.back.blocks}
    blocks = [block for block in article.blocks() if block.kind not in _SILENT and block.id not in back]
    context = "\n".join(reference.raw for reference in article.back.references)
    sides = Sides(article.alignments)
    keywords = [pair for pair in article.front.keywords if pair.zh and pair.en]
    texts = [_visible(block) for block in blocks]
    aligned = [sides.of_block(block.id) for block in blocks]
    found = entities_of(texts, resources, article.glosses, keywords, context, aligned)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    concepts: dict[str, Concept] = {}
    known = resources.concepts_by_id
    for block, here in zip(blocks, found, strict=True):
        for concept, start, end in here:
            concepts.setdefault(concept.id, known.get(concept.id, concept))
            text = block.text[start:end]
            mentions[concept.id].append(Mention(text, block.id, start, end, _language(text, block)))
    return replace(
        article,
        entities=tuple(
            Entity(id, concept.type, _name(concept), concept.identifiers, sides.linked(mentions[id]))
            for id, concept in concepts.items()
        ),
    )


def entities_of(
    texts: Sequence[str],
    resources: Resources,
    glosses: Iterable[Gloss] = (),
    keywords: Sequence[Bilingual] = (),
    context: str = "",
    aligned: Sequence[Sequence[Side]] = (),
) -> list[list[Found]]:
    """The mentions in each of a document's texts.

    ``context`` is what else the document says (its bibliography); ``aligned`` are the sides of beads in each text.
    """
    # One pass over all texts costs half of one over each; no name holds the character that parts them.
    document = _PARTING.join(texts)
    found: list[list[Found]] = []
    sides: list[Side] = []
    start = 0
    for text, of_text in zip(texts, aligned, strict=False):
        sides += [side._replace(start=start + side.start, end=start + side.end) for side in of_text]
        start += len(text) + len(_PARTING)
    start, mentions = 0, iter(_mentions(document, context, list(glosses), keywords, sides, resources))
    mention = next(mentions, None)
    for text in texts:
        here = []
        while mention and mention.end <= start + len(text):
            here.append(mention._replace(start=mention.start - start, end=mention.end - start))
            mention = next(mentions, None)
        found.append(here)
        start += len(text) + len(_PARTING)
    return found


def _mentions(
    document: str,
    context: str,
    glosses: list[Gloss],
    keywords: Sequence[Bilingual],
    sides: list[Side],
    resources: Resources,
) -> list[Found]:
    """The mentions in a document, from left to right."""
    recogniser, concepts = resources.recogniser, resources.concepts
    hits = recogniser.hits(document)
    biomedical = _is_biomedical(document, hits, concepts)
    if not biomedical:
        hits = [hit for hit in hits if not _is_ordinary(document[hit.start : hit.end])]
    said = _full_names([(document, hits), (context, recogniser.hits(context))])
    defined = dict(_defined(glosses))
    across = _said_across(document, hits, sides)
    chosen = ((_meant(document, hit, concepts, said, defined, across.get(hit.start)), hit) for hit in hits)
    lexical = [Found(concepts[index], hit.start, hit.end) for index, hit in chosen if index is not None]
    own = concepts_of(glosses, keywords, recogniser, concepts)
    if not biomedical:
        own = [
            concept for concept in own if concept.type not in _BY_HEAD_ONLY or concept.id in resources.concepts_by_id
        ]
    defining = [Found(own[hit.concepts[0]], hit.start, hit.end) for hit in Recogniser(own).hits(document)]
    coined = [Found(*name) for name in coined_in(document)]
    return _disjoint([*defining, *lexical, *coined])


def _disjoint(mentions: Iterable[Found]) -> list[Found]:
    """The mentions in order, the longer where two overlap, the earlier listed where they are as long."""
    by_span: dict[tuple[int, int], Found] = {}
    for mention in mentions:
        by_span.setdefault((mention.start, mention.end), mention)
    return [by_span[span] for span in longest(by_span)]


def _is_biomedical(document: str, hits: list[Hit], concepts: Sequence[Concept]) -> bool:
    """Whether a document names enough biomedical concepts beyond doubt for 休克 to be a shock and not a shock wave."""
    sure = {
        hit.concepts[0]
        for hit in hits
        if concepts[hit.concepts[0]].type in _BIOMEDICAL
        and not _is_short(document[hit.start : hit.end])
        and not _is_ordinary(document[hit.start : hit.end])
    }
    return len(sure) >= min(_FEWEST_BIOMEDICAL, 1 + document.count(_PARTING))


@cache
def _ordinary_words() -> frozenset[str]:
    lines = Path(__file__).parents[1].joinpath("data", "ordinary_words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _is_ordinary(name: str) -> bool:
    return name.lower() in _ordinary_words()


def _full_names(texts: Iterable[tuple[str, list[Hit]]]) -> dict[int, int]:
    """How often the document names each concept by a name that means nothing else."""
    counts: dict[int, int] = defaultdict(int)
    for text, hits in texts:
        for hit in hits:
            if len(hit.concepts) == 1 and not _is_short(text[hit.start : hit.end]):
                counts[hit.concepts[0]] += 1
    return counts


def _said_across(document: str, hits: list[Hit], sides: list[Side]) -> dict[int, frozenset[int]]:
    """What the other side of its bead names by names that mean nothing else, by the start of each aligned hit."""
    placed = [(hit, side) for hit in hits if (side := side_at(sides, hit.start))]
    named: dict[tuple[int, Language], set[int]] = defaultdict(set)
    for hit, side in placed:
        if len(hit.concepts) == 1 and not _is_short(document[hit.start : hit.end]):
            named[side.bead, side.lang].add(hit.concepts[0])
    return {hit.start: frozenset(named.get((side.bead, other(side.lang)), ())) for hit, side in placed}


def _is_short(name: str) -> bool:
    """Whether a name could be many things: two or three capitals (``ER``; not ``Akt``), ``E2``, ``猪``."""
    if len(name) == 1:
        return True
    capitals = len(name) <= _LONGEST_SHORT_NAME and name.isalpha() and name[:2].isupper()
    return not han_count(name) and (capitals or bool(_CODE.fullmatch(name)))


def _defined(glosses: Iterable[Gloss]) -> Iterator[tuple[str, set[str]]]:
    """The names that the document gives to each abbreviation, folded."""
    names: dict[str, set[str]] = defaultdict(set)
    for gloss in glosses:
        if gloss.abbreviation:
            names[folded(gloss.abbreviation)] |= {letters_of(name) for name in (gloss.zh, gloss.en) if name}
    yield from names.items()


def _meant(
    text: str,
    hit: Hit,
    concepts: Sequence[Concept],
    said: Mapping[int, int],
    defined: Mapping[str, set[str]],
    across: frozenset[int] | None,
) -> int | None:
    """Which of the concepts that bear a name is meant; None where nothing tells."""
    name = folded(text[hit.start : hit.end])
    if _is_short(name) and "±" in text[max(0, hit.start - 2) : hit.start]:
        return None  # a standard deviation, whatever the article defines SD to be
    if name in defined:
        agreeing = [i for i in hit.concepts if _agrees(concepts[i], defined[name])]
        return agreeing[0] if agreeing else None
    if len(hit.concepts) == 1 and not _is_short(name):
        return hit.concepts[0]
    answered = next((i for i in hit.concepts if across and i in across), None)
    if answered is not None:
        return answered
    if len(name) == 1:
        return None  # 肺 in the article is no evidence for 肺 in 肺腑之言: only its own sentence is
    evidence = max((said.get(i, 0) for i in hit.concepts), default=0)
    return next((i for i in hit.concepts if evidence and said.get(i, 0) == evidence), None)


def _agrees(concept: Concept, names: set[str]) -> bool:
    """Whether one of the full names that a document gives is the concept's own."""
    own = {letters_of(name) for name in (*concept.zh, *concept.en)}
    return any(_same(a, b) for a in names for b in own)


def _same(a: str, b: str) -> bool:
    return a == b or a.rstrip("s") == b.rstrip("s") or (min(len(a), len(b)) >= 4 and (a.endswith(b) or b.endswith(a)))


def _name(concept: Concept) -> Bilingual:
    """The preferred names; a concept with one name in the lexicon (``MCF-7``) goes by it in both languages."""
    return Bilingual((concept.zh or concept.en)[0], (concept.en or concept.zh)[0])


def _language(text: str, block: Block) -> Language:
    return "zh" if han_count(text) else block.lang


def _visible(block: Block) -> str:
    """A block's text with its formulas blotted out, as long as it is."""
    text = block.text
    for span in block.spans:
        if span.kind == "math":
            text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text
