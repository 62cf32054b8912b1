"""The dictionary and its cache."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.align import lexicon
from pipeline.align.english import content_stems, stem
from pipeline.align.lexicon import Lexicon, load_lexicon


def test_longest_match() -> None:
    found = Lexicon({"乳腺": "breast", "乳腺癌": "breast cancer", "癌": "cancer"})
    assert list(found.words("乳腺癌与乳腺")) == [("乳腺癌", "breast cancer"), ("乳腺", "breast")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("immunity", "immune"), ("cells", "cell"), ("studies", "study"), ("statistical", "statistics"), ("grew", "grew")],
)
def test_words_of_one_family_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_content_stems() -> None:
    assert content_stems("to make use of PCRamplification") == ["make", "use", stem("pcr"), stem("amplification")]


def test_the_cache_is_made_once_and_a_damaged_one_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def small() -> dict[str, str]:
        parsed.append(1)
        return {"土壤": "soil"}

    monkeypatch.setattr(lexicon, "_parsed", small)
    for _ in range(2):
        assert list(load_lexicon(tmp_path).words("土壤")) == [("土壤", "soil")]
    assert len(parsed) == 1
    (file,) = tmp_path.iterdir()
    for damaged in (b"", file.read_bytes()[:-3], msgspec.msgpack.encode([1, 2])):
        file.write_bytes(damaged)
        assert list(load_lexicon(tmp_path).words("土壤")) == [("土壤", "soil")]
    assert len(parsed) == 4
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_parsed", lambda: {"土壤": "soil"})
    (tmp_path / "file").write_text("")
    assert list(load_lexicon(tmp_path / "file" / "folder").words("土壤"))


def test_cedict_as_parsed() -> None:
    stems = lexicon._parsed()
    assert stem("antibody") in stems["抗体"].split()
    assert stem("increase") in stems["提高"].split()
    assert len(stems) > 80_000
