"""Chinese names in Latin letters: a run that is nothing but pinyin is a name, whatever English words it may hold."""

from __future__ import annotations

import re

# Initials and the finals that follow them: Scheme for the Chinese Phonetic Alphabet (GB/T 16159-2012), ü as u or v.
_SYLLABLES = """
-: a ai an ang ao e ei en eng er o ou
b: a ai an ang ao ei en eng i ian iao ie in ing o u
p: a ai an ang ao ei en eng i ian iao ie in ing o ou u
m: a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f: a an ang ei en eng o ou u
d: a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
t: a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n: a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue
l: a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue
g: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k: a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
h: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j: i ia ian iang iao ie in ing iong iu u uan ue un
q: i ia ian iang iao ie in ing iong iu u uan ue un
x: i ia ian iang iao ie in ing iong iu u uan ue un
zh: a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch: a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh: a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r: an ang ao e en eng i ong ou u ua uan ui un uo
z: a ai an ang ao e ei en eng i ong ou u uan ui un uo
c: a ai an ang ao e en eng i ong ou u uan ui un uo
s: a ai an ang ao e en eng i ong ou u uan ui un uo
y: a an ang ao e i in ing o ong ou u uan ue un
w: a ai an ang ei en eng o u
"""


def _pattern() -> re.Pattern[str]:
    alternatives = []
    for line in _SYLLABLES.split("\n")[1:-1]:
        initial, finals = line.split(": ")
        longest_first = sorted(finals.split(), key=len, reverse=True)
        alternatives.append(f"{initial.strip('-')}(?:{'|'.join(longest_first)})")
    return re.compile(f"(?:{'|'.join(alternatives)})+", re.IGNORECASE)


_PINYIN = _pattern()
# Two names together; a longer run is no name, and the bound keeps the search for syllable breaks short.
_LONGEST = 24


def is_pinyin(word: str) -> bool:
    """Whether a word of Latin letters is made of Mandarin syllables alone.

    >>> is_pinyin("Zhengcai"), is_pinyin("Longgang"), is_pinyin("incell")
    (True, True, False)
    """
    return len(word) <= _LONGEST and bool(_PINYIN.fullmatch(word))
