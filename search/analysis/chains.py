"""The chain of a language in Python: what the embedded index stores, and which words of a text a query marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from search.analysis import english, spanish
from search.analysis.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

_STEMMERS: Final[dict[str, Callable[[str], str]]] = {"en": english.stem, "es": spanish.stem}
_STEMS: Final[dict[str, Callable[[str], list[str]]]] = {"en": english.stems, "es": spanish.stems}


def stem(word: str, language: str) -> str:
    """The stem of one lower-case token in a language."""
    return _STEMMERS[language](word)


def stems(text: str, language: str) -> list[str]:
    """The stems of a text in a language, one a token."""
    return _STEMS[language](text)


def indexed(text: str, language: str) -> str:
    """What the embedded tables get: English is stemmed by its tokenizer there, Spanish here."""
    return " ".join(spanish.stems(text)) if language == "es" else clean(text)
