"""Which names are mentions of which concepts, and the lexicons that say so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.article import Article, Back, Bead, Bilingual, Block, Body, Extent, Front, Reference, Section, Source
from pipeline.extract.document_concepts import head_type
from pipeline.extract.entities import entities
from pipeline.extract.glosses import glosses
from pipeline.extract.lexicon import Concept, LexiconError, own_concepts, read_lexicon, with_own
from pipeline.resources import Resources
from tests.extract.mentions import entities_in
from tests.resources import RESOURCES


def mentions(text: str) -> list[tuple[str, str]]:
    return [(found.concept.id, text[found.start : found.end]) for found in entities_in(text, RESOURCES)]


def article(*texts: str, references: tuple[str, ...] = ()) -> Article:
    blocks = tuple(Block(f"b{n}", "paragraph", text, (), (n, n + 1), "zh") for n, text in enumerate(texts))
    listed = tuple(Reference(f"r{n}", n, raw, "list", 0, len(raw)) for n, raw in enumerate(references, 1))
    source = Source("a.md", "markdown", "", len(texts))
    return Article("a", "zh", source, body=Body((Section("s", None, 1, Bilingual(), blocks),)), back=Back(listed))


def test_both_languages_name_one_concept() -> None:
    assert mentions("依维莫司（everolimus）") == [("drug:everolimus", "依维莫司"), ("drug:everolimus", "everolimus")]


def test_the_longer_name_wins() -> None:
    assert mentions("表皮生长因子受体与表皮") == [
        ("gene:egfr", "表皮生长因子受体"),
        ("anatomy:epidermis", "表皮"),
    ]


@pytest.mark.parametrize("text", ["cancerous", "the all-day clinic", "insulinoma", "MCF-70", "HEREIN", "PRISMA"])
def test_no_name_within_a_word(text: str) -> None:
    assert mentions(text) == []


def test_a_name_within_the_name_of_another_thing_is_none() -> None:
    assert [concept for concept, _ in mentions("猕猴桃果实与饲料中的黄曲霉毒素、玉米赤霉烯酮")] == [
        "organism:kiwifruit",
        "drug:aflatoxin",
        "drug:zearalenone",
    ]


def test_a_word_of_other_fields_needs_a_biomedical_article() -> None:
    assert (
        entities(article("神经网络的隐层有8个神经元。", "合金的疲劳与Cr含量有关。", "", "", ""), RESOURCES).entities
        == ()
    )


def test_a_short_name_needs_evidence() -> None:
    assert mentions("ER阳性的患者") == []
    assert ("gene:er", "ER") in mentions("雌激素受体即ER阳性的患者")


def test_the_bibliography_is_evidence() -> None:
    read = entities(article("ER阳性的患者", references=("Estrogen receptor-positive breast cancer[J].",)), RESOURCES)
    assert [entity.concept for entity in read.entities] == ["gene:er"]


def test_a_gloss_overrules_the_lexicon() -> None:
    read = entities(glosses(article("孕激素受体少见。部分缓解（PR）多见，PR率高。"), RESOURCES), RESOURCES)
    by_text = {mention.text: entity.concept for entity in read.entities for mention in entity.mentions}
    assert by_text["PR"] == "method:partial-response"


def test_an_article_adds_the_names_that_it_defines() -> None:
    read = entities(
        glosses(
            article("芳香化酶抑制剂（AIs）有效。AIs耐药多见。", "蓝绿藻菌属（Lachnoclostridium）减少。"), RESOURCES
        ),
        RESOURCES,
    )
    found = {entity.concept: [mention.text for mention in entity.mentions] for entity in read.entities}
    assert found["drug:aromatase-inhibitor"] == ["芳香化酶抑制剂", "AIs", "AIs"]
    assert found["organism:lachnoclostridium"] == ["蓝绿藻菌属", "Lachnoclostridium"]


def test_a_pair_of_keywords_names_a_concept() -> None:
    read = article("伏美替尼有效。")
    read = replace(read, front=Front(keywords=(Bilingual("伏美替尼", "furmonertinib"),)))
    (entity,) = entities(read, RESOURCES).entities
    assert (entity.concept, entity.name) == ("drug:furmonertinib", Bilingual("伏美替尼", "furmonertinib"))


def aligned(zh: str, en: str) -> Article:
    read = article(zh, en)
    bead = Bead("abstract", (Extent(zh, "b0", 0, len(zh)),), (Extent(en, "b1", 0, len(en)),), 0.99)
    return entities(replace(read, alignments=(bead,)), RESOURCES)


def test_mentions_answer_each_other_across_a_bead() -> None:
    read = aligned("依维莫司与来曲唑治疗乳腺癌。", "Everolimus plus letrozole in breast cancer, an everolimus trial.")
    answers = {m.text: m.answers for entity in read.entities for m in entity.mentions}
    assert answers["依维莫司"] == (1, 2)
    assert answers["letrozole"] == (0,)
    assert {m.bead for entity in read.entities for m in entity.mentions} == {0}


def test_the_other_side_of_a_bead_says_what_a_short_name_means() -> None:
    read = aligned("孕激素受体多见。PR者预后好，猪与仔猪皆然。", "Partial response was seen in pigs and piglets.")
    named = {m.text: entity.concept for entity in read.entities for m in entity.mentions}
    assert named["PR"] == "method:partial-response"
    assert named["猪"] == "organism:pig"


def test_a_name_of_one_character_needs_its_translation() -> None:
    assert "猪" not in {text for _, text in mentions("猪的肺脏与猪瘟，pigs。")}


def test_a_new_name_of_an_open_class_is_recognised() -> None:
    assert mentions("furmonertinib与hsa-miR-4728-3p（NCT01234567）") == [
        ("drug:furmonertinib", "furmonertinib"),
        ("gene:hsa-mir-4728-3p", "hsa-miR-4728-3p"),
        ("trial:nct01234567", "NCT01234567"),
    ]


@pytest.mark.parametrize(
    ("term", "type"),
    [("蔷薇菌属", "organism"), ("己糖激酶", "gene"), ("角膜炎", "disease"), ("结果", None), ("碱金属", None)],
)
def test_head_of_a_term_tells_its_type(term: str, type: str | None) -> None:
    assert head_type(term) == type


@settings(max_examples=50)
@given(st.text(alphabet="依维莫司肺癌EGFRmTOR（），。-() \nß İ∑PR受体ab", max_size=200))
def test_any_text_is_read_and_every_extent_lies_in_it(text: str) -> None:
    for entity in entities(glosses(article(text), RESOURCES), RESOURCES).entities:
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text


# Lexicons -------------------------------------------------------------------------------------------------------------


def test_own_lexicon_is_sound() -> None:
    concepts = own_concepts()
    assert len(concepts) >= 1500
    assert len({concept.id for concept in concepts}) == len(concepts)
    assert all(concept.zh or concept.en for concept in concepts)
    assert all(len(name) > 1 for concept in concepts for name in concept.en)


SHAPES = {"drugbank": r"DB\d{5}", "mesh": r"[CD]\d{6,9}", "hgnc": r"\d+", "ncbigene": r"\d+", "doid": r"\d+"}


def test_identifiers_are_those_of_their_vocabularies() -> None:
    identifiers = [pair for concept in own_concepts() for pair in concept.identifiers.items()]
    assert [pair for pair in identifiers if not re.fullmatch(SHAPES[pair[0]], pair[1])] == []
    (breast_cancer,) = [concept for concept in own_concepts() if concept.id == "disease:breast-cancer"]
    assert breast_cancer.identifiers["doid"] == "1612"


ENTRY = Concept("drug:examplinib", "drug", ("示例替尼", "示例"), ("examplinib",), {"drugbank": "DB00000"})
TBX = """<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><text><body><termEntry id="1"><descrip type="subjectField">drug</descrip>
<langSet xml:lang="zh-CN"><tig><term>示例替尼</term></tig></langSet>
<langSet xml:lang="en"><tig><term>examplinib</term></tig></langSet></termEntry></body></text></martif>"""


@pytest.mark.parametrize(("name", "delimiter"), [("own.tsv", "\t"), ("own.csv", ",")])
def test_table_as_lexicon(tmp_path: Path, name: str, delimiter: str) -> None:
    rows = [("zh", "en", "type", "identifier"), ("示例替尼|示例", "examplinib", "drug", "drugbank:DB00000")]
    (tmp_path / name).write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8-sig")
    assert read_lexicon(tmp_path / name) == [ENTRY]


@pytest.mark.parametrize("new", [False, True])
def test_termbase_as_lexicon(tmp_path: Path, new: bool) -> None:
    tbx = TBX
    if new:
        for old, name in (("termEntry", "conceptEntry"), ("langSet", "langSec"), ("tig", "termSec"), ("martif", "tbx")):
            tbx = tbx.replace(old, name)
        tbx = tbx.replace("<tbx ", '<tbx xmlns="urn:iso:std:iso:30042:ed-2" ')
    (tmp_path / "own.tbx").write_text(tbx, encoding="utf-8")
    assert read_lexicon(tmp_path / "own.tbx") == [Concept("drug:examplinib", "drug", ("示例替尼",), ("examplinib",))]


def test_termbase_cannot_reach_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    entity = f'<!DOCTYPE martif [<!ENTITY x SYSTEM "{secret.as_uri()}">]><martif'
    hostile = TBX.replace("<martif", entity, 1).replace("<term>examplinib", "<term>&x;examplinib")
    (tmp_path / "own.tbx").write_text(hostile, encoding="utf-8")
    assert "secret" not in str(read_lexicon(tmp_path / "own.tbx"))


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("own.tsv", "term\ttranslation\n", 1),
        ("own.csv", "zh\ten\n盐\tsalt\n", 1),
        ("own.csv", "zh,en\n盐,salt,\n", 2),
        ("own.csv", 'zh,en\n盐,"salt\n', 2),
        ("own.tsv", "zh\ten\tidentifier\n盐\tsalt\tmesh:D012492\n糖\tsugar\tD000073893\n", 3),
        ("own.tsv", "zh\ten\ttype\n\n\t\tdrug\n", 3),
        ("own.tsv", "zh\ten\n", 1),
        ("own.csv", b"zh,en\n\xff\xfe", 2),
        ("own.tbx", "<martif>\n<text>\n</martif>", 3),
        ("own.tbx", "<?xml version='1.0'?>\n<html/>", 2),
        ("own.tbx", "<martif/>", 1),
    ],
)
def test_what_is_no_lexicon_is_refused_with_file_and_line(
    tmp_path: Path, name: str, content: str | bytes, line: int
) -> None:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LexiconError, match=rf"{name}:{line}: "):
        read_lexicon(tmp_path / name)


def test_a_user_outranks_our_lexicon() -> None:
    users = [
        Concept("drug:everolimus", "drug", ("飞尼妥",), ("everolimus",)),
        Concept("term:mtor", "term", (), ("mTOR",)),
    ]
    (everolimus,) = (concept for concept in with_own(users, own_concepts()) if concept.id == "drug:everolimus")
    assert (everolimus.zh, everolimus.identifiers["drugbank"]) == (("飞尼妥", "依维莫司"), "DB01590")
    resources = Resources()
    resources.user_concepts = tuple(users)
    assert [f.concept.id for f in entities_in("everolimus抑制mTOR", resources)] == ["drug:everolimus", "term:mtor"]
