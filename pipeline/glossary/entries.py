"""Merged evidence → the entries of a glossary: variants folded, people's decisions carried out, confidence given."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pipeline.article import Language
from pipeline.glossary.casing import cased, usual_forms
from pipeline.glossary.confidence import SHOWN, Candidate, confidences
from pipeline.glossary.coverage import LeftOver, left_over
from pipeline.glossary.decisions import Decision, Ruling
from pipeline.glossary.spelling import mended
from pipeline.glossary.terms import Counts, Example, Key, Place, Tally, Terms, merged
from pipeline.glossary.variants import en_key, is_slip
from pipeline.resources import Resources

Status = Literal["found", "accepted", "preferred", "termbase", "outranked"]

_EMPTY = Tally(0, 0, 0, 0, {}, {}, {}, {}, {}, (), ())
_CERTAIN = ("accepted", "preferred", "termbase")
_DECIDED: dict[str, Status] = {"accept": "accepted", "prefer": "preferred"}


class Rival(Struct, frozen=True, order=True):
    """What the other language's term is called elsewhere: a translation that competes with an entry's."""

    lang: Language
    term: str
    articles: int


class Entry(Struct, frozen=True):
    """A concept: ``zh`` and ``en`` are the preferred spellings, the counts are of articles.

    ``outranked`` is a translation that a person or a termbase has replaced; ``domains`` count CLC classes.
    """

    id: str
    zh: str
    en: str
    abbreviation: str | None
    confidence: float
    status: Status
    note: str
    zh_variants: Counts
    en_variants: Counts
    rivals: tuple[Rival, ...]
    domains: Counts
    articles: int
    sentences: int
    zh_sentences: int
    en_sentences: int
    sources: Counts
    places: tuple[Place, ...]
    examples: tuple[Example, ...]

    @property
    def shown(self) -> bool:
        """Whether the entry is fit for use without a look at it."""
        return self.status != "outranked" and self.confidence >= SHOWN


def entries(terms: Terms, ruling: Ruling, resources: Resources) -> list[Entry]:
    """In the order of the keys. Rejected pairs are left out; what a person or termbase adds is in."""
    terms = joined(terms)
    ordered = {key: terms.get(key, _EMPTY) for key in sorted({*terms, *_added(ruling)})}
    ordered = {key: tally for key, tally in ordered.items() if not _rejected(ruling.decisions.get(key))}
    forms = usual_forms(terms)
    spellings = {key: _spelling(key, tally, ruling, forms, resources) for key, tally in ordered.items()}
    statuses = _statuses(ordered, ruling)
    rivals = _rivals(ordered, spellings)
    drafts = [
        _entry(key, tally, spellings[key], statuses[key], ruling.decisions.get(key), rivals[key])
        for key, tally in ordered.items()
    ]
    judged = confidences(candidates(drafts, resources), resources)
    return [
        replace(entry, confidence=1.0 if entry.status in _CERTAIN else probability)
        for entry, probability in zip(drafts, judged, strict=True)
    ]


def candidates(entries: Sequence[Entry], resources: Resources) -> list[Candidate]:
    """What the confidence of each entry of a glossary is judged by."""
    over = left_over([(entry.zh, entry.en) for entry in entries], resources)
    return [_candidate(entry, of_entry) for entry, of_entry in zip(entries, over, strict=True)]


def _candidate(entry: Entry, over: LeftOver) -> Candidate:
    total = entry.articles + sum(rival.articles for rival in entry.rivals if rival.lang == "en")
    return Candidate(
        entry.zh,
        entry.en,
        entry.articles,
        entry.sentences,
        entry.zh_sentences,
        entry.en_sentences,
        entry.sources,
        entry.articles / (total or 1),
        over.zh,
        over.en,
    )


def joined(terms: Terms) -> Terms:
    """One tally for spellings that a slip of OCR tells apart, and for a term's abbreviation and its full form."""
    by_zh: defaultdict[str, list[str]] = defaultdict(list)
    for zh, en in terms:
        by_zh[zh].append(en)
    result: Terms = {}
    for zh, translations in by_zh.items():
        groups: dict[str, list[str]] = {}
        # Full forms first; what more articles print is the right spelling, the longer one where they agree.
        for en in sorted(
            translations, key=lambda en: (_is_short(terms[zh, en]), -terms[zh, en].articles, -len(en), en)
        ):
            head = next((known for known in groups if _is_variant(terms, zh, known, en)), en)
            groups.setdefault(head, []).append(en)
        for head, members in groups.items():
            result[zh, head] = merged(_as_variant(terms[zh, en], terms[zh, head]) for en in members)
    return dict(sorted(result.items()))


def preferred(variants: Counts) -> str:
    """The spelling that most articles have; then the one with more spaces (OCR loses them) and fewer capitals."""
    return min(variants, key=lambda v: (-variants[v], -v.count(" "), sum(map(str.isupper, v)), v))


def _is_variant(terms: Terms, zh: str, known: str, en: str) -> bool:
    return is_slip(known, en) or _is_abbreviation(terms[zh, known], terms[zh, en])


def _is_abbreviation(full: Tally, short: Tally) -> bool:
    """Whether a pair is that of the other's abbreviation: the articles say so, or its letters do."""
    if not _is_short(short) or _is_short(full):
        return False
    said = {en_key(abbreviation) for abbreviation in full.abbreviations}
    return any(en_key(en) in said or any(_abbreviates(en, term) for term in full.en) for en in short.en)


def _is_short(tally: Tally) -> bool:
    return tally.sources.keys() == {"abbreviation"}


def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters of SOD stand in this order in superoxide dismutase, the first one first."""
    rest = iter(full.lower())
    letters = [letter for letter in short.lower() if letter.isalnum()]
    return letters[0] == full[:1].lower() and all(letter in rest for letter in letters)


def _as_variant(tally: Tally, head: Tally) -> Tally:
    """The tally as the head takes it in: an abbreviation is no variant of the full form."""
    return replace(tally, abbreviations=tally.en, en={}) if _is_abbreviation(head, tally) else tally


def _added(ruling: Ruling) -> Iterator[Key]:
    yield from ruling.termbase
    yield from (key for key, decision in ruling.decisions.items() if decision.word in _DECIDED)


def _rejected(decision: Decision | None) -> bool:
    return decision is not None and decision.word == "reject"


def _spelling(
    key: Key, tally: Tally, ruling: Ruling, forms: Mapping[str, str], resources: Resources
) -> tuple[str, str]:
    decision = ruling.decisions.get(key)
    if key in ruling.termbase:
        return ruling.termbase[key]
    if decision is not None and decision.word in _DECIDED:
        return decision.zh, decision.en
    zh, en = preferred(tally.zh), mended(preferred(tally.en), resources)
    return zh, en if _is_short(tally) else cased(zh, en, forms)


def _statuses(terms: Iterable[Key], ruling: Ruling) -> dict[Key, Status]:
    """A termbase outranks decisions, a preferred translation all others of its term."""
    owned = {zh for zh, _ in ruling.termbase}
    settled = {key[0] for key, decision in ruling.decisions.items() if decision.word == "prefer"} | owned
    statuses: dict[Key, Status] = {}
    for key in terms:
        decision = ruling.decisions.get(key)
        own: Status = _DECIDED.get(decision.word, "found") if decision else "found"
        if key in ruling.termbase:
            own = "termbase"
        elif key[0] in settled and (own != "preferred" or key[0] in owned):
            own = "outranked"
        statuses[key] = own
    return statuses


def _rivals(terms: Terms, spellings: Mapping[Key, tuple[str, str]]) -> dict[Key, tuple[Rival, ...]]:
    by_zh: defaultdict[str, list[Key]] = defaultdict(list)
    by_en: defaultdict[str, list[Key]] = defaultdict(list)
    for key in terms:
        by_zh[key[0]].append(key)
        by_en[key[1]].append(key)
    return {
        key: (
            *_ranked(Rival("en", spellings[k][1], terms[k].articles) for k in by_zh[key[0]] if k != key),
            *_ranked(Rival("zh", spellings[k][0], terms[k].articles) for k in by_en[key[1]] if k != key),
        )
        for key in terms
    }


def _ranked(rivals: Iterable[Rival]) -> list[Rival]:
    return sorted(rivals, key=lambda rival: (-rival.articles, rival.term))


def _entry(
    key: Key,
    tally: Tally,
    spelling: tuple[str, str],
    status: Status,
    decision: Decision | None,
    rivals: tuple[Rival, ...],
) -> Entry:
    return Entry(
        id="c" + hashlib.sha256("\n".join(key).encode()).hexdigest()[:12],
        zh=spelling[0],
        en=spelling[1],
        abbreviation=preferred(tally.abbreviations) if tally.abbreviations else None,
        confidence=0.0,
        status=status,
        note=decision.note if decision else "",
        zh_variants=tally.zh,
        en_variants=tally.en,
        rivals=rivals,
        domains=tally.domains,
        articles=tally.articles,
        sentences=tally.sentences,
        zh_sentences=tally.zh_sentences,
        en_sentences=tally.en_sentences,
        sources=tally.sources,
        places=tally.places,
        examples=tally.examples,
    )
