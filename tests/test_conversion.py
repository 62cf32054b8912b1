"""What holds for every article, whatever the input: the promises of the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.batch.plan import plan
from pipeline.convert import convert
from pipeline.resources import Resources
from pipeline.writers import json as json_writer
from tests.resources import RESOURCES

ROOT = Path(__file__).parent.parent
LOADED_ANEW = Resources()
VALIDATOR = jsonschema.Draft202012Validator(json_writer.schema())
SAMPLES = {job.id: [Path(path) for path in job.paths] for job in plan([str(ROOT / "input")]).jobs}
# Every 70th real article: ten, of all years and fields.
REAL = sorted((ROOT.parent / "shared" / "corpus" / "md").glob("*.md"))[::70]


def converted(text: str) -> Article:
    return convert([(Path("a.md"), text.encode("utf-8", "replace"))], "a", RESOURCES)


@cache
def sample(id: str) -> Article:
    return convert([(Path(path.name), path.read_bytes()) for path in SAMPLES[id]], id, RESOURCES)


@cache
def real(path: Path) -> Article:
    return convert([(Path(path.name), path.read_bytes())], path.stem, RESOURCES)


def annotations(article: Article) -> Iterator[tuple[str, int, int, str]]:
    """(block, start, end, text) of everything that stands off a block."""
    for bead in article.alignments:
        yield from ((e.block, e.start, e.end, e.text) for e in (*bead.zh, *bead.en))
    for found in (*article.citations, *article.glosses):
        yield found.block, found.start, found.end, found.text
    for entity in article.entities:
        yield from ((m.block, m.start, m.end, m.text) for m in entity.mentions)
    yield from ((e.block, e.start, e.end, e.after) for e in article.edits)
    yield from ((r.block, r.start, r.end, r.raw) for r in article.back.references)


def assert_sound(article: Article) -> None:
    blocks = {block.id: block for block in article.blocks()}
    assert len(blocks) == sum(1 for _ in article.blocks()), "two blocks share an id"
    for block, start, end, text in annotations(article):
        assert blocks[block].text[start:end] == text
    for block in blocks.values():
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
        assert block.lines[0] < block.lines[1]
    ids = [x.id for x in (*article.sections(), *article.body.floats, *article.back.references)]
    assert len(ids) == len(set(ids))
    VALIDATOR.validate(json.loads(json_writer.write(article)))


@pytest.mark.parametrize("id", SAMPLES)
def test_samples_are_sound(id: str) -> None:
    assert_sound(sample(id))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_articles_are_sound(path: Path) -> None:
    assert_sound(real(path))


def test_real_articles_are_there_or_the_reason_is_said(shared: Path) -> None:
    assert len(REAL) == 10, f"{shared} has lost its articles"


@pytest.mark.parametrize("id", SAMPLES)
def test_same_input_same_bytes_from_lexicons_loaded_anew(id: str) -> None:
    again = convert([(Path(path.name), path.read_bytes()) for path in SAMPLES[id]], id, LOADED_ANEW)
    assert json_writer.write(again) == json_writer.write(sample(id))


@pytest.mark.parametrize("id", SAMPLES)
def test_json_reads_back_as_the_same_article(id: str) -> None:
    assert json_writer.read(json_writer.write(sample(id))) == sample(id)


LINES = """
# 题名
## 1 引言
张三，李四
摘要：目的 探讨。方法 回顾。
关键词：甲；乙
Abstract: To study.
Key words: a; b
正文[1,3-5]，$6 6 \\%$（HR=0.90）。
图1 流程
Fig.1 Flow
![](images/a.jpg)
<table><tr><td>甲[2]</td></tr></table>
# 参考文献
[1] 张三. 题名[J]. 刊名, 2019, 1(2): 3-4.
[2]Li S. Title[J]. J, 2020.[3]Wu W. Other[M].
收稿日期：2020-01-02
DOI：10.1000/x
1.1.1临床标本 选取2009年
雌激素受体(estrogen receptor, ER)
- 条目
$$
***
｜
""".strip().split("\n")
PARAGRAPHS = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=30)), max_size=25).map("\n\n".join)


@settings(max_examples=60)
@given(st.one_of(PARAGRAPHS, st.text(max_size=400)))
def test_any_text_becomes_a_sound_article(text: str) -> None:
    assert_sound(converted(text))
