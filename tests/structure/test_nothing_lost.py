"""Nothing is lost silently: each line of a source and each of its Chinese characters is in the article.

A character that a repair takes out stays in its ledger.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article, Source
from pipeline.readers import markdown
from pipeline.repair import repair
from pipeline.structure import structure
from pipeline.text import is_han
from tests.resources import RESOURCES

# Every 50th real article: fourteen, of all years and fields.
STEP = 50

PIECES = """
# 题名与副题
## 1 引言
# 1.2方法
1.1.1取样地点 样品取自三处河段，按月采集。
……趋于稳定。2.3小结
研究表明两条通路之间存在着相当紧密的联系与交叉
或互补的关系，由此形成网络。
图1 流程图 Fig.1 Flow chart
图21970s至2015年的面积
Fig.2 Area from the 1970s to 2015表2传统方法
续表1
表3
![](images/a.jpg)
![](b.jpg)  \n图3 结果 Fig. 3 Results
<html><body><table><tr><td>甲</td><td>乙</td></tr></table></body></html>
$$\nx = y\n$$
# 14 学报名称
# 学报名称
ChinaXiv合作期刊
第37卷第2期
71
（1）熵值法
① 其一；② 其二
一、问题
（一）原因
# 参考文献
[1] 张三. 题名[J]. 刊名, 2019, 1(2): 3-4.
[2]Li S. Title[J]. J, 2020.[3]Wu W. Other[M]. (编辑：李四)
续上文的条目，2011: 5-7.
收稿日期：2020-01-02
# 致谢
感谢审稿人。
作者简介：王五，男，教授。
Abstract: To study.
摘要：目的 探讨。方法 回顾。
关键词：甲；乙
- 第一项
The activity was measured in
three replicates at room temper-
ature.
""".strip().split("\n")


def assert_nothing_lost(text: str, article: Article) -> None:
    blocks = list(article.blocks())
    held = [block.lines for block in blocks] + [discarded.lines for discarded in article.discarded]
    covered = {line for first, last in held for line in range(first, last)}
    lines = {number for number, line in enumerate(text.split("\n")) if line.strip()}
    assert lines <= covered
    kept = "".join([block.text for block in blocks] + [discarded.text for discarded in article.discarded])
    noise = sum(e.before.count("号") - e.after.count("号") for e in article.edits if "formula-noise" in e.rule)
    assert Counter(filter(is_han, kept)) + Counter(noise * "号") == Counter(filter(is_han, text))
    ids = [block.id for block in blocks]
    assert len(ids) == len(set(ids))


def structured(text: str) -> Article:
    document = markdown.read(text, "a", Source("a.md", "markdown", "", text.count("\n") + 1))
    return structure(repair(document, RESOURCES), RESOURCES)


def test_of_real_articles(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "md").glob("*.md"))[::STEP]:
        text = path.read_text(encoding="utf-8")
        assert_nothing_lost(text, structured(text))


@settings(max_examples=60)
@given(st.lists(st.sampled_from([piece.replace("\\n", "\n") for piece in PIECES]), max_size=30), st.booleans())
def test_of_any_order_of_pieces(pieces: list[str], apart: bool) -> None:
    text = ("\n\n" if apart else "\n").join(pieces)
    assert_nothing_lost(text, structured(text))
