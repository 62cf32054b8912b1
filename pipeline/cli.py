"""The ``duizhao`` command: it reads options and files, calls the pipeline, writes and says how it went."""

from __future__ import annotations

import os
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

if TYPE_CHECKING:
    from pipeline.article import Article
    from pipeline.batch.plan import Job
    from pipeline.extract.lexicon import Concept
    from pipeline.resources import Resources

app = typer.Typer(
    name="duizhao",
    help="对照: Chinese–English scholarly articles, from OCR to aligned, structured text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

# As pipeline.writers and pipeline.batch.shards know them; named here so that the help costs no import.
FORMAT_NAMES = ("json", "html", "pdf", "csl.json", "bib", "jsonl", "parquet")

Lexicon = Annotated[Path | None, typer.Option(help="Your own terms (TSV, CSV, TBX), recognised beside ours.")]
Inputs = Annotated[list[str], typer.Argument(help="Files, folders or globs; NAME.zh.md + NAME.en.md are one article.")]


def main() -> None:
    """Entry point. A closed pipe (``| head``) ends the program quietly."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # small matrices: threads of BLAS would only wait for each other
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


class Engine(StrEnum):
    """Where ``duizhao convert`` works."""

    local = "local"
    dask = "dask"


@app.command()
def convert(
    inputs: Inputs,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Folder (or fsspec address) for the results.")
    ] = "output",
    to: Annotated[
        str, typer.Option(help=f"Formats, separated by commas: {', '.join(FORMAT_NAMES)}.")
    ] = "json,html,pdf",
    jobs: Annotated[int | None, typer.Option(min=1, help="Worker processes; one a core unless told.")] = None,
    engine: Annotated[Engine, typer.Option(help="Processes of this machine, or a Dask cluster.")] = Engine.local,
    scheduler: Annotated[str | None, typer.Option(help="Address of the Dask scheduler.")] = None,
    lexicon: Lexicon = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Longest time for one article.")] = 120.0,
    memory: Annotated[int, typer.Option(min=64, help="Most memory for one article's worker, in MiB.")] = 2048,
) -> None:
    """Convert articles; what has not changed since the last run is left alone."""
    from pipeline.batch.manifest import BusyError, Limits
    from pipeline.batch.plan import plan
    from pipeline.batch.progress import progress
    from pipeline.batch.run import run
    from pipeline.batch.worker import StartError

    formats = list(dict.fromkeys(name.strip() for name in to.split(",") if name.strip()))
    if unknown := [name for name in formats if name not in FORMAT_NAMES]:
        _fail(f"--to: unknown format {', '.join(unknown)}; known are {', '.join(FORMAT_NAMES)}")
    if not formats:
        _fail(f"--to: no format given; known are {', '.join(FORMAT_NAMES)}")
    if (engine is Engine.dask) != (scheduler is not None):
        _fail("--engine dask and --scheduler ADDRESS go together")
    concepts = _concepts(lexicon)
    planned = plan(inputs, output)
    for problem in planned.problems:
        errors.print(problem)
    try:
        summary = run(
            planned.jobs,
            output,
            formats,
            jobs,
            Limits(seconds=seconds, memory=memory << 20),
            progress(errors),
            scheduler,
            lexicon=concepts,
        )
    except (FileExistsError, NotADirectoryError):
        _fail(f"{output}: a file stands where the results' folder would; remove it, or name another")
    except (BusyError, StartError, OSError, ImportError) as error:
        _fail(_told(error, output))
    for failure in summary.failures:
        errors.print(failure)
    if summary.converted and {"json", "html"} <= set(formats) and "://" not in output:
        _write_overview([output], Path(output))
    typer.echo(summary.line)
    if planned.problems or summary.failures:
        raise typer.Exit(1)


class CheckFormat(StrEnum):
    """How ``duizhao check`` reports."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


class Severity(StrEnum):
    """From which severity on ``duizhao check`` fails."""

    error = "error"
    warning = "warning"
    info = "info"


@app.command()
def check(
    inputs: Inputs,
    form: Annotated[CheckFormat, typer.Option("--format", help="How to report.")] = CheckFormat.text,
    fail_on: Annotated[Severity, typer.Option(help="Exit 1 from this severity on.")] = Severity.error,
    lexicon: Lexicon = None,
) -> None:
    """Report what an editor should look at, with file and line."""
    from pipeline.batch import files
    from pipeline.batch.manifest import Failure
    from pipeline.batch.plan import plan
    from pipeline.batch.work import guarded
    from pipeline.resources import Resources
    from pipeline.writers.findings import FORMATS, Finding, findings

    planned, resources = plan(inputs), Resources()
    resources.user_concepts = _concepts(lexicon)
    found: list[Finding] = []
    problems = list(planned.problems)
    for job in planned.jobs:
        try:
            contents = [files.read(path) for path in job.paths]
        except OSError as error:
            problems.append(_told(error))
            continue
        checked = guarded(partial(_checked, job, contents, resources))
        if isinstance(checked, Failure):
            problems.append(f"{job.id}: {checked.reason}" if checked.kind == "error" else checked.reason)
        else:
            found += findings(checked)
    typer.echo(FORMATS[form](found), nl=False)
    for problem in problems:
        errors.print(problem)
    worst_first = list(Severity)
    failing = worst_first[: worst_first.index(fail_on) + 1]
    if problems or any(f.diagnostic.severity in failing for f in found):
        raise typer.Exit(1)


def _checked(job: Job, contents: list[bytes], resources: Resources) -> Article:
    """The article of a job with all its diagnostics, those of its pictures too. Raises UnreadableError."""
    from msgspec.structs import replace

    from pipeline.batch import files
    from pipeline.convert import convert
    from pipeline.pictures import missing, pictures

    inputs = list(zip(map(Path, job.paths), contents, strict=True))
    article = convert(inputs, job.id, resources, dict(files.parts(job.paths, contents)))
    _, unseen = pictures(article, contents, files.beside(job.paths[0], missing(article, contents)))
    return replace(article, diagnostics=(*article.diagnostics, *unseen))


@app.command()
def report(
    articles: Annotated[list[str], typer.Argument(help="Converted articles: JSON files, shards or folders of them.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the report and the index.")] = Path(
        "output"
    ),
) -> None:
    """Report coverage and quality of a batch, as JSON and as pages with charts and an index."""
    from pipeline.text import plural

    typer.echo(f"{plural(_write_overview(articles, output), 'article')}: {output / 'report.html'}")


def _write_overview(articles: list[str], output: Path) -> int:
    """How many articles the overview is of."""
    from pipeline.batch.articles import NotAnArticleError, read_articles
    from pipeline.batch.files import write_atomically
    from pipeline.batch.overview import overview

    try:
        made = overview(read_articles(articles))
        for name, data in made.files.items():
            write_atomically(output / name, data)
    except (OSError, NotAnArticleError) as error:
        _fail(_told(error))
    return made.articles


@app.command()
def glossary(
    articles: Annotated[
        list[str] | None, typer.Argument(help="Converted articles: JSON files, shards or folders of them.")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the glossary and the corpus.")] = Path(
        "output"
    ),
    decisions: Annotated[Path | None, typer.Option(help="Your decisions (CSV); read, never written.")] = None,
    termbase: Annotated[list[Path] | None, typer.Option(help="Your own terms (TSV, CSV, TBX), which outrank.")] = None,
    part: Annotated[list[Path] | None, typer.Option(help="Evidence of other runs (glossary.evidence.jsonl).")] = None,
) -> None:
    """Build the bilingual glossary and the parallel corpus of converted articles."""
    import msgspec

    from pipeline.batch.articles import NotAnArticleError, read_articles
    from pipeline.batch.files import opened_atomically
    from pipeline.glossary.command import build
    from pipeline.resources import Resources

    if not articles and not part:
        _fail("nothing to read: name converted articles, or the evidence of other runs with --part")
    last = output / "glossary.csv"
    try:
        result = build(
            read_articles(articles or ()),
            Resources(),
            decisions=_text(decisions) if decisions else "",
            termbase=[concept for path in termbase or () for concept in _concepts(path, "--termbase")],
            parts=[_bytes(path) for path in part or ()],
            previous=last.read_bytes() if last.exists() else None,
        )
        for name, write in result.files.items():
            with opened_atomically(output / name) as file:
                write(file)
        for name in result.empty:
            (output / name).unlink(missing_ok=True)
    except msgspec.DecodeError as error:
        _fail(f"--part: {error}; build that part again")
    except (OSError, NotAnArticleError) as error:
        _fail(_told(error))
    for problem in result.problems:
        errors.print(problem)
    typer.echo(result.summary)
    if result.problems:
        raise typer.Exit(1)


class BeadFormat(StrEnum):
    """What ``duizhao align`` prints."""

    beads = "beads"
    tsv = "tsv"
    json = "json"
    tmx = "tmx"


@app.command()
def align(
    zh: Annotated[Path, typer.Argument(metavar="ZH", help="The Chinese text: plain, or what convert reads.")],
    en: Annotated[Path, typer.Argument(metavar="EN", help="The English text.")],
    one_per_line: Annotated[bool, typer.Option("--one-per-line", help="Each line is a sentence already.")] = False,
    form: Annotated[BeadFormat, typer.Option("--format", help="What to print.")] = BeadFormat.beads,
) -> None:
    """Align two texts sentence by sentence."""
    from pipeline.align.command import languages, run, text_of
    from pipeline.readers import UnreadableError
    from pipeline.resources import Resources

    resources = Resources()
    try:
        zh_text = text_of(_bytes(zh), zh, "zh", one_per_line, resources)
        en_text = text_of(_bytes(en), en, "en", one_per_line, resources)
    except UnreadableError as error:
        _fail(str(error))
    found = languages(zh_text, en_text)
    if found == ("en", "zh"):
        _fail(f"{zh} is English and {en} Chinese; give the Chinese text first")
    if found[0] == found[1]:
        name = {"zh": "Chinese", "en": "English"}[found[0]]
        errors.print(f"{zh} and {en} are both {name}; give the Chinese text and then the English one")
    typer.echo(run(zh_text, en_text, form.value, resources), nl=False)


@app.command()
def references(file: Annotated[Path, typer.Argument(help="One raw entry a line; - reads standard input.")]) -> None:
    """Parse bibliography entries: one JSON array of CSL-JSON items a line."""
    from pipeline.references.command import lines_to_json

    typer.echo(lines_to_json(_text(file)), nl=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an article."""
    from pipeline.writers.json import indented, schema

    typer.echo(indented(schema()).decode(), nl=False)


def _concepts(path: Path | None, option: str = "--lexicon") -> tuple[Concept, ...]:
    """The concepts of a user's lexicon; a clear message and exit 2 where that cannot be read."""
    from pipeline.batch.files import is_special
    from pipeline.extract.lexicon import LexiconError, read_lexicon

    if path and is_special(path):
        _fail(f"{option}: {path}: no regular file; save what it gives in one")
    try:
        return tuple(read_lexicon(path)) if path else ()
    except LexiconError as error:
        _fail(f"{option}: {error}")
    except OSError as error:
        _fail(f"{option}: {_told(error)}")


def _text(path: Path) -> str:
    """The text of a file, or of standard input for ``-``; a clear message and exit 2 where there is none."""
    from pipeline.readers import UnreadableError, decoded

    try:
        return decoded(_bytes(path), path)
    except UnreadableError as error:
        _fail(str(error))


def _bytes(path: Path) -> bytes:
    from pipeline.batch.files import is_special

    if is_special(path):
        _fail(f"{path}: no regular file; name one, or - for standard input")
    try:
        return typer.get_binary_stream("stdin").read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        _fail(_told(error))


def _told(error: Exception, place: str | None = None) -> str:
    """An error in a line: of a file, its name, or where that is not known its place, and what is wrong with it."""
    if isinstance(error, OSError) and error.strerror and (error.filename or place):
        return f"{error.filename or place}: {error.strerror}"
    return str(error)


def _fail(message: str) -> NoReturn:
    errors.print(message)
    raise typer.Exit(2)
