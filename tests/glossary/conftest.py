"""A small glossary with everything in it that a file format may stumble over."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.article import Article, Bilingual, Body, Float
from pipeline.resources import Resources
from tests.articles import article
from tests.glossary.written import Written, written


@pytest.fixture(scope="session")
def batch() -> list[Article]:
    beads = [
        ("深度学习用于乳腺癌的诊断。", "Deep learning is used to diagnose breast cancer.", 0.98),
        ("α<β & γ>δ：\x07结束。", "α<β & γ>δ: the \x07end.", 0.95),
        ("这一对不可靠。", "This one is doubtful.", 0.42),
    ]
    one = article(
        "a1",
        keywords=[
            ("深度学习", "deep learning"),
            ("乳腺癌", "Breast cancer(BC)"),
            ("=1+1", "-OH group"),
            ("耐药", None),
        ],
        beads=beads,
    )
    caption = Float("f1", "figure", "1", Bilingual("图注", "A caption"))
    one = replace(one, front=replace(one.front, clc="R737.9"), body=Body((), (caption,)))
    two = article("a2", keywords=[("深度學習", "Deep-learning"), ("</script>脚本", "</script>script")])
    return [one, two]


@pytest.fixture(scope="session")
def result(batch: list[Article], resources: Resources) -> Written:
    return written(batch, resources)
