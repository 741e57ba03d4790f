"""The Spanish chain: an ordered table of rewriting rules that Python and Elasticsearch both run.

Own rules, because no ready-made stemmer joins what medical readers type (`nino`, `niños`) and keeps apart
what they must not confuse (`año`, `ano`). The pairs that prove it stand in the tests.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from search.analysis.text import fold, tokens

# Vowels lose their marks first; the letter ñ is decided by the rules.
VOWELS: Final = {
    "á": "a", "à": "a", "é": "e", "è": "e", "í": "i", "ì": "i",
    "ó": "o", "ò": "o", "ú": "u", "ù": "u", "ü": "u",
}  # fmt: skip

# Words whose ñ carries meaning: without it they are another word, often a coarse one.
_KEEP_ENYE: Final = ("a", "ca", "campa", "cu", "do", "mo", "pe", "pi", "sa", "ti", "u")

# Pattern and replacement, in the form that Java and Python both read ($1 is rewritten for Python).
RULES_BEFORE_FOLDING: Final = (
    (rf"^({'|'.join(_KEEP_ENYE)})ñ([ao]s?)$", "$1ny$2"),
    (r"^soñ(.+)$", "sony$1"),
)
RULES_AFTER_FOLDING: Final = (
    (r"^diabet(?:es|ic[ao]s?)$", "diabet"),
    (r"^(..+[aeo])s$", "$1"),
    (r"^(....+)[ao]$", "$1"),
    (r"^(...+)e$", "$1"),
    (r"^(.+)z$", "$1c"),
)


def _compiled(rules: tuple[tuple[str, str], ...]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), re.sub(r"\$(\d)", r"\\\1", replacement)) for pattern, replacement in rules]


_BEFORE: Final = _compiled(RULES_BEFORE_FOLDING)
_AFTER: Final = _compiled(RULES_AFTER_FOLDING)
_MARKS: Final = str.maketrans(VOWELS)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Spanish stem of one lower-case word."""
    word = word.translate(_MARKS)
    for pattern, replacement in _BEFORE:
        word = pattern.sub(replacement, word)
    word = fold(word)
    for pattern, replacement in _AFTER:
        word = pattern.sub(replacement, word)
    return word


def stems(text: str) -> list[str]:
    """The stems of a text, one for each token, so that phrases stay phrases."""
    return [stem(token) for token in tokens(text)]
