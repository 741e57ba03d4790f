"""What an import did, in numbers and in sentences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Final

COUNTED: Final = ("created", "updated", "unchanged", "retired", "failed")


class Report:
    """Counts outcomes and says each problem at once, so that a long run is not silent."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._counts: Counter[str] = Counter()

    def count(self, outcome: str) -> None:
        """Count one record."""
        self._counts[outcome] += 1

    def fail(self, where: str, reason: str) -> None:
        """Count and name what could not be taken in."""
        self._counts["failed"] += 1
        self._say(f"failed: {where}: {reason}")

    def note(self, where: str, reason: str, outcome: str = "") -> None:
        """Name something that an operator should know, and count it if it has a column of its own."""
        if outcome:
            self._counts[outcome] += 1
        self._say(f"note: {where}: {reason}")

    @property
    def has_failed(self) -> bool:
        """Whether anything could not be taken in."""
        return self._counts["failed"] > 0

    @property
    def has_written(self) -> bool:
        """Whether anything changed."""
        return any(self._counts[name] for name in ("created", "updated", "retired"))

    def summary(self) -> str:
        """Return one line of JSON: the five numbers that every importer gives, then its own."""
        more = {name: number for name, number in sorted(self._counts.items()) if name not in COUNTED}
        return json.dumps({name: self._counts[name] for name in COUNTED} | more)
