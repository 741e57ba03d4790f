"""Membership in the lists of first names, last names, places and clinical words, kept as sorted 32-bit hashes.

The file is made by `python -m cases.deidentify.training gazetteer`; a lookup may be wrong once in about
twenty thousand words, which a score can bear and a megabyte of memory pays for.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

LISTS: Final = ("first", "last", "place", "common", "clinical")
FEATURES: Final = ("first", "last", "place", "common")  # the lists that the trained models know
NAMES: Final = frozenset({"first", "last", "place"})
FILE: Final = Path(__file__).parent / "models" / "gazetteer.bin"


def word_hash(word: str) -> int:
    """A hash that is the same on every machine and Python version."""
    return zlib.crc32(word.encode())


def pack(lists: dict[str, set[str]]) -> bytes:
    """The file's bytes: per list a four-byte count and its sorted hashes, all little-endian, compressed."""
    out = bytearray()
    for name in LISTS:
        hashes = sorted({word_hash(word) for word in lists[name]})
        out += len(hashes).to_bytes(4, "little")
        for value in hashes:
            out += value.to_bytes(4, "little")
    return zlib.compress(bytes(out), 9)


@cache
def _arrays() -> dict[str, array[int]]:
    data = zlib.decompress(FILE.read_bytes())
    arrays: dict[str, array[int]] = {}
    position = 0
    for name in LISTS:
        size = int.from_bytes(data[position : position + 4], "little")
        numbers = array("I")
        numbers.frombytes(data[position + 4 : position + 4 + 4 * size])
        if sys.byteorder == "big":
            numbers.byteswap()
        arrays[name] = numbers
        position += 4 + 4 * size
    return arrays


def _holds(name: str, word: str) -> bool:
    numbers = _arrays()[name]
    value = word_hash(word)
    index = bisect_left(numbers, value)
    return index < len(numbers) and numbers[index] == value


@lru_cache(maxsize=8192)
def memberships(word: str) -> frozenset[str]:
    """Which of the lists hold this word; `word` in lower case."""
    return frozenset(name for name in LISTS if _holds(name, word))


def is_place(phrase: str) -> bool:
    """Whether this phrase (lower case, one space between words) is a town of more than 1,000 people."""
    return _holds("place", phrase)
