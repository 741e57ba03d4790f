"""Words of a text, before any language's chain: normal forms, folding and the pattern of a word."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LANGUAGES: Final = ("en", "es")

# One token of both engines: a run of letters and digits. Elasticsearch gets the second spelling.
TOKEN: Final = re.compile(r"[^\W_]+")
JAVA_GAP: Final = r"[^\p{L}\p{N}]+"

# A word as people type it: tokens joined by inner apostrophes.
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"(?<=[^\W_])'s(?![^\W_])", re.IGNORECASE)
# Control characters, and the private-use letters that results use as marks.
_NOT_STORED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]")
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u00ad": None})


def stored(text: str) -> str:
    """Text as rows keep it: composed letters, no control characters, so that offsets mean the same everywhere."""
    return _NOT_STORED.sub("", unicodedata.normalize("NFC", text))


def normal(text: str) -> str:
    """Compatible letters and plain apostrophes."""
    return unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))


def clean(text: str) -> str:
    """Text as both engines read it: normal, possessive endings cut."""
    return _POSSESSIVE.sub("", normal(text))


def words(text: str) -> list[str]:
    """Lower-case words in order; `Crohn's` stays one word."""
    return _WORD.findall(normal(text).lower())


def typed_words(text: str) -> list[str]:
    """The same words in the case in which they were typed."""
    return _WORD.findall(normal(text))


def tokens(text: str) -> list[str]:
    """Lower-case tokens in order, as both engines cut them."""
    return TOKEN.findall(clean(text).lower())


def fold(text: str) -> str:
    """Lower case without marks: `Riñón` becomes `rinon`."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def key(text: str) -> str:
    """The exact-name key of a title, a synonym or a query: folded, single-spaced, apostrophes left out."""
    return " ".join(TOKEN.findall(fold(normal(text)).replace("'", "")))
