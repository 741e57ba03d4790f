"""Words that exist once: canaries planted in things, and lookup words, which find a thing without saying its canary."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

EVERYWHERE: Final = "everything"
_LETTERS: Final = "bcdfghjklmnprtvw"
_CANARY: Final = re.compile(rb"zq[bcdfghjklmnprtvw]{18}", re.IGNORECASE)
_SOFT_BREAK: Final = re.compile(rb"=\r?\n|\r?\n[ \t]")


def _word(start: str, length: int, chance: random.Random) -> str:
    return start + "".join(chance.choices(_LETTERS, k=length))


@dataclass(slots=True)
class Marks:
    """Which canary stands in which part of which thing."""

    chance: random.Random = field(default_factory=random.SystemRandom)
    planted: dict[str, tuple[str, str]] = field(default_factory=dict)
    lookups: dict[str, str] = field(default_factory=dict)
    pictures: dict[bytes, str] = field(default_factory=dict)

    def canary(self, thing: str, part: str) -> str:
        """A new word of twenty letters for one part of a thing."""
        word = _word("zq", 18, self.chance)
        self.planted[word] = (thing, part)
        return word

    def lookup(self, thing: str) -> str:
        """The word by which the thing is looked up; it is no secret, since whoever searches has typed it."""
        return self.lookups.setdefault(thing, _word("xk", 10, self.chance))

    def words(self, thing: str, part: str) -> str:
        """A text with its lookup word, the word that stands in all texts, and its canary."""
        return f"{self.lookup(thing)} {self.lookup(EVERYWHERE)} {self.canary(thing, part)}"

    def bytes_of(self, thing: str, data: bytes) -> None:
        """A picture carries no words: twenty bytes from the middle of its pixels stand for its canary."""
        middle = len(data) // 2
        word = self.canary(thing, "pixels")
        self.pictures[data[middle : middle + 20]] = word

    def found_in(self, data: bytes) -> frozenset[str]:
        """The canaries in some bytes, also where a mail or a calendar has broken its lines."""
        seen = {match.decode().lower() for match in _CANARY.findall(data)}
        seen |= {match.decode().lower() for match in _CANARY.findall(_SOFT_BREAK.sub(b"", data))}
        seen |= {word for pixels, word in self.pictures.items() if pixels in data}
        return frozenset(seen & self.planted.keys())

    def things(self, canaries: Iterable[str]) -> frozenset[str]:
        """The things to which canaries belong."""
        return frozenset(self.planted[canary][0] for canary in canaries)
