"""What is done to one article in a worker: bytes in, bytes out, no file touched."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

import pipeline
from pipeline.article import Article, Diagnostic, Source
from pipeline.batch.files import is_address
from pipeline.batch.manifest import Failure
from pipeline.batch.messages import LINE, Request, Response
from pipeline.convert import convert
from pipeline.extract.lexicon import Concept
from pipeline.readers import UnreadableError
from pipeline.resources import Resources
from pipeline.writers import WRITERS

_Written = tuple[bytes, tuple[Diagnostic, ...]]


@lru_cache(maxsize=1)
def _resources(lexicon: bytes) -> Resources:
    """One a process, so that lexicons and models are loaded once; a run has one lexicon."""
    resources = Resources()
    if lexicon:
        resources.user_concepts = msgspec.msgpack.decode(lexicon, type=tuple[Concept, ...])
    return resources


def work(request: Request) -> Response:
    """The article of the request in each format asked for. Raises MemoryError, and nothing else."""
    try:
        article = convert(
            [(Path(path), data) for path, data in request.inputs], request.id, _resources(request.lexicon)
        )
        article = replace(article, source=_addressed(article.source, [path for path, _ in request.inputs]))
    except UnreadableError as error:
        return Response(failure=Failure("unreadable", str(error)))
    except MemoryError:
        raise
    except Exception as error:
        return Response(failure=Failure("error", _told(error)))
    outputs: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    failure = None
    for name, written in _writing(article, request.formats).items():
        try:
            outputs[name], more = written()
        except MemoryError:
            raise
        except Exception as error:
            failure = Failure("error", f"{name}: {_told(error)}")
        else:
            diagnostics += more
    return Response(outputs, tuple(diagnostics), failure)


# A thread that stays, because the compiler of the PDF belongs to its thread.
_ASIDE = ThreadPoolExecutor(1)


def _writing(article: Article, formats: Sequence[str]) -> dict[str, Callable[[], _Written]]:
    """How to get each format, in order. The PDF is begun at once: Typst leaves the interpreter to the other writers."""
    begun = {name: _ASIDE.submit(_written, article, name).result for name in formats if name == "pdf"}
    return {name: begun.get(name) or partial(_written, article, name) for name in formats}


def _addressed(source: Source, paths: list[str]) -> Source:
    """The source with its address as the user gave it: a Path makes ``s3:/`` of ``s3://``."""
    if not paths or not is_address(paths[0]):
        return source
    pair = _addressed(source.pair, paths[1:]) if source.pair else None
    return replace(source, path=paths[0], pair=pair)


def _written(article: Article, format: str) -> _Written:
    if format == LINE:
        return msgspec.json.encode(article) + b"\n", ()
    output = WRITERS[format](article)
    return output.data, output.diagnostics


def _told(error: Exception) -> str:
    """The error, and the last place in our own code that it went through."""
    root = str(Path(pipeline.__file__).parent.parent) + "/"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{root}pipeline/")]
    place = f" ({frames[-1].filename.removeprefix(root)}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
