"""The English stemmer of both engines in Python, for marks in results and for saved queries.

M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the two later changes of its
author (`bli` and `logi`) that Lucene and SQLite follow. The indices stem by themselves; a test compares.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from search.analysis.text import fold, tokens

_STEP_2: Final = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
_STEP_3: Final = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4: Final = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism",
    "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip
_SHORTEST: Final = 3


def _shape(word: str) -> str:
    """The word as a row of v (vowel) and c (consonant); y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and shape[-1:] == "c")
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    """How many times a vowel run is followed by a consonant run."""
    return _shape(word).count("vc")


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _ends_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _ends_short(word: str) -> bool:
    return _shape(word)[-3:] == "cvc" and word[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest != word and _has_vowel(rest):
            return _repaired(rest)
        if rest != word:
            return word
    return word


def _repaired(rest: str) -> str:
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _ends_double(rest) and rest[-1] not in "lsz":
        return rest[:-1]
    if _measure(rest) == 1 and _ends_short(rest):
        return rest + "e"
    return rest


def _replace_longest(word: str, table: tuple[tuple[str, str], ...]) -> str:
    matches = [pair for pair in table if word.endswith(pair[0])]
    if not matches:
        return word
    ending, replacement = max(matches, key=lambda pair: len(pair[0]))
    rest = word[: -len(ending)]
    return rest + replacement if _measure(rest) > 0 else word


def _cut_longest(word: str) -> str:
    matches = [ending for ending in _STEP_4 if word.endswith(ending)]
    if not matches:
        return word
    ending = max(matches, key=len)
    rest = word[:-3] if ending in {"sion", "tion"} else word[: -len(ending)]
    return rest if _measure(rest) > 1 else word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _ends_short(word[:-1])):
            word = word[:-1]
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of one lower-case word; words with other letters than a to z are only folded."""
    word = fold(word)
    if len(word) < _SHORTEST or not (word.isascii() and word.isalnum()):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace_longest(word, _STEP_2)
    word = _replace_longest(word, _STEP_3)
    return _tidy(_cut_longest(word))


def stems(text: str) -> list[str]:
    """The stems of a text, one for each token."""
    return [stem(token) for token in tokens(text)]
