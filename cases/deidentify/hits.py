"""What one detector reports before merging: a stretch of the plain copy, its kind and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cases.deidentify.spans import Kind


class Hit(NamedTuple):
    """Like a Finding, in offsets of the plain copy; `risky` is what may block if the score is high."""

    start: int
    end: int
    kind: Kind
    score: float
    risky: bool
    reason: str


def pattern(source: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """A verbose pattern; white space in it has no meaning, so write `[ ]`."""
    return re.compile(source, re.VERBOSE | (re.IGNORECASE if ignore_case else re.NOFLAG))


def hits_of(
    expression: re.Pattern[str],
    text: str,
    kind: Kind,
    score: float,
    reason: str,
    *,
    risky: bool = True,
) -> Iterator[Hit]:
    """One hit for each match: its group `value` where that took part, else the whole match."""
    named = "value" in expression.groupindex
    for match in expression.finditer(text):
        group: str | int = "value" if named and match["value"] is not None else 0
        yield Hit(match.start(group), match.end(group), kind, score, risky, reason)
