"""What one detector reports before merging: a stretch of the plain copy, its kind and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cases.deidentify.spans import Kind

_WIDENING = 60


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


def windows(text: str, anchor: re.Pattern[str], before: int, after: int) -> list[tuple[int, int]]:
    """Stretches around the anchors, widened to white space: expensive patterns search only these."""
    found: list[tuple[int, int]] = []
    for match in anchor.finditer(text):
        start = max(0, match.start() - before)
        end = min(len(text), match.end() + after)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return [(_left(text, start), _right(text, end)) for start, end in found]


def matches_at(expression: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    """What a search of the whole text would find, given where all matches can begin."""
    end = 0
    for start in starts:
        if start >= end and (match := expression.match(text, start)):
            end = match.end()
            yield match


def _left(text: str, index: int) -> int:
    lowest = max(0, index - _WIDENING)
    while index > lowest and not text[index - 1].isspace():
        index -= 1
    return index


def _right(text: str, index: int) -> int:
    highest = min(len(text), index + _WIDENING)
    while index < highest and not text[index].isspace():
        index += 1
    return index


def matches_in(expression: re.Pattern[str], text: str, places: list[tuple[int, int]] | None) -> Iterator[re.Match[str]]:
    """Matches in the whole text, or only in these stretches."""
    if places is None:
        yield from expression.finditer(text)
        return
    for start, end in places:
        yield from expression.finditer(text, start, end)


def hits_of(
    expression: re.Pattern[str],
    text: str,
    kind: Kind,
    score: float,
    reason: str,
    *,
    risky: bool = True,
    places: list[tuple[int, int]] | None = None,
    starts: list[int] | None = None,
) -> Iterator[Hit]:
    """One hit for each match: its group `value` where that took part, else the whole match.

    `places` are the only stretches to search, `starts` the only places where a match can begin.
    """
    named = "value" in expression.groupindex
    for match in matches_in(expression, text, places) if starts is None else matches_at(expression, text, starts):
        group: str | int = "value" if named and match["value"] is not None else 0
        yield Hit(match.start(group), match.end(group), kind, score, risky, reason)
