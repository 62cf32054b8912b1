"""Every diagnostic there is: its code, how bad it is, what it means and what to do about it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pipeline.article import Diagnostic, Lines

Severity = Literal["error", "warning", "info"]


class Meaning(NamedTuple):
    """``message`` is a format string; ``remedy`` tells the user what to do."""

    severity: Severity
    message: str
    remedy: str


MEANINGS: dict[str, Meaning] = {
    # reading
    "markdown-unclosed-math": Meaning(
        "info", "a dollar sign has no partner on its line", "Delete it or add the other."
    ),
    "table-unreadable": Meaning("warning", "an HTML table could not be read", "Mend the tags of the table."),
    "json-broken": Meaning("error", "the file stops being JSON here", "Export it again."),
    "xml-broken": Meaning("error", "the file is not well-formed XML: {reason}", "Mend it here."),
    "xml-not-jats": Meaning("error", "the XML is <{root}>, not a JATS <article>", "Export the article as JATS."),
    "xml-several-articles": Meaning(
        "error", "the file holds {count} articles, and the first alone is read", "Save each in a file of its own."
    ),
    "xml-part": Meaning("warning", "a <{kind}> of this article is not read", "Save it in a file of its own."),
    "xml-entity": Meaning("warning", "what {name} stands for is not read", "Write in its place what it stands for."),
    "formula-picture": Meaning(
        "warning",
        "a formula of MathType is a picture and not read",
        "Convert it in Word (MathType: Convert Equations, to Word's own).",
    ),
    "part-missing": Meaning(
        "warning", "no file to be read at {address}, which is part of this one", "Put it there, below this folder."
    ),
    "part-unreadable": Meaning("warning", "{reason}", "Mend that file."),
    "latex-unread": Meaning(
        "warning",
        "“{words}” is not read: a macro unknown here holds it",
        "Write it as text, or in a macro of LaTeX's own.",
    ),
    "partner-missing": Meaning(
        "info",
        "read alone, for want of “{partner}” of the same format",
        "Put the other language beside it, or rename it.",
    ),
    "pair-language": Meaning(
        "warning",
        "this file of the pair is in {found}, not in {expected}",
        "Put the print in the other language there; a pair is NAME.zh and NAME.en.",
    ),
    # front
    "title-missing": Meaning("warning", "no title found", "Put the title in the first heading."),
    "title-one-language": Meaning("info", "the title is printed in {language} only", "Add the other title."),
    "title-length": Meaning("warning", "the title has {length} characters", "Check where it ends."),
    "abstract-missing": Meaning("info", "no {language} abstract found", "Label it 摘要 or Abstract."),
    "abstract-length": Meaning(
        "warning", "the {language} abstract has {length} characters", "Check where it begins and ends."
    ),
    "abstract-numbers": Meaning(
        "warning", "the Chinese has {zh}, the English has {en} in its place", "Compare the two sentences."
    ),
    "keyword-counts": Meaning("info", "{zh} Chinese keywords, {en} English ones", "Check their separators."),
    "imprint-differs": Meaning(
        "warning",
        "the {name} is {second} here and {first} above",
        "Make the citation, 文章编号 and the running head agree.",
    ),
    # body
    "section-order": Meaning("info", "section {number} follows {previous}", "Check the numbers of the headings."),
    "body-empty": Meaning("warning", "the body has no text", "Check where front matter ends."),
    # references and citations
    "reference-unparsed": Meaning("warning", "entry {number} could not be parsed", "Check its punctuation and marker."),
    "reference-duplicate": Meaning("info", "entries {numbers} are the same work", "Keep one and renumber."),
    "reference-number": Meaning("info", "entry {number} is missing or misread", "Check the numbers of the list."),
    "citation-orphan": Meaning("warning", "no entry for citation {number}", "Check the mark or add the entry."),
    "reference-uncited": Meaning("info", "entry {number} is never cited", "Cite it or delete it."),
    # pictures
    "picture-missing": Meaning("warning", "no file to be read at {address}", "Put it there, or mend its address."),
    "picture-outside": Meaning(
        "warning",
        "{address} does not lie below the article's folder",
        "Save the picture below that folder, and name it from there.",
    ),
    "picture-too-large": Meaning(
        "warning", "{address} takes too much to be shown", "Save it smaller, or the article in parts."
    ),
    "picture-unreadable": Meaning(
        "warning", "{address} is damaged, or of a kind that is not shown", "Save it again, as PNG or JPEG."
    ),
    # writing
    "pdf-glyph-missing": Meaning(
        "info", "no font has {characters}: each is shown as its number", "Check whether OCR misread them."
    ),
    "pdf-not-archival": Meaning(
        "warning", "the PDF is neither PDF/A nor PDF/UA: {reason}", "Mend what the reason names; the text is complete."
    ),
}


def diagnostic(code: str, lines: Lines | None = None, block: str | None = None, **values: object) -> Diagnostic:
    """The diagnostic of a code (KeyError where the table has none), its message filled with the values."""
    meaning = MEANINGS[code]
    return Diagnostic(code, meaning.severity, meaning.message.format(**values), block, lines)
