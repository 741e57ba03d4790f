"""The speller: one misspelt word in, the word that was meant out, from the words of public documents only.

A deletion index finds neighbours: two words within two edits share a form with at most two letters removed.
It is two flat arrays (hash of the form, number of the word), small enough to be stored and read at a start.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import combinations
from typing import TYPE_CHECKING, Final
from zlib import crc32

from search.analysis.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.vocabulary import Vocabulary

SHORTEST: Final = 4
LONGEST: Final = 40
TWO_EDITS_FROM: Final = 6
KNOWN_DOCUMENTS: Final = 3
# A word that stands in a document is replaced only by a near word this many times as frequent.
FAR_MORE_FREQUENT: Final = 50
_NAME_WORTH: Final = 20


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words (insert, delete, change, swap neighbours), or limit + 1 when there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, target in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _edits_allowed(word: str) -> int:
    return 1 if len(word) < TWO_EDITS_FROM else 2


def _forms(word: str) -> Iterator[int]:
    """Hashes of the word with up to two letters removed."""
    yield crc32(word.encode())
    seen = {word}
    for removed in range(1, _edits_allowed(word) + 1):
        for places in combinations(range(len(word)), len(word) - removed):
            form = "".join([word[place] for place in places])
            if form not in seen:
                seen.add(form)
                yield crc32(form.encode())


class DeletionIndex:
    """Which words share a form with another one."""

    def __init__(self, words: list[str], hashes: array[int], numbers: array[int]) -> None:
        """Wrap stored arrays; use `build` for new words."""
        self.words, self._hashes, self._numbers = words, hashes, numbers

    @classmethod
    def build(cls, words: list[str]) -> DeletionIndex:
        """Index the words."""
        # One sorted list of 64-bit numbers, hash in front: sorting pairs of objects would take five times as long.
        packed = sorted(form << 32 | number for number, word in enumerate(words) for form in _forms(word))
        return cls(words, array("I", [p >> 32 for p in packed]), array("I", [p & 0xFFFF_FFFF for p in packed]))

    def near(self, word: str) -> set[str]:
        """Words that may be within two edits; the caller measures."""
        found: set[str] = set()
        for form in _forms(word):
            place = bisect_left(self._hashes, form)
            while place < len(self._hashes) and self._hashes[place] == form:
                found.add(self.words[self._numbers[place]])
                place += 1
        return found

    def dump(self) -> bytes:
        """The arrays as bytes, least significant first."""
        hashes, numbers = array("I", self._hashes), array("I", self._numbers)
        if sys.byteorder == "big":
            hashes.byteswap()
            numbers.byteswap()
        return hashes.tobytes() + numbers.tobytes()

    @classmethod
    def load(cls, words: list[str], data: bytes) -> DeletionIndex:
        """Read what `dump` wrote for the same list of words."""
        hashes, numbers = array("I"), array("I")
        half = len(data) // 2
        hashes.frombytes(data[:half])
        numbers.frombytes(data[half:])
        if sys.byteorder == "big":
            hashes.byteswap()
            numbers.byteswap()
        return cls(words, hashes, numbers)


class Speller:
    """Corrects words that no public document knows."""

    def __init__(self, vocabulary: Vocabulary, index: DeletionIndex | None = None) -> None:
        """Use a stored index of `candidates(vocabulary)`, or build one."""
        self.vocabulary = vocabulary
        self.index = index or DeletionIndex.build(candidates(vocabulary))

    def correct(self, word: str) -> str:
        """The word itself when it is known, short or no word; otherwise the likeliest neighbour, if there is one."""
        stem = word.removesuffix("'s")
        plain = fold(stem)
        if not plain.isalpha() or not SHORTEST <= len(plain) <= LONGEST or is_known(self.vocabulary, plain):
            return word
        best = self._best(plain)
        return self.vocabulary.spelling(best) + word[len(stem) :] if best else word

    def _best(self, plain: str) -> str | None:
        limit = _edits_allowed(plain)
        measured = [(distance(plain, near, limit), near) for near in self.index.near(plain)]
        close = [pair for pair in measured if 0 < pair[0] <= limit]
        seen = self.vocabulary.documents[plain]
        if seen:
            close = [
                (edits, near)
                for edits, near in close
                if edits == 1 and self.vocabulary.documents[near] >= FAR_MORE_FREQUENT * seen
            ]
        return min(close, key=lambda pair: self._rank(plain, *pair))[1] if close else None

    def _rank(self, plain: str, edits: int, near: str) -> tuple[int, bool, int, str]:
        worth = _NAME_WORTH * self.vocabulary.names[near] + self.vocabulary.documents[near]
        return (edits, near[0] != plain[0], -worth, near)


def is_known(vocabulary: Vocabulary, plain: str) -> bool:
    """Whether a folded word stands in a public name or in several public documents."""
    return plain in vocabulary.names or vocabulary.documents[plain] >= KNOWN_DOCUMENTS


def candidates(vocabulary: Vocabulary) -> list[str]:
    """The words that may be suggested, in a fixed order."""
    return sorted(
        word
        for word in vocabulary.documents
        if word.isalpha() and SHORTEST <= len(word) <= LONGEST and is_known(vocabulary, word)
    )
