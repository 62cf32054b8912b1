"""The reader's file: self-contained, the same each time, structured data in both languages."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from msgspec.structs import replace

from pipeline.article import Article, Bilingual, Block, Body, Diagnostic, Front, Imprint, Section, Source, Span
from pipeline.writers import html
from tests.writers.sample import article

PAGE = html.write(article()).decode("utf-8")


def test_the_same_article_gives_the_same_bytes() -> None:
    assert html.write(article()).decode("utf-8") == PAGE


def test_the_policy_allows_its_own_script_and_style_and_nothing_else() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', PAGE)
    assert policy
    allowed = policy[1].replace("&#39;", "'")
    assert allowed.startswith("default-src 'none'; ")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        (source,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in allowed
    assert "unsafe" not in allowed


def test_nothing_is_loaded_and_no_style_stands_in_an_attribute() -> None:
    assert not re.search(r"<(?:img|iframe|object|embed|audio|video)\b", PAGE)
    assert not re.search(r"<link\b(?![^>]*data:,)", PAGE)
    assert not re.search(r"<[^>]*\s(?:style|on\w+)=", PAGE)


def test_structured_data_has_both_languages() -> None:
    (source,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', PAGE, re.DOTALL)
    data = json.loads(source)
    assert data["@type"] == "ScholarlyArticle"
    assert [name["@language"] for name in data["name"]] == ["zh-Hans", "en"]
    assert data["author"][0]["name"][1] == {"@value": "ZHANG San", "@language": "en"}
    assert data["identifier"]["value"] == "10.0000/made.up.2021"


def test_the_article_can_be_cited_from_its_page() -> None:
    named = re.findall(r'<meta name="citation_(\w+)" content="([^"]*)">', PAGE)
    said = {name: [value for other, value in named if other == name] for name, _ in named}
    assert said["journal_title"] == ["虚构药学杂志"]
    assert [*said["volume"], *said["issue"], *said["firstpage"], *said["lastpage"]] == ["12", "3", "101", "109"]
    assert [*said["publication_date"], *said["issn"], *said["doi"]] == [
        "2021/09/30",
        "1000-0003",
        "10.0000/made.up.2021",
    ]
    assert said["author"][0] == "张三"
    assert "[J]. 虚构药学杂志, 2021, 12(3): 101-109. DOI: 10.0000/made.up.2021</span>" in PAGE


def test_an_article_of_unknown_place_has_no_citation() -> None:
    front = replace(article().front, imprint=Imprint())
    page = html.write(replace(article(), front=front)).decode("utf-8")
    assert "citation_volume" not in page
    assert "Cite this article" not in page


def test_a_table_keeps_its_spans_where_they_are_possible() -> None:
    assert '<th rowspan="2">试验 Trial</th><th colspan="2">' in PAGE
    assert 'rowspan="9"' not in PAGE


def test_broken_tex_is_shown_as_it_is() -> None:
    assert re.search(r'<code class="broken" title="[^"]+">\\frac\{a\}\{ \\nosuchcommand</code>', PAGE)


def test_a_citation_by_author_and_year_leads_to_its_entry_too() -> None:
    made = article()
    unnumbered = [replace(reference, number=None) for reference in made.back.references]
    page = html.write(replace(made, back=replace(made.back, references=tuple(unnumbered)))).decode("utf-8")
    assert re.findall(r'id="cite-1" href="#ref-1" data-card="([^"]+)"', page) == ["ref-1 ref-2 ref-3"]
    assert 'class="cite orphan"' not in page
    assert '<a href="#cite-1">' in page


def test_a_citation_in_a_formula_has_a_name() -> None:
    made = article()
    citation = replace(made.citations[0], block="b14", start=0, end=4, text="S(t)")
    page = html.write(replace(made, citations=(citation,))).decode("utf-8")
    assert '<a class="cite" id="cite-0" aria-label="S(t)" href="#ref-0"' in page


def test_a_term_that_is_defined_twice_is_listed_once_with_all_that_is_said_of_it() -> None:
    made = article()
    (gloss,) = made.glosses
    glosses = (replace(gloss, en=None), replace(gloss, zh=None), replace(gloss, zh="别的", en="another"))
    page = html.write(replace(made, glosses=glosses)).decode("utf-8")
    terms = [term.text_content() for term in document_fromstring(page).xpath("//li[@class='gloss-entry']")]
    assert terms == ["哺乳动物雷帕霉素靶蛋白 mammalian target of rapamycin mTOR", "别的 another mTOR"]


def test_an_empty_article_is_a_page() -> None:
    page = html.write(Article(id="nothing", language="zh", source=Source("x.md", "markdown", "", 0)))
    assert b"<h1><span>nothing</span></h1>" in page


_TEXT = st.text(st.one_of(st.sampled_from("<>&\"'/=$\\{}^_ax中\n\t\ud800\x00"), st.characters()), max_size=40)


@given(_TEXT, _TEXT, st.sampled_from(["math", "link", "strong"]))
def test_no_text_becomes_markup(text: str, target: str, kind: str) -> None:
    block = Block("b", "paragraph", text, (Span(kind, 0, len(text), target),), (0, 1), "zh")  # type: ignore[arg-type]
    page = html.write(
        Article(
            id=text,
            language="zh",
            source=Source(target, "markdown", "", 1),
            front=Front(title=Bilingual(text, target), doi=target, keywords=(Bilingual(text, None),)),
            body=Body((Section("s", text, 1, Bilingual(target, None), (block,)),)),
            diagnostics=(Diagnostic("x", "info", text, "b", None),),
        )
    ).decode("utf-8")
    tree = document_fromstring(page)
    assert [e.get("type") for e in tree.iter("script")] == ["application/ld+json", None]
    assert not [a for e in tree.iter() for a in e.attrib if a.startswith("on") or a == "style"]
    assert all(a.startswith(("#", "http", "mailto:", "data:,")) for a in tree.xpath("//@href"))
