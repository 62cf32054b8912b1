"""TeX that is text in disguise, set in plain characters with raised and lowered runs.

OCR writes numbers, units, element symbols and Greek letters as formulas, spaced out (``6 6 \\%``). What a line of text
can hold is set as text; what needs two dimensions or is algebra stays TeX.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pipeline.text import is_han, word_set

Script = Literal["sup", "sub"]


class Run(NamedTuple):
    """Characters of one level."""

    text: str
    script: Script | None = None


@lru_cache(maxsize=4096)
def typeset(tex: str) -> tuple[Run, ...] | None:
    """The runs that a formula shows, None where it is real mathematics or cannot be read.

    >>> typeset(r"\\mathrm { I C } _ { 5 0 } { < } 6 6 \\%")
    (Run(text='IC', script=None), Run(text='50', script='sub'), Run(text='<66%', script=None))
    """
    tex = tex.removesuffix("\\").replace("\\ :", " ")
    if "\\mathbf" in tex:
        tex = _PHANTOM.sub(r" \2 ", tex)
    try:
        atoms = _Reader(_TOKEN.findall(tex)).atoms()
    except _MathematicsError:
        return None
    if _is_algebra(atoms) or _stacks_letters(atoms):
        return None
    return _runs(_spaced(atoms)) or None


# Reading --------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
# Bold Greek on both sides of a relation is how formula OCR spells the white space around it.
_PHANTOM = re.compile(r"\\mathbf ?\{ ?(\\[A-Za-z]+) ?\} ?([=<>]|\\[a-z]+) ?\\mathbf ?\{ ?\1 ?\}")
# Deeper nesting than an article's text ever has; guards the stack against hostile input.
_DEPTH = 16


def _table(words: str) -> dict[str, str]:
    """A dictionary from keys and values in turn."""
    return dict(zip(words.split()[::2], words.split()[1::2], strict=True))


_UPRIGHT = word_set(
    "mathrm mathsf mathtt mathbf operatorname text textrm textsf texttt textbf textup textnormal mbox rm bf sf tt"
)
_SLANTED = word_set("mathit textit boldsymbol pmb bm mathnormal mathfrak it")
_DECLARATIONS = word_set("rm bf sf tt it")
_IGNORED = word_set(
    "displaystyle textstyle scriptstyle scriptscriptstyle tiny scriptsize normalsize left right big Big bigg Bigg bigl"
    " bigr Bigl Bigr biggl biggr Biggl Biggr nolimits limits nonumber boldmath"
)
_TRANSPARENT = word_set("mathrel mathord mathop mathbin smash")
_PHANTOMS = word_set("phantom vphantom hphantom")
_SPACES = frozenset(["\\ ", "\\,", "\\;", "\\:", "~", "\\quad", "\\qquad", "\\thinspace", "\\enspace"])
_FUNCTIONS = word_set("arcsin arccos arctan cos cosh cot deg exp lg ln log max min sin sinh tan tanh Pr")
_ACCENTS = word_set("bar overline hat widehat tilde widetilde vec dot ddot check breve mathring underline")
_MACRON = "\u0304"
_GREEK = _table(
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ"
    " nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω"
    " Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω varGamma Γ varDelta Δ"
    " varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω Nu N"
)
_SYMBOLS = _GREEK | _table(
    "ell ℓ hbar ħ imath ı jmath ȷ AA Å o ø O Ø ae æ ss ß times × pm ± mp ∓ cdot · div ÷ ast * star ★ bullet •"
    " sim ~ simeq ≃ approx ≈ cong ≅ equiv ≡ propto ∝ ne ≠ neq ≠ le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ll ≪ gg ≫"
    " lesssim ≲ gtrsim ≳ lt < gt > colon : mid | vert | lvert | rvert | parallel ∥ perp ⊥ angle ∠ triangle △ degree °"
    " textdegree ° circ ° to → rightarrow → longrightarrow → Rightarrow ⇒ leftarrow ← gets ← leftrightarrow ↔"
    " rightleftharpoons ⇌ uparrow ↑ downarrow ↓ infty ∞ ldots … dots … cdots … langle ⟨ rangle ⟩ lbrack [ rbrack ]"
    " lbrace { rbrace } backslash \\ textmu μ prime ′ dagger † dag † ddagger ‡ sharp # because ∵ therefore ∴ square □"
    " checkmark ✓ textregistered ® circledR ® texttrademark ™ copyright © permil ‰ textperthousand ‰ bigstar ★"
    " blacktriangle ▲ blacksquare ■"
    # Formula OCR knows no ideographic comma; the stroke of \setminus is what it reads instead.
    " setminus 、"
)
_CIRCLED = {
    **{str(n): chr(0x2460 + n - 1) for n in range(1, 21)},
    **{str(n): chr(0x3251 + n - 21) for n in range(21, 36)},
    **{str(n): chr(0x32B1 + n - 36) for n in range(36, 51)},
    **{chr(ord("a") + n): chr(0x24D0 + n) for n in range(26)},
    **{chr(ord("A") + n): chr(0x24B6 + n) for n in range(26)},
}
_MARKS = frozenset("*∗†‡")  # of footnotes: raised once more behind a raised number, they stand beside it
_RAISED = frozenset("°′″®™")  # characters that stand high by themselves


class _MathematicsError(Exception):
    """The formula needs more than a line of text."""


class _Atom(Struct, frozen=True):
    """One character or name; ``slanted`` for what TeX sets as a variable."""

    text: str
    slanted: bool = False
    script: Script | None = None


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def atoms(self) -> list[_Atom]:
        """Everything to the end; a brace too many is skipped, as OCR cuts formulas anywhere."""
        atoms: list[_Atom] = []
        while self._at < len(self._tokens):
            atoms += self._sequence(slanted=True, depth=0)
            self._at += 1
        return atoms

    def _sequence(self, slanted: bool, depth: int, spaces: bool = False) -> list[_Atom]:
        """Atoms up to the brace that closes this group."""
        if depth > _DEPTH:
            raise _MathematicsError
        atoms: list[_Atom] = []
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            token = self._tokens[self._at]
            if token[0] == "\\" and token[1:] in _DECLARATIONS:
                slanted = token == "\\it"
                self._at += 1
            elif token.isspace():
                atoms += [_Atom(" ")] if spaces else []
                self._at += 1
            else:
                atoms += self._item(slanted, depth)
        return atoms

    def _item(self, slanted: bool, depth: int) -> list[_Atom]:
        """The atoms of the next token with its arguments."""
        token = self._tokens[self._at]
        self._at += 1
        if token == "{":
            atoms = self._sequence(slanted, depth + 1)
            self._at += 1
            return atoms
        if token in "^_":
            return self._script("sup" if token == "^" else "sub", slanted, depth)
        if token in _SPACES:
            return [_Atom(" ")]
        if token[0] == "\\" and len(token) > 1:
            return self._command(token[1:].rstrip("*"), slanted, depth)
        if token == "'":
            return [_Atom("′")]
        if token in "&$":
            raise _MathematicsError
        return [_Atom(token, slanted and token.isalpha() and not is_han(token))]

    def _command(self, name: str, slanted: bool, depth: int) -> list[_Atom]:
        if name in _IGNORED or name in "!/":
            if name in ("left", "right") and self._peek() == ".":
                self._argument(slanted, depth)
            return []
        if name in _UPRIGHT or name in _SLANTED:
            return _closed_up(self._argument(name in _SLANTED, depth, spaces=name.startswith("text") or name == "mbox"))
        if name in _SYMBOLS:
            return [_Atom(_SYMBOLS[name], name in _GREEK)]
        if name in _FUNCTIONS:
            return [_Atom(name)]
        if name in _TRANSPARENT:
            return self._argument(slanted, depth)
        if name in _PHANTOMS:
            self._argument(slanted, depth)
            return []
        if name == "textcircled":
            return [_circled(self._argument(slanted, depth))]
        if name in ("textsuperscript", "textsubscript"):
            return _scripted("sup" if name == "textsuperscript" else "sub", self._argument(False, depth))
        if name in _ACCENTS:
            return _accented(name, self._argument(slanted, depth))
        if len(name) == 1 and not name.isalnum():
            return [] if name == "-" else [_Atom("‖" if name == "|" else name)]
        raise _MathematicsError

    def _script(self, script: Script, slanted: bool, depth: int) -> list[_Atom]:
        return _scripted(script, self._argument(slanted, depth))

    def _argument(self, slanted: bool, depth: int, spaces: bool = False) -> list[_Atom]:
        """The group or single item that a command takes."""
        if self._peek() is None or self._peek() == "}":
            return []
        if self._peek() != "{":
            return self._item(slanted, depth + 1)
        self._at += 1
        atoms = self._sequence(slanted, depth + 1, spaces)
        self._at += 1
        return atoms

    def _peek(self) -> str | None:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else None


def _scripted(script: Script, atoms: list[_Atom]) -> list[_Atom]:
    """Atoms as a script: degrees and primes stand high by themselves, a script of a script is mathematics."""
    if all(a.script == script for a in atoms):
        return atoms
    if script == "sup" and all(a.script == "sup" and a.text in _MARKS for a in atoms if a.script):
        atoms = [replace(a, script=None) for a in atoms]
    if any(a.script for a in atoms):
        raise _MathematicsError
    if script == "sup" and any(a.text in _RAISED for a in atoms):
        return [a if a.text in _RAISED or atoms[0].text == "°" else replace(a, script=script) for a in atoms]
    return [replace(a, script=script) for a in atoms if not a.text.isspace()]


def _closed_up(atoms: list[_Atom]) -> list[_Atom]:
    """A name without the spaces between its letters where OCR spelled it out (``~ o ~ r ~``)."""
    letters = [a for a in atoms if not a.text.isspace()]
    if len(letters) < 2 or any(not a.text.isspace() and not b.text.isspace() for a, b in pairwise(atoms)):
        return atoms
    return [*atoms[: atoms[0].text.isspace()], *letters]


def _circled(atoms: list[_Atom]) -> _Atom:
    content = "".join(a.text for a in atoms).strip()
    if content not in _CIRCLED:
        raise _MathematicsError
    return _Atom(_CIRCLED[content])


def _accented(name: str, atoms: list[_Atom]) -> list[_Atom]:
    """A bar over one letter is a mean; an accent over a number or a name is a speck on the page."""
    if name in ("bar", "overline") and len(atoms) == 1 and atoms[0].text.isalpha():
        return [replace(atoms[0], text=atoms[0].text + _MACRON)]
    if any(a.slanted for a in atoms) or (len(atoms) == 1 and atoms[0].text.isalpha()):
        raise _MathematicsError
    return atoms


# Judging --------------------------------------------------------------------------------------------------------------

_OPERATORS = frozenset("=<>≤≥≪≫≲≳≈≃≅≡≠∝+×·*")
_BREAKS = frozenset(",;，；、: ")


def _is_algebra(atoms: list[_Atom]) -> bool:
    """Whether an operator has a variable on either side: ``E=mc`` is algebra; ``P<0.05``, ``25.8±2.5`` are text."""
    before = operator = False
    for index, atom in enumerate(atoms):
        if atom.script:
            continue
        if atom.text in _BREAKS:
            before = operator = False
        elif atom.text in _OPERATORS:
            operator = before
        elif _is_variable(atoms, index):
            if operator:
                return True
            before = True
    return False


def _is_variable(atoms: list[_Atom], index: int) -> bool:
    """A slanted letter that is not part of a word (three letters or more) nor the μ of a unit."""
    if not atoms[index].slanted:
        return False
    nearest = atoms[max(0, index - 2) : index + 3]
    if atoms[index].text == "μ":
        return not any(_is_plain_letter(a) for a in atoms[max(0, index - 1) : index + 2] if a is not atoms[index])
    run = longest = 0
    for atom in nearest:
        run = run + 1 if _is_plain_letter(atom) else 0
        longest = max(longest, run)
    return longest < 3


def _is_plain_letter(atom: _Atom) -> bool:
    return atom.script is None and atom.text.isalpha() and not is_han(atom.text)


def _stacks_letters(atoms: list[_Atom]) -> bool:
    """Whether one base has an index below and above and neither is a number, a charge or a mark."""
    levels: list[tuple[Script | None, bool]] = []
    for atom in atoms:
        letter = atom.slanted or atom.text.isalpha()
        if levels and levels[-1][0] == atom.script:
            levels[-1] = (atom.script, levels[-1][1] or letter)
        else:
            levels.append((atom.script, letter))
    return any(one[0] and other[0] and one[1] and other[1] for one, other in pairwise(levels))


# Setting --------------------------------------------------------------------------------------------------------------

_RELATIONS = frozenset("=<>≤≥≪≫≲≳≈≃≅≡≠∝")


def _spaced(atoms: list[_Atom]) -> list[_Atom]:
    """With the spaces that text needs and TeX makes by itself: after a comma, and between a word and a relation."""
    spaced: list[_Atom] = []
    word = 0
    for index, atom in enumerate(atoms):
        if atom.script is None and atom.text in _RELATIONS and word >= 3:
            spaced.append(_Atom(" "))
        spaced.append(atom)
        word = word + len(atom.text) if atom.script is None and atom.text.islower() and atom.text.isascii() else 0
        if atom.script is None and atom.text in ",;" and index + 1 < len(atoms):
            digits = index and atoms[index - 1].text.isdigit() and atoms[index + 1].text.isdigit()
            spaced += [] if digits else [_Atom(" ")]
    return spaced


def _runs(atoms: list[_Atom]) -> tuple[Run, ...]:
    """Atoms of one level together, with no space at either end and none twice."""
    single = [a for a, before in zip(atoms, [_Atom(" "), *atoms], strict=False) if a.text != " " or before.text != " "]
    if single and single[-1].text == " ":
        single.pop()
    groups = itertools.groupby(single, key=lambda atom: atom.script)
    return tuple(Run("".join(a.text for a in group).replace("′′", "″"), script) for script, group in groups)
