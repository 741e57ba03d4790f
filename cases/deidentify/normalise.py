"""A plain copy of a text for the detectors, with a map back to the original characters."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Soft hyphen, zero-width signs, bidirectional marks, variation selectors, byte order mark, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]",
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_KEPT = frozenset("ºª°…")  # compatibility forms would turn "nº 3" into "no 3"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "\u2018\u2019\u201b\u02bc\u02b9\u00b4\u0060\u2032\uff07"
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict(zip("аеорсухкіјѕһԁԛԝвмнт", "aeopcyxkijshdqwbmht", strict=True)),
        **dict(zip("АВЕКМНОРСТУХІЈЅԚԜ", "ABEKMHOPCTYXIJSQW", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ", "ABEZHIKMNOPTYXoc", strict=True)),
        "\u2044": "/",
        "\u2215": "/",
        "ı": "i",
        "ɑ": "a",
        "ɡ": "g",
        "\u3002": ".",
        "\u2024": ".",
    },
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` for detection; character i of it came from original characters `starts[i]` to `ends[i]`."""

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of characters `start` to `end` (exclusive, not empty) of the plain copy."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """Decode entities, drop invisible signs, fold compatibility forms and lookalike letters."""
    if not _ENTITY.search(text):
        folds = {ord(sign): _plain(sign) for sign in set(text) if sign == "`" or not sign.isascii()}
        if all(map(_stays_one, folds.items())):
            return Normalised(text.translate(folds), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, raw in _clusters(text):
        plain = _plain(raw)
        pieces.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
    return Normalised("".join(pieces), tuple(starts), tuple(ends))


def _stays_one(fold: tuple[int, str]) -> bool:
    """Whether a sign becomes exactly one sign and does not change the one before it."""
    code, plain = fold
    return len(plain) == 1 and not unicodedata.combining(chr(code))


@lru_cache(maxsize=4_096)
def _plain(raw: str) -> str:
    if raw.isascii():
        return "'" if raw == "`" else raw
    if raw in _KEPT:
        return raw
    folded = unicodedata.normalize("NFKC", raw)
    return _INVISIBLE.sub("", folded).translate(_LOOKALIKES)


def _clusters(text: str) -> list[tuple[int, int, str]]:
    """Pieces (start, end, characters): a base with its combining marks, or one decoded entity."""
    clusters: list[tuple[int, int, str]] = []
    position = 0
    for entity in _ENTITY.finditer(text):
        decoded = html.unescape(entity.group())
        if decoded == entity.group():
            continue
        _append_characters(clusters, text, position, entity.start())
        clusters.append((entity.start(), entity.end(), decoded))
        position = entity.end()
    _append_characters(clusters, text, position, len(text))
    return clusters


def _append_characters(clusters: list[tuple[int, int, str]], text: str, start: int, end: int) -> None:
    for index in range(start, end):
        character = text[index]
        if index > start and not character.isascii() and unicodedata.combining(character):
            first, _, base = clusters[-1]
            clusters[-1] = (first, index + 1, base + character)
        else:
            clusters.append((index, index + 1, character))
