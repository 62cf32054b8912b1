"""What is kept in the user's cache: made once, made again where it is damaged, and never needed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from pipeline import cache
from pipeline.align.embeddings import Embedder
from pipeline.cache import cached_as
from pipeline.segmenter import segmenter


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def test_made_once_and_a_damaged_one_again(home: Path) -> None:
    made = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"土壤": 1}

    for _ in range(2):
        assert cached_as(dict[str, int], "table", make) == {"土壤": 1}
    assert len(made) == 1
    (file,) = home.iterdir()
    for damaged in (b"", file.read_bytes()[:-3], msgspec.msgpack.encode(["1"])):
        file.write_bytes(damaged)
        assert cached_as(dict[str, int], "table", make) == {"土壤": 1}
    assert len(made) == 4
    assert list(home.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_is_no_error(home: Path) -> None:
    home.write_text("")
    assert cached_as(dict[str, int], "table", lambda: {"土壤": 1}) == {"土壤": 1}


def test_words_and_tags_are_those_of_jieba_from_the_cache_and_after_damage(home: Path) -> None:
    from jieba import posseg

    text = "目的：观察12周有氧运动对2型糖尿病患者(T2DM)胰岛素抵抗的影响，并探讨张晓明等人的方法是否可行。"
    theirs = [(word, flag) for word, flag in posseg.cut(text)]
    for _ in range(2):
        words, tagger = segmenter([], 1)
        assert [(word, flag) for word, flag in tagger.cut(text)] == theirs
        assert list(words.cut(text)) == list(posseg.dt.tokenizer.cut(text))
    (file,) = home.iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    words, tagger = segmenter(["有氧运动对"], 2000)
    assert ("有氧运动对", "n") in [(word, flag) for word, flag in tagger.cut(text)]
    assert "有氧运动对" not in list(posseg.dt.tokenizer.cut(text))


def test_the_encoder_is_the_same_from_the_cache_and_after_damage(home: Path) -> None:
    def vectors() -> list[list[float]]:
        embedder = Embedder()
        found: list[list[float]] = embedder.vectors(embedder.pooled(["土壤有机碳", "soil organic carbon"])).tolist()
        return found

    first = vectors()
    assert vectors() == first
    for file in home.iterdir():
        file.write_bytes(file.read_bytes()[:1000])
    assert vectors() == first
    assert np.dot(*first) > 0.6
