"""DOCX, ODT, EPUB, HTML and LaTeX → Markdown, by pandoc; the Markdown is then read as any other.

pandoc runs as a process of its own: with ``--sandbox`` it opens no file and no network, with a limit on its heap and
on its time a hostile file costs no more than itself.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pypandoc

from pipeline.readers.errors import UnreadableError

SECONDS = 60
HEAP = "1g"

# Smart quotes would change the text; raw HTML tables keep the spans that pipe tables cannot express.
_TO = "gfm-smart-tex_math_gfm+tex_math_dollars"
_FILTER = Path(__file__).with_name("pandoc.lua")
# A page's <title> is not the article's; what TeX numbers has no number in its source.
_FLAGS = {"html": ("-M", "untitled=true"), "latex": ("-M", "numbered=true")}
_ARCHIVES = frozenset(["docx", "odt", "epub"])
_OLE = b"\xd0\xcf\x11\xe0"
# What MathJax finds in the text of a page.
_EXTENSIONS = {"html": "+tex_math_dollars+tex_math_single_backslash"}


def text(data: bytes, path: Path, form: str) -> str:
    """Markdown from a file's bytes in one of pandoc's input formats. Raises UnreadableError."""
    return run(
        data,
        path,
        form + _EXTENSIONS.get(form, ""),
        _TO,
        "--wrap=none",
        "--lua-filter",
        str(_FILTER),
        *_FLAGS.get(form, ()),
    )


def run(data: bytes, path: Path, form: str, to: str, *options: str) -> str:
    """What pandoc makes of a file's bytes. Raises UnreadableError."""
    if form in _ARCHIVES and not zipfile.is_zipfile(io.BytesIO(data)):
        if data.startswith(_OLE):
            raise UnreadableError(
                f"{path}: of an older Word, or with a password; save it as {form.upper()} without one"
            )
        raise UnreadableError(f"{path}: no {form.upper()}, or damaged; save it again")
    command = [_pandoc(), "+RTS", f"-M{HEAP}", "-RTS", "--sandbox", "--eol=lf", "-f", form, "-t", to, *options]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableError(f"{path}: pandoc took longer than {SECONDS} s; save the file as Markdown") from None
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[0]
        raise UnreadableError(f"{path}: pandoc cannot read it as {form.partition('+')[0]}: {reason}")
    return done.stdout.decode("utf-8", "replace")


@cache
def _pandoc() -> str:
    return str(pypandoc.get_pandoc_path())
