"""What to convert: files, folders and globs → jobs, one an article."""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from pipeline.batch.files import is_address, is_special, remote_files
from pipeline.readers import FORMATS, format_of
from pipeline.readers.archive import articles

# A file name has at most 255 bytes on every common file system; the rest is for the format's suffix.
_LONGEST_ID = 200
_PAIR = (".zh", ".en")
_MINERU = ("_content_list.json", "_content_list_v2.json")
# What to do with files that users take for articles of ours, by their endings.
_REMEDIES = {
    ".doc": ", save it as DOCX",
    ".wps": ", save it as DOCX",
    ".rtf": ", save it as DOCX",
    ".caj": ", save it as PDF, and name what OCR (MinerU, Marker) makes of it",
    ".json": ", call Marker's NAME.marker.json, and of MinerU's name *_content_list.json",
    ".pdf": ", name what OCR (MinerU, Marker) makes of it",
}
# What MinerU's site calls every article: the name of its folder says more.
_NAMELESS = re.compile(r"full|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Job(Struct, frozen=True):
    """One article: its id, which is the stem of its outputs, and its file or its pair of files (Chinese, English)."""

    id: str
    paths: tuple[str, ...]


class Plan(NamedTuple):
    """Jobs sorted by id, and a sentence for each input that cannot become one."""

    jobs: tuple[Job, ...]
    problems: tuple[str, ...]


def plan(inputs: Sequence[str | Path], output: str | Path | None = None) -> Plan:
    """The jobs of files, folders (searched to the bottom, hidden names left out), globs and fsspec addresses of these.

    ``NAME.zh.EXT`` and ``NAME.en.EXT`` in one folder are one job NAME. Inputs that would be written to the same name
    are all left out, so that no outcome depends on an order. What lies below ``output`` is not an input.
    """
    problems: list[str] = []
    paths: dict[str, str] = {}
    for given in inputs:
        try:
            found = _found(str(given))
        except OSError as error:
            problems.append(f"{given}: {error.strerror or error}")
            continue
        except ImportError:
            problems.append(f"{given}: needs fsspec and the package of this address; install duizhao[cluster]")
            continue
        if isinstance(found, str):
            problems.append(found)
            continue
        for path in found:
            if output is not None and _is_below(path, str(output)):
                continue
            if not is_address(path) and is_special(path):
                problems.append(f"{path}: no regular file; save what it gives in one")
            else:
                paths[_identity(path)] = path
    jobs: defaultdict[str, list[Job]] = defaultdict(list)
    for job in _paired(_without_parts(_without_copies(sorted(paths.values())))):
        if reason := _unsafe(job.id):
            problems.append(f"{job.paths[0]}: {reason}; rename it")
        else:
            jobs[unicodedata.normalize("NFC", job.id).casefold()].append(job)
    for same in jobs.values():
        if len(same) > 1:
            names = ", ".join(path for job in same for path in job.paths)
            problems.append(f"{names}: would all be written to “{same[0].id}”; rename all but one")
    single = [same[0] for same in jobs.values() if len(same) == 1]
    return Plan(tuple(sorted(single, key=lambda job: job.id)), tuple(problems))


def _found(given: str) -> list[str] | str:
    """The files that an input names, or what is wrong with it."""
    if is_address(given):
        files, named = remote_files(given)
    elif Path(given).is_dir():
        files, named = [_shown(path) for path in _below(Path(given))], False
    elif Path(given).exists():
        files, named = [_shown(Path(given))], True
    else:
        files, named = [_shown(path) for path in _globbed(given)], False
    readable = [path for path in files if _suffix(path)]
    if readable:
        return readable
    known = ", ".join(sorted(FORMATS))
    if named and files:
        remedy = _REMEDIES.get(Path(given).suffix.lower(), "")
        return f"{given}: no reader for “{Path(given).suffix}” files{remedy}; known are {known}"
    if files or Path(given).is_dir():
        return f"{given}: holds no file of a known format ({known})"
    return f"{given}: no such file or folder"


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found = (Path(parent, name) for name in names if not name.startswith("."))
        yield from (path for path in found if path.suffix.lower() != ".zip" or _holds_article(path))


def _holds_article(path: Path) -> bool:
    """Whether a ZIP in a folder is an input: any other may lie there, too."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(articles(archive.namelist()))
    except (OSError, zipfile.BadZipFile):
        return False


def _globbed(pattern: str) -> Iterable[Path]:
    path = Path(pattern)
    anchor = Path(path.anchor) if path.anchor else Path()
    parts = path.relative_to(anchor) if path.anchor else path
    return (found for found in anchor.glob(str(parts)) if found.is_file() or is_special(found))


def _shown(path: Path) -> str:
    """The path as the article names its source: relative to the working directory where it lies below it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 -- unlike resolve() this keeps the user's symbolic links
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _identity(path: str) -> str:
    return path if is_address(path) else str(Path(path).resolve())


def _is_below(path: str, folder: str) -> bool:
    if is_address(path) or is_address(folder):
        return path.startswith(folder.rstrip("/") + "/")
    return Path(path).resolve().is_relative_to(Path(folder).resolve())


def _suffix(path: str) -> str:
    """The ending of a known format, as the file has it, or nothing."""
    known = format_of(Path(path.rpartition("/")[2]))
    return path[-len(known[0]) :] if known else ""


def _without_copies(paths: list[str]) -> list[str]:
    """MinerU writes an article three times: as Markdown and as two lists of blocks, of which the first says most."""
    copies: set[str] = set()
    for path in paths:
        for ending in _MINERU:
            if path.endswith(ending):
                stem = path.removesuffix(ending)
                copies |= {f"{stem}.md", f"{stem.rpartition('/')[0]}/full.md".lstrip("/")}
                copies |= {stem + _MINERU[1]} if ending == _MINERU[0] else set()
    return [path for path in paths if path not in copies]


def _without_parts(paths: list[str]) -> list[str]:
    """The chapters of a LaTeX document, which have no class of their own, are read with it."""
    sources = [path for path in paths if path.endswith(".tex") and not is_address(path)]
    if len(sources) < 2:
        return paths
    whole = {path for path in sources if _has_class(Path(path))}
    folders = {Path(path).parent for path in whole}
    parts = {path for path in sources if path not in whole and not folders.isdisjoint(Path(path).parents)}
    return [path for path in paths if path not in parts]


def _has_class(path: Path) -> bool:
    try:
        return b"\\documentclass" in path.read_bytes()
    except OSError:  # which is told when it is read
        return True


def _paired(paths: list[str]) -> Iterator[Job]:
    known = set(paths)
    for path in paths:
        suffix = _suffix(path)
        stem = path.removesuffix(suffix)
        base, language = stem[:-3], stem[-3:]
        if language in _PAIR and all(base + part + suffix in known for part in _PAIR):
            if language == _PAIR[0]:
                yield Job(_name(base), tuple(base + part + suffix for part in _PAIR))
        else:
            yield Job(_name(stem), (path,))


def _name(stem: str) -> str:
    folder, _, name = stem.rpartition("/")
    return folder.rpartition("/")[2] or name if _NAMELESS.fullmatch(name) else name


def _unsafe(id: str) -> str | None:
    """Why an id cannot be a file's name everywhere, or None."""
    if not id.strip(". "):
        return "its name is empty"
    if id.startswith("."):
        return "its name begins with a dot"
    if any(unicodedata.category(c) in ("Cc", "Cs") or c in '/\\:*?"<>|' for c in id):
        return "its name holds a character that file names cannot have everywhere"
    if len(id.encode()) > _LONGEST_ID:
        return f"its name is longer than {_LONGEST_ID} bytes"
    return None
