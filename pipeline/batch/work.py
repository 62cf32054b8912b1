"""What is done to one article in a worker: bytes in, bytes out, no file touched."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

import pipeline
from pipeline.article import Article, Diagnostic, Source
from pipeline.batch.files import is_address
from pipeline.batch.manifest import Failure
from pipeline.batch.messages import LINE, Request, Response
from pipeline.convert import convert
from pipeline.extract.lexicon import Concept
from pipeline.pictures import NONE, Pictures, missing, pictures
from pipeline.readers import UnreadableError
from pipeline.resources import Resources
from pipeline.writers import ILLUSTRATED, WRITERS, Output, begun_pdf

T = TypeVar("T")

_Written = tuple[bytes, tuple[Diagnostic, ...]]


@lru_cache(maxsize=1)
def _resources(lexicon: bytes) -> Resources:
    """One a process, so that lexicons and models are loaded once; a run has one lexicon."""
    resources = Resources()
    if lexicon:
        resources.user_concepts = msgspec.msgpack.decode(lexicon, type=tuple[Concept, ...])
    return resources


@lru_cache(maxsize=1)
def _article(
    inputs: tuple[tuple[str, bytes], ...], id: str, lexicon: bytes, parts: tuple[tuple[str, bytes], ...]
) -> Article:
    """Remembered for the request that brings its pictures, which comes next."""
    article = convert([(Path(path), data) for path, data in inputs], id, _resources(lexicon), dict(parts))
    return replace(article, source=_addressed(article.source, [path for path, _ in inputs]))


class _Ready(NamedTuple):
    """An article to be written, with the pictures it shows and what is to be said of them."""

    article: Article
    shown: Pictures = NONE
    diagnostics: tuple[Diagnostic, ...] = ()


def guarded(make: Callable[[], T]) -> T | Failure:
    """What ``make`` gives, or why it gives nothing: what goes wrong costs its article alone. Raises MemoryError."""
    try:
        return make()
    except UnreadableError as error:
        return Failure("unreadable", str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Failure("error", _told(error))


def work(request: Request) -> Response:
    """The article of the request in each format asked for. Raises MemoryError, and nothing else."""
    ready = guarded(lambda: _ready(request))
    if isinstance(ready, Failure):
        return Response(failure=ready)
    if isinstance(ready, Response):
        return ready
    outputs: dict[str, bytes] = {}
    diagnostics, failure = ready.diagnostics, None
    for name, written in _writing(ready.article, ready.shown, request.formats).items():
        output = guarded(written)
        if isinstance(output, Failure):
            failure = replace(output, reason=f"{name}: {output.reason}")
        else:
            outputs[name] = output[0]
            diagnostics += output[1]
    return Response(outputs, diagnostics, failure)


def _ready(request: Request) -> _Ready | Response:
    """The article of the request, or the wish for its pictures."""
    article = _article(request.inputs, request.id, request.lexicon, request.parts)
    if not ILLUSTRATED & {*request.formats}:
        return _Ready(article)
    files = [data for _, data in request.inputs]
    if request.pictures is None and (wanted := missing(article, files)):
        return Response(wanted=wanted)
    return _Ready(article, *pictures(article, files, request.pictures or ()))


# A thread that stays, because the compiler of the PDF belongs to its thread.
_ASIDE = ThreadPoolExecutor(1)


def _writing(article: Article, shown: Pictures, formats: Sequence[str]) -> dict[str, Callable[[], _Written]]:
    """How to get each format, in order. The PDF is begun at once: Typst leaves the interpreter to the other writers."""
    begun = {name: _begun(article, shown) for name in formats if name == "pdf"}
    return {name: begun.get(name) or partial(_written, article, shown, name) for name in formats}


def _begun(article: Article, shown: Pictures) -> Callable[[], _Written]:
    """The PDF, its code written here: were that done aside too, the other writers would hold up Typst."""
    pdf: Future[Output]
    try:
        pdf = _ASIDE.submit(begun_pdf(article, shown))
    except Exception as error:
        pdf = Future()
        pdf.set_exception(error)
    return pdf.result


def _addressed(source: Source, paths: list[str]) -> Source:
    """The source with its address as the user gave it: a Path makes ``s3:/`` of ``s3://``."""
    if not paths or not is_address(paths[0]):
        return source
    pair = _addressed(source.pair, paths[1:]) if source.pair else None
    return replace(source, path=paths[0], pair=pair)


def _written(article: Article, shown: Pictures, format: str) -> _Written:
    if format == LINE:
        return msgspec.json.encode(article) + b"\n", ()
    output = WRITERS[format](article, shown)
    return output.data, output.diagnostics


def _told(error: Exception) -> str:
    """The error, and the last place in our own code that it went through."""
    root = str(Path(pipeline.__file__).parent.parent) + "/"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{root}pipeline/")]
    place = f" ({frames[-1].filename.removeprefix(root)}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
