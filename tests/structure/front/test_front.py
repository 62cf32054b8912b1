"""The front matter as a reader sees it: ``cases/*.txt`` hold a title, an article in Markdown and what to find in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import asdict

from pipeline.article import Front, Source
from pipeline.readers import markdown
from pipeline.structure.front import front_blocks, front_of
from pipeline.structure.labelled import Labelled
from pipeline.structure.zones import zones
from tests.resources import RESOURCES

CASES = Path(__file__).parent / "cases"


def cases() -> Iterator[tuple[str, str, str]]:
    for path in sorted(CASES.glob("*.txt")):
        for case in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, text = case.split("\n", 1)
            article, expected = text.split("\n---\n")
            yield name, article, expected.strip()


def read(text: str) -> Front:
    document = markdown.read(text, "a", Source("a.md", "markdown", "", text.count("\n") + 1))
    zoned = zones(document.blocks)
    notes = [Labelled("note", z.block) for z in zoned if z.zone == "back"]
    return front_of(front_blocks(zoned), RESOURCES, notes)


def shown(front: Front, field: str) -> str:
    """A field of the front on one line, as the cases write it."""
    match field.split("."):
        case ["title", lang]:
            return str(getattr(front.title, lang))
        case ["abstract", lang]:
            return getattr(front.abstract, lang).text
        case ["sections", lang]:
            return " | ".join(section.label for section in getattr(front.abstract, lang).sections)
        case ["authors"]:
            return " | ".join(f"{author.name.zh}={author.name.en}" for author in front.authors)
        case ["corresponding"]:
            return " | ".join(str(author.name.zh) for author in front.authors if author.corresponding)
        case ["roles"]:
            return " | ".join(role for author in front.authors for role in author.roles)
        case ["affiliations"]:
            return " | ".join(str(place.zh) for place in front.affiliations)
        case ["keywords"]:
            return " | ".join(f"{keyword.zh}={keyword.en}" for keyword in front.keywords)
        case ["grants"]:
            return " | ".join(dict.fromkeys(grant for funding in front.funding for grant in funding.grants))
        case ["emails"]:
            return " | ".join(front.emails)
        case ["imprint"]:
            return " ".join(f"{name} {value}" for name, value in asdict(front.imprint).items() if value) or "none"
        case ["received" | "revised" | "accepted" | "published"]:
            return str(getattr(front.dates, field))
    return str(getattr(front, field))


@pytest.mark.parametrize(("article", "expected"), [pytest.param(a, e, id=name) for name, a, e in cases()])
def test_case(article: str, expected: str) -> None:
    front = read(article)
    for line in expected.split("\n"):
        field, value = line.split(": ", 1)
        pattern = ".*".join(map(re.escape, value.split("…")))
        assert re.fullmatch(pattern, shown(front, field), re.DOTALL), f"{field} is {shown(front, field)!r}"


def test_the_abstract_is_text_of_its_block() -> None:
    for _, article, _ in cases():
        front = read(article)
        blocks = {block.lang: block.text for block in front.blocks if block.kind == "abstract"}
        for lang, found in (("zh", front.abstract.zh), ("en", front.abstract.en)):
            assert found is None or found.text in blocks[lang]


def test_the_work_grows_with_the_headings_and_not_with_their_square() -> None:
    def calls(headings: int) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        text = "".join(f"# 标题之{number}\n\n" for number in range(headings))
        parted = zones(markdown.read(text, "a", Source("a.md", "markdown", "", 1)).blocks)
        sys.setprofile(counted)
        try:
            front_blocks(parted)
        finally:
            sys.setprofile(None)
        return count

    fewer, more = 1500, 4500  # both more than any cache of lines holds
    assert calls(more) < 4 * calls(fewer)
