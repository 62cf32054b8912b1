"""Which code made an output: two runs with one version give the same bytes for the same input."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as installed
from pathlib import Path

import pipeline
from pipeline.pictures import Found


@cache
def code_version() -> str:
    """Hex digest of the package's own files, the versions of what it depends on, and Python's (its Unicode tables)."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {' '.join(_dependencies())}".encode())
    root = Path(pipeline.__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"\n{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _dependencies() -> list[str]:
    """``name==version`` of every requirement that is not an extra's."""
    found = []
    try:
        requirements = requires("duizhao") or []
    except PackageNotFoundError:  # run from a bare source tree
        return []
    for requirement in requirements:
        name, _, marker = requirement.partition(";")
        if "extra" not in marker:
            found.append(f"{name}=={_installed(name)}")
    return sorted(found)


def _installed(name: str) -> str:
    try:
        return installed(name.strip())
    except PackageNotFoundError:
        return "absent"


def run_version(code: str, lexicon: bytes) -> str:
    """What every output of a run depends on: the code, and the user's lexicon where there is one."""
    return hashlib.sha256(code.encode() + lexicon).hexdigest() if lexicon else code


def job_key(version: str, names: tuple[str, ...], contents: tuple[bytes, ...], pictures: Sequence[Found] = ()) -> str:
    """What an article's output depends on: the code, the bytes of its files and pictures, and their names."""
    digest = hashlib.sha256(version.encode())
    for name, content in zip(names, contents, strict=True):
        digest.update(f"\n{name}\n".encode() + hashlib.sha256(content).digest())
    for picture in pictures:
        digest.update(f"\n{picture.address}\n{picture.problem}\n".encode("utf-8", "surrogatepass"))
        digest.update(hashlib.sha256(picture.data).digest())
    return digest.hexdigest()
