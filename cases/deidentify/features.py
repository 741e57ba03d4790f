"""Words of a text as the trained models see them: tokens and the features of each token in its line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cases.deidentify import gazetteer, lexicon
from cases.deidentify.hits import pattern

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LONGEST = 120  # tokens a sequence
_TITLE = pattern(rf"\A(?:{lexicon.TITLES})\Z")
_KIN = pattern(rf"\A(?:{lexicon.KIN})\Z")


class Token(NamedTuple):
    """A run of letters, a run of digits or one other sign."""

    start: int
    end: int
    text: str


def sequences(text: str) -> list[list[Token]]:
    """The tokens of each line, long lines cut at the end of a sentence where there is one."""
    found: list[list[Token]] = []
    start = 0
    for line in text.split("\n"):
        tokens = [Token(start + match.start(), start + match.end(), match.group()) for match in _TOKEN.finditer(line)]
        found.extend(_pieces(tokens))
        start += len(line) + 1
    return found


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = []
    while len(tokens) > _LONGEST:
        ends = (index + 1 for index in range(_LONGEST - 1, _LONGEST // 2, -1) if tokens[index].text == ".")
        cut = next(ends, _LONGEST)
        pieces.append(tokens[:cut])
        tokens = tokens[cut:]
    if tokens:
        pieces.append(tokens)
    return pieces


def _own(word: str) -> tuple[str, ...]:
    """What a word says by itself."""
    lower = word.lower()
    if word.isdigit():
        return (
            "w=" + (word if len(word) < 3 else "0" * len(word)),
            f"d={min(len(word), 9)}",
            "year" if word[:2] in {"19", "20"} and len(word) == 4 else "num",
        )
    if len(word) == 1 and not word.isalpha():
        return ("w=" + word, "sign")
    own = ["w=" + lower, "s=" + _shape(word), "x=" + lower[-3:], "p=" + lower[:3]]
    lists = gazetteer.memberships(lower)
    own += ["in=" + name for name in gazetteer.FEATURES if name in lists]
    if lower in lexicon.EPONYMS:
        own.append("eponym")
    if lower in lexicon.HEADS:
        own.append("head")
    return tuple(own)


def _seen(word: str) -> tuple[str, ...]:
    """What a word says to its neighbours."""
    lower = word.lower()
    if word.isdigit():
        return (f"d={min(len(word), 9)}",)
    if len(word) == 1 and not word.isalpha():
        return ("w=" + word,)
    seen = ["w=" + lower, "s=" + _shape(word)]
    lists = gazetteer.memberships(lower)
    if "first" in lists and "common" not in lists:
        seen.append("first")
    if "last" in lists and "common" not in lists:
        seen.append("last")
    if lower in lexicon.HEADS:
        seen.append("head")
    if _TITLE.fullmatch(lower):
        seen.append("title")
    if _KIN.fullmatch(lower):
        seen.append("kin")
    return tuple(seen)


def _shape(word: str) -> str:
    if word.islower():
        return "a"
    if word.isupper():
        return "A" if len(word) == 1 else "AA"
    return "Aa" if word[0].isupper() and word[1:].islower() else "aA"


class _Said(NamedTuple):
    """All that a word says: by itself and, with the distance before it, to its neighbours."""

    own: tuple[str, ...]
    to_next: tuple[str, ...]
    to_second: tuple[str, ...]
    to_third: str
    to_one_before: tuple[str, ...]
    to_two_before: tuple[str, ...]
    pair: str
    shape: str


@lru_cache(maxsize=16_384)
def _said(word: str) -> _Said:
    seen, lower = _seen(word), word.lower()
    to_next, to_second, to_one_before, to_two_before = (
        tuple(place + feature for feature in seen) for place in ("-1", "-2", "+1", "+2")
    )
    return _Said(
        _own(word),
        to_next,
        to_second,
        "-3w=" + lower,
        to_one_before,
        to_two_before,
        "-1^" + lower[:12] + "|",
        _shape(word),
    )


def features_of(tokens: list[Token]) -> list[list[str]]:
    """One list of features for each token of a sequence."""
    words = [token.text for token in tokens]
    said = [_said(word) for word in words]
    last = len(words) - 1
    label = _label(words)
    rows: list[list[str]] = []
    for index, one in enumerate(said):
        row = [*one.own]
        if index:
            before = said[index - 1]
            row += before.to_next
            row.append(before.pair + one.shape)
            if index > 1:
                row += said[index - 2].to_second
                if index > 2:
                    row.append(said[index - 3].to_third)
        else:
            row.append("first of line")
        if index < last:
            row += said[index + 1].to_one_before
            if index + 1 < last:
                row += said[index + 2].to_two_before
        else:
            row.append("last of line")
        if index and tokens[index - 1].end == tokens[index].start:
            row.append("glued")
        if label and index >= label[1]:
            row.append("label=" + label[0])
        rows.append(row)
    return rows


def _label(words: list[str]) -> tuple[str, int] | None:
    """The header of a line (`Nombre: …`) and where its value begins."""
    for index, word in enumerate(words[:5]):
        if word == ":":
            return " ".join(words[:index]).lower()[:24], index + 1
    return None
