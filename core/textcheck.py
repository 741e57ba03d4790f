"""The registry of checks that a text must pass before others read it in a clinical place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text may not go out: where it stands (characters), what kind, and a sentence for its author."""

    start: int
    end: int
    kind: str
    message: str


Check = Callable[[str, str], Sequence[Problem]]


class CheckUnavailable(Exception):
    """No check could run. A check that cannot run means no."""


_checks: list[Check] = []


def register_check(check: Check) -> None:
    """Add a check; it gets the text and its language, and returns what stands in the way."""
    if check not in _checks:
        _checks.append(check)


def check_text(text: str, language: str) -> list[Problem]:
    """Return everything that stands in the way of publishing this text.

    Raises CheckUnavailable when there is no check, or one of them broke.
    """
    if not _checks:
        raise CheckUnavailable
    problems: list[Problem] = []
    for check in _checks:
        try:
            problems.extend(check(text, language))
        except Exception as error:
            raise CheckUnavailable from error
    return problems
