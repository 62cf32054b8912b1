"""The files, as the programs read them that people open them with."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from pipeline.article import Article
from pipeline.glossary.confidence import SHOWN
from pipeline.resources import Resources
from tests.glossary.written import Written, written

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_summary(result: Written) -> None:
    assert result.summary.endswith(" more for review, 3 sentence pairs")
    assert not result.problems


def test_equal_articles_give_equal_files(result: Written, batch: list[Article], resources: Resources) -> None:
    assert written(reversed(batch), resources).files == result.files


def test_parts_give_the_glossary_of_the_whole(result: Written, batch: list[Article], resources: Resources) -> None:
    parts = [written([one], resources).files["glossary.evidence.jsonl"] for one in batch]
    merged = written([], resources, parts=parts).files
    names = [name for name in merged if name.startswith("glossary.")]
    assert {name: merged[name] for name in names} == {name: result.files[name] for name in names}


def test_csv(result: Written) -> None:
    found = {row["en"]: row for row in rows(result.files["glossary.csv"])}
    deep = found["deep learning"]
    assert (deep["zh"], deep["articles"], deep["sentences"], deep["domains"]) == ("深度学习", "2", "1", "R737.9 (1)")
    assert deep["zh_variants"] == "深度学习 (1); 深度學習 (1)"
    assert deep["example_en"] == "Deep learning is used to diagnose breast cancer."
    assert found["breast cancer"]["abbreviation"] == "BC"
    assert found["'-OH group"]["zh"] == "'=1+1"  # a spreadsheet would calculate it


def test_an_article_of_two_classes_is_of_both_domains(batch: list[Article], resources: Resources) -> None:
    one = replace(batch[0], front=replace(batch[0].front, clc="S147.2, S153.6"))
    found = {row["en"]: row for row in rows(written([one], resources).files["glossary.csv"])}
    assert found["deep learning"]["domains"] == "S147.2 (1); S153.6 (1)"


def test_workbook(result: Written) -> None:
    with zipfile.ZipFile(io.BytesIO(result.files["glossary.xlsx"])) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "深度学习" in strings
    assert "<f>" not in sheet


def test_tbx_of_2019(result: Written) -> None:
    """The order of ISO 30042:2019: term, then its notes, then descriptions."""
    root = etree.fromstring(result.files["glossary.tbx"])
    name = "{urn:iso:std:iso:30042:ed-2}"
    assert (root.tag, root.get("style"), root.get("type")) == (f"{name}tbx", "dca", "TBX-Basic")
    concepts = root.findall(f"{name}text/{name}body/{name}conceptEntry")
    assert {e.get("id") for e in concepts} == {r["id"] for r in rows(result.files["glossary.csv"]) if shown(r)}
    for concept in concepts:
        assert [section.get(LANG) for section in concept.findall(f"{name}langSec")] == ["zh-CN", "en"]
        for term in concept.iter(f"{name}termSec"):
            order = ["term", "termNote", "descrip"]
            found = [order.index(etree.QName(child).localname) for child in term]
            assert found == sorted(found)
            assert found[0] == 0


def shown(row: dict[str, str]) -> bool:
    return float(row["confidence"]) >= SHOWN and row["status"] != "outranked"


def test_translate_toolkit_loads_every_term(result: Written, tmp_path: Path) -> None:
    tbx = pytest.importorskip("translate.storage.tbx")
    path = tmp_path / "glossary.tbx"
    path.write_bytes(result.files["glossary.v2.tbx"])
    with path.open("rb") as file:
        units = tbx.tbxfile(file, sourcelanguage="zh-CN", targetlanguage="en").units
    expected = [(r["zh"].lstrip("'"), r["en"].lstrip("'")) for r in rows(result.files["glossary.csv"]) if shown(r)]
    assert [(unit.source, unit.target) for unit in units] == expected


def test_translate_toolkit_loads_every_sentence_pair(result: Written, tmp_path: Path) -> None:
    tmx = pytest.importorskip("translate.storage.tmx")
    path = tmp_path / "corpus.tmx"
    path.write_bytes(result.files["corpus.tmx"])
    with path.open("rb") as file:
        units = tmx.tmxfile(file, sourcelanguage="zh-CN", targetlanguage="en").units
    assert [(unit.source, unit.target) for unit in units] == [
        ("深度学习用于乳腺癌的诊断。", "Deep learning is used to diagnose breast cancer."),
        ("α<β & γ>δ：结束。", "α<β & γ>δ: the end."),
        ("图注", "A caption"),
    ]


def test_xliff(result: Written) -> None:
    root = etree.fromstring(result.files["corpus.xlf"])
    name = "{urn:oasis:names:tc:xliff:document:2.0}"
    assert root.get("version") == "2.1"
    assert [file.get("original") for file in root] == ["a1"]
    assert [t.text for t in root.iter(f"{name}target")][-1] == "A caption"
    ids = [unit.get("id") for unit in root.iter(f"{name}unit")]
    assert len(ids) == len(set(ids))


def test_json_lines_say_where_a_pair_stands(result: Written) -> None:
    first, *_, last = map(json.loads, result.files["corpus/train.jsonl"].splitlines())
    assert first == {
        "id": "a1:0",
        "article": "a1",
        "section": "abstract",
        "score": 0.98,
        "translation": {
            "zh": "深度学习用于乳腺癌的诊断。",
            "en": "Deep learning is used to diagnose breast cancer.",
        },
        "zh_offsets": [{"block": "az", "start": 0, "end": 13}],
        "en_offsets": [{"block": "ae", "start": 0, "end": 48}],
    }
    assert (last["section"], last["score"], last["zh_offsets"]) == ("caption", None, [])


def test_parquet_is_the_same_and_names_its_features(result: Written) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    table = pq.read_table(io.BytesIO(result.files["corpus/train.parquet"]))
    lines = [json.loads(line) for line in result.files["corpus/train.jsonl"].splitlines()]
    found = table.to_pylist()
    assert [{**row, "score": None} for row in found] == [{**row, "score": None} for row in lines]
    assert [row["score"] for row in found] == [row["score"] and pytest.approx(row["score"]) for row in lines]
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert list(features) == table.column_names
    assert features["translation"] == {"_type": "Translation", "languages": ["zh", "en"]}


def test_card(result: Written) -> None:
    card = result.files["corpus/README.md"].decode()
    assert card.startswith("---\nlanguage: [zh, en]\n")
    assert "3 pairs from 1 articles" in card


def test_page(result: Written) -> None:
    page = result.files["glossary.html"].decode()
    assert "script-src &#39;sha256-" in page
    assert page.count("</script>") == 2  # those of the page itself
    data = page.partition('id="data">')[2].partition("</script>")[0]
    found = {entry["en"]: entry for entry in json.loads(data)}
    assert found["deep learning"]["n"] == 2
    assert found["deep learning"]["clc"] == ["R"]
    assert found["</script>script"]["zh"] == "</script>脚本"


def test_changes_since_the_last_run(result: Written, batch: list[Article], resources: Resources) -> None:
    decisions = "zh,en,decision,note\n乳腺癌,Breast Cancer,accept,\n脚本,none,reject,\n=1+1,-OH group,reject,\n"
    again = written(batch, resources, decisions=decisions, previous=result.files["glossary.csv"])
    found = {(row["change"], row["en"]): row["before"] for row in rows(again.files["glossary.changes.csv"])}
    assert found == {
        ("respelt", "Breast Cancer"): "乳腺癌 | breast cancer",
        ("status", "Breast Cancer"): "found",
        ("gone", "'-OH group"): "",
    }
    assert again.summary.endswith("since the last run: 1 gone, 1 respelt, 1 status")
    same = written(batch, resources, previous=result.files["glossary.csv"])
    assert same.summary.endswith("since the last run: nothing")


def test_omegat_translates_with_the_memory_and_reads_the_glossary(result: Written, tmp_path: Path) -> None:
    omegat = shutil.which("omegat")
    if omegat is None:
        pytest.skip("omegat is not installed (apt install omegat)")
    for folder in ("source", "target", "tm/auto", "glossary", "omegat", "dictionary"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "tm/auto/corpus.tmx").write_bytes(result.files["corpus.tmx"])
    for name in ("glossary.omegat.utf8", "glossary.v2.tbx"):
        (tmp_path / "glossary" / name).write_bytes(result.files[name])
    (tmp_path / "source/paper.txt").write_text("深度学习用于乳腺癌的诊断。\n", encoding="utf-8")
    command = [omegat, str(tmp_path), "--mode=console-translate", f"--config-dir={tmp_path / 'config'}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    translated = (tmp_path / "target/paper.txt").read_text(encoding="utf-8")
    assert translated.strip() == "Deep learning is used to diagnose breast cancer."


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>ZH-CN</source_lang><target_lang>EN</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
</project></omegat>
"""
