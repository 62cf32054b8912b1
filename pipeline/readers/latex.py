"""LaTeX as pandoc can read it: what depends on a run of TeX or on a class, written out in the words that are printed.

pandoc leaves out the marks of citations, the labels of a bibliography, all but the last abstract and every macro that
it does not know. Here citations become numbers by the order of ``\\bibitem``; a key without an entry stays as it is.
"""

from __future__ import annotations

import re

from pipeline.text import language

_CITATION = re.compile(
    r"\\(?:up|super|paren|text|foot|auto|s)?cite(?:up|p|t|alp|alt|author|year|n)?\*?\s*(?:\[[^][]*\]\s*){0,2}\{([^{}]*)\}"
)
_ENTRY = re.compile(r"\\bibitem\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}\s*")
_LIST = re.compile(r"\\begin\s*\{thebibliography\}\s*(?:\{[^{}]*\})?")
_ABSTRACT = re.compile(r"\\begin\s*\{((?:[ce]n?)?abstract)\}(.*?)\\end\s*\{\1\}", re.DOTALL)
_KEYWORDS = re.compile(
    r"\\(?:[ce]n?)?keywords?\s*\{([^{}]*)\}|\\begin\s*\{((?:[ce]n?)?keywords?)\}(.*?)\\end\s*\{\2\}", re.DOTALL
)
_CAPTION = re.compile(r"\\bicaption\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}\s*(?:\[[^][]*\]\s*)?\{([^{}]*)\}")
_FOLDER = re.compile(r"\\graphicspath\s*\{\s*\{([^{}]*)\}")
_PICTURE = re.compile(r"(\\includegraphics\*?\s*(?:\[[^][]*\]\s*)?\{)([^{}]*)")
_WORDS = {
    "abstract": {"zh": "摘要：", "en": "Abstract: "},
    "keywords": {"zh": "关键词：", "en": "Key words: "},
    "references": {"zh": "参考文献", "en": "References"},
}


def readable(text: str) -> str:
    """The source with citations, bibliography, abstracts, keywords and two-language captions written out."""
    numbers = {match[1].strip(): number for number, match in enumerate(_ENTRY.finditer(text), 1)}
    folder = _FOLDER.search(text)

    def citation(match: re.Match[str]) -> str:
        keys = [key.strip() for key in match[1].split(",")]
        return rf"\textsuperscript{{[{','.join(str(numbers.get(key, key)) for key in keys)}]}}"

    def picture(match: re.Match[str]) -> str:
        inside = folder is None or match[2].startswith(folder[1])
        return match[0] if inside else f"{match[1]}{folder[1] if folder else ''}{match[2].strip()}"

    text = _CITATION.sub(citation, text)
    text = _ENTRY.sub(lambda match: f"\n\n[{numbers[match[1].strip()]}] ", text)
    text = _LIST.sub(lambda _: rf"\section*{{{_word('references', text)}}}", text)
    text = text.replace(r"\end{thebibliography}", "").replace(r"\newblock", " ")
    text = _ABSTRACT.sub(lambda match: _paragraph("abstract", match[2]), text)
    text = _KEYWORDS.sub(lambda match: _paragraph("keywords", match[1] or match[3].replace(r"\sep", "; ")), text)
    return _PICTURE.sub(picture, _CAPTION.sub(r"\\caption{\1 \\\\ \2}", text))


def _word(name: str, text: str) -> str:
    return _WORDS[name][language(text)]


def _paragraph(name: str, text: str) -> str:
    return f"\n\n{_word(name, text)}{text.strip()}\n\n"
