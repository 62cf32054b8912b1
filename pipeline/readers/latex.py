"""LaTeX → Document: what depends on a run of TeX or on a class, written out in the words that are printed.

pandoc leaves out the marks of citations, the labels of a bibliography, all but the last abstract and, with all that
they hold, the macros that it does not know. Here the fields that classes of Chinese journals name (``\\cntitle``,
``\\eauthor``, ``\\ckeywords`` …) become paragraphs; citations become numbers by the order of ``\\bibitem``, a key
without an entry stays as it is; what other files say (``\\input``, ``\\bibliography``) stands where they are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.article import Diagnostic, Source
from pipeline.diagnostics import diagnostic
from pipeline.document import Document
from pipeline.readers import bibtex, markdown, pandoc
from pipeline.readers.encodings import decoded
from pipeline.readers.errors import UnreadableError
from pipeline.readers.source_lines import relined
from pipeline.text import HAN, language

# By name, the files beside an article that it is made of.
Parts = Mapping[str, bytes]

# Parts that name parts twice over grow without end.
MOST_BYTES = 16 << 20

# What is a comment, after what only looks like one.
_COMMENT = re.compile(r"\\begin\s*\{(verbatim|lstlisting)|\\(?:url|path|href)\s*\{[^{}]*\}|\\.|%[^\n]*", re.DOTALL)
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]*)\}")
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|printbibliography)\b(?:\s*\[[^][]*\])*(?:\s*\{([^{}]*)\})?")
_RESOURCE = re.compile(r"\\addbibresource\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}")
_CITATION = re.compile(
    r"\\(?:newup|up|super|paren|text|foot|auto|s)?cite(?:up|p|t|alp|alt|author|year|n)?\*?"
    r"\s*(?:\[[^][]*\]\s*){0,2}\{([^{}]*)\}"
)
_NOT_CITED = re.compile(r"\\nocite\s*\{([^{}]*)\}")
_ENTRY = re.compile(r"\\bibitem\s*(?:\[(?:[^][{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\]\s*)?\{([^{}]*)\}\s*")
_LIST = re.compile(r"\\begin\s*\{thebibliography\}\s*(?:\{[^{}]*\})?")
_CAPTION = re.compile(r"\\bicaption\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}")
_FOLDER = re.compile(r"\\graphicspath\s*\{\s*\{([^{}]*)\}")
_DEPTH = re.compile(r"\\setcounter\s*\{secnumdepth\}\s*\{\s*(-?\d|-\\maxdimen)")
_HEAD = re.compile(r"\\((?:sub){0,2})section(?=\s*[\[{])")
_PICTURE = re.compile(r"(\\includegraphics\*?\s*(?:\[[^][]*\]\s*)?\{)([^{}]*)")
_RAISED = re.compile(r"\$\s*\^\s*(?:\{([^{}$\\]*)\}|([\d*]))\s*\$")
# What pandoc prints as words: lines of tables, the encoding and font of CJK.
_RULES = re.compile(r"\\(?:cmidrule|cline|Xcline)\s*(?:\[[^][]*\]|\([^()]*\))*\s*\{[^{}]*\}")
_CJK = re.compile(r"\\(?:begin\s*\{CJK\*?\}\s*(?:\[[^][]*\])?\s*\{[^{}]*\}\s*\{[^{}]*\}|end\s*\{CJK\*?\})")
_ITEM = re.compile(r"\\item\s*\[\s*([(（]?\w{1,3}[)）]|\d{1,2}[.、])\s*\]")
_CHEMISTRY = re.compile(r"\\ce\s*\{((?:[^{}$\\]|\{[^{}$\\]*\})*)\}")
_PROOF = re.compile(r"\\begin\s*\{proof\}\s*(?:\[([^][]*)\])?")
_ALGORITHM = re.compile(r"\\begin\s*\{algorithm\*?\}(?:\s*\[[^][]*\])?(.*?)\\end\s*\{algorithm\*?\}", re.DOTALL)
_CAPTION_OF_ALGORITHM = re.compile(r"\\caption\s*\{([^{}]*)\}")
_STEPS = {
    "require": r"\textbf{Require:}",
    "ensure": r"\textbf{Ensure:}",
    "kwin": r"\textbf{Input:}",
    "kwout": r"\textbf{Output:}",
    "state": "",
    "statex": "",
    "for": r"\textbf{for}",
    "forall": r"\textbf{for all}",
    "endfor": r"\textbf{end for}",
    "while": r"\textbf{while}",
    "endwhile": r"\textbf{end while}",
    "if": r"\textbf{if}",
    "elsif": r"\textbf{else if}",
    "else": r"\textbf{else}",
    "endif": r"\textbf{end if}",
    "repeat": r"\textbf{repeat}",
    "until": r"\textbf{until}",
    "return": r"\textbf{return}",
}
_STEP = re.compile(rf"\\(?i:({'|'.join(sorted(_STEPS, key=len, reverse=True))}))(?![A-Za-z])")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{algorithmic\}(?:\s*\[[^][]*\])?|\\label\s*\{[^{}]*\}")
_EQUATION = re.compile(
    r"\\begin\s*\{(equation|multline|align|gather|alignat|eqnarray)\}(?:\{\d+\})?(.*?)\\end\s*\{\1\}", re.DOTALL
)
# Between the rows of a formula, not of a matrix in it.
_ROWS = re.compile(r"\\\\(?:\s*\[[^][]*\])?(?!(?:(?!\\begin).)*\\end\s*\{)", re.DOTALL)
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)\b")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_BY_SECTION = re.compile(r"\\numberwithin\s*\{equation\}|\\documentclass[^{}]*\{[^{}]*(?:book|rep|thesis)\w*\}")
_REFERENCE = re.compile(r"\\(eq)?ref\s*\{([^{}]*)\}")
_NAMED_REFERENCE = re.compile(r"\\(?:[Cc]ref|autoref)\s*\{([^{}]*)\}")
# By what goes before the colon of a label.
_REFERRED = {
    "zh": {
        "fig": "图",
        "tab": "表",
        "tbl": "表",
        "eq": "式",
        "alg": "算法",
        "thm": "定理",
        "lem": "引理",
        "def": "定义",
    },
    "en": {
        "fig": "Figure ",
        "tab": "Table ",
        "tbl": "Table ",
        "eq": "Equation ",
        "sec": "Section ",
        "alg": "Algorithm ",
    },
}
_MARKUP = re.compile(r"\\[A-Za-z]+\*?(?:\s*(?:\[[^][]*\]|\{[\w:.,/ *-]*\}))*|\$[^$]*\$", re.ASCII)
_ADDRESS = re.compile(r"\\(?:affil|affiliation|address)\s*\[([^][=]*)\]\s*\{")
_AUTHOR = re.compile(r"\\author\s*\[([^][=]*)\]\s*\{")
_CORRESPONDING = re.compile(r"\\corref\s*\{[^{}]*\}")
_BODY = re.compile(r"\\begin\s*\{document\}")

# The end of a line of a part, which stands on one line of the whole.
_BREAK = "\v"

# Fields as classes name them, and what is printed before each in Chinese and in English.
_FIELDS = {
    "title": ("title|titles", "", ""),
    "author": ("authors?|names?", "", ""),
    "affiliation": ("affiliations?|affil|address|addr|institutes?|institutions?|units?|departments?", "", ""),
    "abstract": ("abstracts?", "摘要：", "Abstract: "),
    "keywords": ("key-?words?|kwd", "关键词：", "Key words: "),
    "funding": ("funds?|funding|fundinfo|fundproject|foundation", "基金项目：", "Funding: "),
    "biography": ("authorinfo|authorintro|authorbio|biography", "作者简介：", "Biography: "),
}
# Those that say what they are without a language; ``\\title``, ``\\author`` are pandoc's own.
_ALONE = {
    "clc": ("clc|clcnum|clcnumber|clcno|classno", "中图分类号：", "CLC number: "),
    "doi": ("doi", "DOI: ", "DOI: "),
    "volume": ("volume|volumenumber|juanhao", "卷号：", "Volume: "),
    "issue": ("issue|issuenumber|issueno|qihao", "期号：", "Issue: "),
    "pages": ("pages|pagerange|yema", "页码：", "Pages: "),
    "issn": ("issn", "ISSN ", "ISSN "),
    "article_id": ("articleid|articleno|articlenumber|wenzhangbianhao", "文章编号：", "Article ID: "),
    "document_code": ("documentcode|doccode|wenxianbiaozhima", "文献标志码：", "Document code: "),
    "received": ("received|receiveddate|receivedate", "收稿日期：", "Received: "),
    "revised": ("revised|reviseddate|revisedate", "修回日期：", "Revised: "),
    "accepted": ("accepted|accepteddate|acceptdate", "录用日期：", "Accepted: "),
}
_PRINTED = {name: dict(zip(("zh", "en"), words, strict=True)) for name, (_, *words) in (_FIELDS | _ALONE).items()}
_NAMES = "|".join(f"(?P<{name}>{names})" for name, (names, *_) in _FIELDS.items())
_NAMES_ALONE = "|".join(f"(?P<{name}_>{names})" for name, (names, *_) in _ALONE.items())
_LANGUAGE = "c|cn|ch|zh|chinese|e|en|eng|english"
_FIELD = re.compile(
    rf"\\(?P<begin>begin\s*\{{)?(?:(?i:(?:{_LANGUAGE})(?:{_NAMES}|info))|Title|Authors?|(?i:(?:{_NAMES_ALONE}))"
    r"|(?P<abstract_>[Aa]bstract)|(?P<keywords_>[Kk]ey-?words?)|(?P<funding_>fund(?:s|ing)?|foundation)"
    r"|(?P<affiliation_>affiliation|address|institute))(?(begin)\}|\s*(?:\[[^][]*\]\s*)?\{)"
)
_MARK = re.compile(r"\\(?:affil\w*|aff\w*|inst|authorref|addressmark|authormark)\s*\{([^{}]*)\}")
_BETWEEN = re.compile(r"\s*(?:\\q?quad\b|\\and\b|\\AND\b|~|\\ )(?:\s|\\q?quad\b|\\and\b|\\AND\b|~|\\ |[,，])*")
_SPECIAL = str.maketrans({c: rf"\{c}" for c in "{}$&#_%"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"})
_WORDS = {"zh": "参考文献", "en": "References"}


def wanted(text: str, name: str, parts: Parts) -> tuple[str, ...]:
    """The files beside it that an article is made of and that ``parts`` lacks; ``name`` is the article's own."""
    texts = [text, *(decoded(data, Path(part)) for part, data in parts.items() if part.endswith(".tex"))]
    named = [address for each in texts for address, _ in _named(_uncommented(each), Path(name).stem)]
    return tuple(address for address in dict.fromkeys(named) if address not in parts)


def read(text: str, id: str, source: Source, parts: Parts) -> Document:
    """The document of a LaTeX file; raises UnreadableError."""
    parted = _Parted(Path(source.path), parts)
    whole = parted.whole(text)
    readable = _marked(_with_front(_joined(_RAISED.sub(_raised, _plainer(whole.replace(_BREAK, "\n"))))))
    document = markdown.read(pandoc.text(readable.encode(), Path(source.path), "latex"), id, source)
    whole = whole.replace(_BREAK, " ")
    document = relined(document, text, whole)
    problems = (*parted.problems, *_unread(whole, document))
    return Document(id, source, document.blocks, document.discarded, (*document.diagnostics, *problems))


class _Parted:
    """Puts the files that an article names in their places; ``problems`` are about those that it cannot."""

    def __init__(self, path: Path, parts: Parts) -> None:
        self.path, self.parts = path, parts
        self.room = MOST_BYTES
        self.problems: list[Diagnostic] = []

    def whole(self, text: str) -> str:
        """The text without comments and with its parts, whose lines end in _BREAK."""
        text = _uncommented(text)
        made = f"{self.path.stem}.bbl" in self.parts
        self.problems += [
            diagnostic("part-missing", (line, line + 1), address=address)
            for address, line in _named(text, self.path.stem)
            if address not in self.parts and not (address.endswith(".bbl") or (made and address.endswith(".bib")))
        ]
        return self._with_bibliography(self._whole(text, ()))

    def _whole(self, text: str, within: tuple[str, ...]) -> str:
        """The text with each file that it names in its place; one that names itself is left out."""

        def part(match: re.Match[str]) -> str:
            address = _with_ending(match[1], ".tex")
            data = self.parts.get(address)
            if data is None or address in within:
                return ""
            self.room -= len(data) + 1
            if self.room < 0:
                raise UnreadableError(f"{self.path}: {MOST_BYTES >> 20} MiB with its parts; save the article in parts")
            return self._whole(_uncommented(decoded(data, Path(address))), (*within, address)).replace("\n", _BREAK)

        return _INPUT.sub(part, text)

    def _with_bibliography(self, text: str) -> str:
        """The text with the list that BibTeX has made, or would make, in the place where it is asked for."""
        if not _BIBLIOGRAPHY.search(text) or _LIST.search(text):
            return text
        made = self.parts.get(f"{self.path.stem}.bbl", b"").decode("utf-8", "replace")
        made = _uncommented(made) if _ENTRY.search(made) else self._list(text)
        return _BIBLIOGRAPHY.sub("", _BIBLIOGRAPHY.sub(lambda _: made.replace("\n", _BREAK), text, count=1))

    def _list(self, text: str) -> str:
        entries: dict[str, str] = {}
        for address, line in _named(text, self.path.stem):
            if address.endswith(".bib") and address in self.parts:
                try:
                    entries |= bibtex.entries(self.parts[address], self.path.parent / address)
                except UnreadableError as error:
                    self.problems.append(diagnostic("part-unreadable", (line, line + 1), reason=str(error)))
        cited = [
            key for m in re.finditer(f"{_CITATION.pattern}|{_NOT_CITED.pattern}", text) for key in _keys(m[1] or m[2])
        ]
        order = [key for key in dict.fromkeys([*cited, *(entries if "*" in cited else ())]) if key in entries]
        items = "\n".join(rf"\bibitem{{{key}}} {entries[key].translate(_SPECIAL)}" for key in order)
        return rf"\begin{{thebibliography}}{{9}}{items}\end{{thebibliography}}" if items else ""


def _plainer(text: str) -> str:
    """The text without the macros that pandoc takes for words, and with those that it would leave out in others."""
    text = _RULES.sub("", _CJK.sub("", _with_equation_numbers(text)))
    text = _ITEM.sub(r"\\item \1 ", text)
    text = _CHEMISTRY.sub(_chemistry, text)
    if _language(text) == "zh":
        text = _PROOF.sub(lambda proof: rf"\par\emph{{{proof[1] or '证明'}.}} ", text).replace(r"\end{proof}", r"\par ")
    return _ALGORITHM.sub(_algorithm, _with_appendices(text))


def _with_appendices(text: str) -> str:
    """The text with the letters that LaTeX prints before the sections behind ``\\appendix``."""
    before, found, after = text.partition(r"\appendix")
    if not found or after[:1].isalpha():
        return text
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    name = {"zh": "附录", "en": "Appendix "}[_language(text)]
    return before + re.sub(r"\\section\s*\{", lambda _: rf"\section*{{{name}{next(letters, '')} ", after)


def _language(text: str) -> str:
    """The language of what is printed."""
    return language(_MARKUP.sub("", text))


def _with_equation_numbers(text: str) -> str:
    """The text with the number of each formula as a tag, and with numbers and names for what refers to labels.

    Where formulas are counted by sections, the class decides what is printed, and labels stay.
    """
    numbers: dict[str, str] = {}
    count = 0

    def number_of(row: str) -> str:
        nonlocal count
        if _UNNUMBERED.search(row) or not row.strip():
            return ""
        own = _TAG.search(row)
        count += own is None
        number = own[1] if own else str(count)
        numbers.update((label.strip(), number) for label in _LABEL.findall(row))
        return number

    def formula(match: re.Match[str]) -> str:
        name, said = match.groups()
        rows = [said] if name in ("equation", "multline") else _ROWS.split(said)
        tags = ", ".join(filter(None, map(number_of, rows)))
        said = _UNNUMBERED.sub("", _TAG.sub("", said)).strip()
        if name != "equation":
            inner = "gathered" if name in ("multline", "gather") else "aligned"
            said = rf"\begin{{{inner}}}{said}\end{{{inner}}}"
        return r"\begin{equation}" + said + (rf" \tag{{{tags}}}" if tags else "") + r"\end{equation}"

    def named(match: re.Match[str]) -> str:
        keys = _keys(match[1])
        name = _REFERRED[_language(text)].get(keys[0].partition(":")[0].lower(), "") if keys else ""
        return name + ",".join(rf"\ref{{{key}}}" for key in keys)

    if not _BY_SECTION.search(text):
        text = _EQUATION.sub(formula, text)
    text = _NAMED_REFERENCE.sub(named, text)
    return _REFERENCE.sub(
        lambda m: (f"({numbers[m[2]]})" if m[1] else numbers[m[2]]) if m[2] in numbers else m[0], text
    )


def _chemistry(match: re.Match[str]) -> str:
    """``\\ce{SO4^{2-}}`` with its digits below and its charges above."""
    said = re.sub(r"\^\{([^{}]*)\}|\^(\d*[+-])", lambda m: rf"\textsuperscript{{{m[1] or m[2]}}}", match[1])
    return re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"\\textsubscript{\1}", said)


def _algorithm(match: re.Match[str]) -> str:
    """An algorithm's caption and steps as paragraphs, its key words as they are printed."""
    said = _CAPTION_OF_ALGORITHM.sub(lambda m: rf"\par\textbf{{{m[1]}}}\par ", match[1])
    said = _STEP.sub(lambda m: rf"\par {_STEPS[m[1].lower()]} ", said)
    return f"\n\n{_ENVIRONMENT.sub('', said)}\n\n"


def _joined(text: str) -> str:
    """The text with the numbers of affiliations behind the authors and before the addresses that a key joins."""
    keys = list(dict.fromkeys(key for match in _ADDRESS.finditer(text) for key in _keys(match[1])))
    numbers = {key: number for number, key in enumerate(keys, 1)}
    if len(numbers) < 2:
        return text

    def mark(keys: str) -> str:
        known = [str(numbers[key]) for key in _keys(keys) if key in numbers]
        return rf"\textsuperscript{{{','.join(known)}}}" if known else ""

    text = _ADDRESS.sub(lambda match: f"{match[0]}{mark(match[1])}", text)
    parts, at = [], 0
    for match in _AUTHOR.finditer(text):
        if match.start() >= at and (extent := _argument(text, match.end())) and mark(match[1]):
            said = _CORRESPONDING.sub(r"\\textsuperscript{*}", text[match.end() : extent[0]])
            parts += [text[at : match.start()], rf"\author{{{said}{mark(match[1])}}}"]
            at = extent[1]
    return "".join([*parts, text[at:]])


def _raised(match: re.Match[str]) -> str:
    return rf"\textsuperscript{{{match[1] or match[2]}}}"


def _uncommented(text: str) -> str:
    """The text without its comments, its lines as they were; linear in its length, for every article is asked."""
    parts, at, verbatim = [], 0, 0
    for match in _COMMENT.finditer(text):
        if match.start() < verbatim:
            continue
        if match[1]:
            verbatim = text.find(rf"\end{{{match[1]}", match.end())
            verbatim = len(text) if verbatim < 0 else verbatim
        elif match[0].startswith("%"):
            parts.append(text[at : match.start()])
            at = match.end()
    return "".join([*parts, text[at:]])


def _named(text: str, stem: str) -> Iterator[tuple[str, int]]:
    """The addresses of the files that a text names, each with its line."""
    for pattern, ending in ((_INPUT, ".tex"), (_RESOURCE, ".bib"), (_BIBLIOGRAPHY, ".bib")):
        line = seen = 0
        for match in pattern.finditer(text):
            line, seen = line + text.count("\n", seen, match.start()), match.start()
            for name in _keys(match[1] or ""):
                yield _with_ending(name, ending), line
            if pattern is _BIBLIOGRAPHY:
                yield f"{stem}.bbl", line


def _with_ending(name: str, ending: str) -> str:
    name = name.strip().removeprefix("./")
    return name if name.endswith(ending) else name + ending


def _keys(said: str) -> list[str]:
    return [key for part in said.split(",") if (key := part.strip())]


def _with_front(text: str) -> str:
    """The text with each field of its class as a paragraph in its place; what the preamble holds comes first."""
    body = _BODY.search(text)
    if body is None:
        return _fields(text, str)
    held: list[str] = []

    def hold(said: str) -> str:
        held.append(said)
        return ""

    preamble = _fields(text[: body.start()], hold)
    return f"{preamble}{body[0]}{''.join(held)}{_fields(text[body.end() :], str)}"


def _fields(text: str, place: Callable[[str], str]) -> str:
    """The text with what ``place`` gives for each field where it stood."""
    parts, at = [], 0
    for match in _FIELD.finditer(text):
        if match.start() < at or text[: match.start()].rstrip("{ ").endswith(
            ("command", "environment", r"\def", r"\let")
        ):
            continue
        if match["begin"]:
            name = match[0].partition("{")[2].strip("{} ")
            end = re.compile(rf"\\end\s*\{{{re.escape(name)}\}}").search(text, match.end())
            extent = (end.start(), end.end()) if end else None
        else:
            extent = _argument(text, match.end())
        if extent:
            said = _printed(match, text[match.end() : extent[0]])
            parts += [text[at : match.start()], place(said)]
            at = extent[1]
    return "".join([*parts, text[at:]])


def _argument(text: str, start: int) -> tuple[int, int] | None:
    """Where a macro's argument ends, and its brace; None where that is never closed."""
    depth = 1
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start(), match.end()
    return None


def _printed(match: re.Match[str], said: str) -> str:
    name = next((key.rstrip("_") for key, value in match.groupdict().items() if value and key != "begin"), "")
    name = name or ("title" if match[0].startswith(r"\Title") else "author")
    said = said.strip()
    if name == "title":
        return f"\n\n\\section*{{{said}}}\n\n"
    if name in ("author", "affiliation"):
        said = _MARK.sub(r"\\textsuperscript{\1}", said)
    if name == "author":
        said = _BETWEEN.sub("，" if language(said) == "zh" else ", ", said)
    if name == "keywords":
        said = said.replace(r"\sep", "; ")
    label = _PRINTED.get(name, {"zh": "", "en": ""})[language(said)]
    own = re.compile(rf"\W*(?:\\\w+\W*)*{re.escape(label.strip(' ：:'))}", re.I)
    return f"\n\n{'' if label and own.match(said) else label}{said}\n\n"


def _marked(text: str) -> str:
    """The text with numbers for citations, and labels for entries and captions in two languages."""
    numbers = {match[1].strip(): number for number, match in enumerate(_ENTRY.finditer(text), 1)}
    folder = _FOLDER.search(text)

    def citation(match: re.Match[str]) -> str:
        return rf"\textsuperscript{{[{','.join(str(numbers.get(key, key)) for key in _keys(match[1]))}]}}"

    def picture(match: re.Match[str]) -> str:
        inside = folder is None or match[2].startswith(folder[1])
        return match[0] if inside else f"{match[1]}{folder[1] if folder else ''}{match[2].strip()}"

    text = _without_numbers(_CITATION.sub(citation, text))
    text = _ENTRY.sub(lambda match: f"\n\n[{numbers[match[1].strip()]}] ", text)
    text = _LIST.sub(lambda _: rf"\section*{{{_WORDS[language(text)]}}}", text)
    text = text.replace(r"\end{thebibliography}", "").replace(r"\newblock", " ").replace(r"\allowbreak", "")
    return _PICTURE.sub(picture, _CAPTION.sub(r"\\caption{\1 \\\\ \2}", text))


def _without_numbers(text: str) -> str:
    """The text with a star at each head that is deeper than the numbers of heads go."""
    depths = [int(match[1]) if match[1][-1].isdigit() else -1 for match in _DEPTH.finditer(text)]
    if not depths:
        return text
    return _HEAD.sub(lambda head: f"{head[0]}*" if len(head[1]) // 3 + 1 > depths[-1] else head[0], text)


def _unread(text: str, document: Document) -> Iterator[Diagnostic]:
    """A diagnostic for each line of the body with Chinese words that no block has: a macro unknown here held them."""
    body = _BODY.search(text)
    kept = re.sub(f"[^{HAN}]", "", "".join(block.text for block in document.blocks))
    first = text.count("\n", 0, body.end()) if body else 0
    for number, line in enumerate(text.split("\n")[first:], first):
        lost = next((run for run in re.findall(f"[{HAN}]{{2,}}", line) if run not in kept), None)
        if lost:
            yield diagnostic("latex-unread", (number, number + 1), words=lost)
