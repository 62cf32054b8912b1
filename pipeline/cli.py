"""The ``duizhao`` command: it reads options and files, calls the pipeline, writes and says how it went."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

app = typer.Typer(
    name="duizhao",
    help="对照: Chinese–English scholarly articles, from OCR to aligned, structured text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

Inputs = Annotated[list[str], typer.Argument(help="Files, folders or globs; NAME.zh.md + NAME.en.md are one article.")]


def main() -> None:
    """Entry point. A closed pipe (``| head``) ends the program quietly."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


@app.command()
def convert(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")] = Path("output"),
    to: Annotated[str, typer.Option(help="Formats, separated by commas.")] = "json,html,pdf",
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes.")] = os.cpu_count() or 1,
) -> None:
    """Convert articles; what has not changed since the last run is left alone."""
    from pipeline.batch.plan import plan
    from pipeline.batch.run import run
    from pipeline.writers import WRITERS

    formats = [name.strip() for name in to.split(",") if name.strip()]
    if unknown := [name for name in formats if name not in WRITERS]:
        _fail(f"--to: unknown format {', '.join(unknown)}; known are {', '.join(WRITERS)}")
    planned = plan(inputs)
    for problem in planned.problems:
        errors.print(problem)
    summary = run(planned.jobs, output, formats, jobs)
    for failure in summary.failures:
        errors.print(failure)
    typer.echo(summary.line)
    if planned.problems or summary.failures:
        raise typer.Exit(1)


@app.command()
def references(file: Annotated[Path, typer.Argument(help="One raw entry a line; - reads standard input.")]) -> None:
    """Parse bibliography entries: one JSON array of CSL-JSON items a line."""
    from pipeline.references.command import lines_to_json

    typer.echo(lines_to_json(_text(file)), nl=False)


class BeadFormat(StrEnum):
    """What ``duizhao align`` prints."""

    beads = "beads"
    tsv = "tsv"
    json = "json"
    tmx = "tmx"


@app.command()
def align(
    zh: Annotated[Path, typer.Argument(metavar="ZH", help="The Chinese text.")],
    en: Annotated[Path, typer.Argument(metavar="EN", help="The English text.")],
    one_per_line: Annotated[bool, typer.Option("--one-per-line", help="Each line is a sentence already.")] = False,
    form: Annotated[BeadFormat, typer.Option("--format", help="What to print.")] = BeadFormat.beads,
) -> None:
    """Align two texts sentence by sentence."""
    from pipeline.align.command import run
    from pipeline.resources import Resources

    typer.echo(run(_text(zh), _text(en), one_per_line, form.value, Resources()), nl=False)


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
) -> None:
    """Report what an editor should look at, with file and line."""
    from pipeline.batch.files import read
    from pipeline.batch.plan import plan
    from pipeline.check.formats import FORMATS, findings
    from pipeline.convert import convert
    from pipeline.readers import UnreadableError
    from pipeline.resources import Resources

    planned, resources, found = plan(inputs), Resources(), []
    problems = list(planned.problems)
    for job in planned.jobs:
        try:
            article = convert([(Path(path), read(path)) for path in job.paths], job.id, resources)
        except (OSError, UnreadableError) as error:
            problems.append(str(error))
        else:
            found += list(findings(article))
    typer.echo(FORMATS[form](found), nl=False)
    for problem in problems:
        errors.print(problem)
    order = list(Severity)
    failing = {severity.value for severity in order[: order.index(fail_on) + 1]}
    if problems or any(f.diagnostic.severity in failing for f in found):
        raise typer.Exit(1)


@app.command()
def report(
    articles: Annotated[list[str], typer.Argument(help="Converted articles: JSON files or folders of them.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for report.json and report.html.")] = Path(
        "output"
    ),
) -> None:
    """Report coverage and quality of a batch, as JSON and as a page with charts."""
    from pipeline.batch.articles import read_articles
    from pipeline.batch.files import write_atomically
    from pipeline.report import report
    from pipeline.writers.report import write_html, write_json

    result = report(read_articles(articles))
    write_atomically(output / "report.json", write_json(result))
    write_atomically(output / "report.html", write_html(result))
    typer.echo(f"{result.articles} articles: {output / 'report.html'}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of an article."""
    import msgspec

    from pipeline.writers.json import schema

    typer.echo(msgspec.json.format(msgspec.json.encode(schema()), indent=1).decode())


def _text(path: Path) -> str:
    """The text of a file, or of standard input for ``-``; a clear message and exit 2 where there is none."""
    try:
        if str(path) == "-":
            return typer.get_binary_stream("stdin").read().decode("utf-8-sig")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        _fail(f"{path}: {error.strerror}")
    except UnicodeDecodeError as error:
        _fail(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8")


def _fail(message: str) -> NoReturn:
    errors.print(message)
    raise typer.Exit(2)
