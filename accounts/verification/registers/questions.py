"""What registers are asked and answer, and when two names are the same. Knows no register."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.verification.enums import Outcome

_TITLES: Final = frozenset(
    {"dr", "dra", "doctor", "doctora", "prof", "md", "mr", "mrs", "ms", "de", "van", "der", "den"}
)
_ALIKE: Final = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What an applicant says: who, with which number, from which confirmed addresses; `today` decides what is over."""

    number: str
    name: str
    emails: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Reply:
    """What a register says: an outcome, a word of ours for why, and what stands there."""

    outcome: Outcome
    detail: str = ""
    said: str = ""


class Away(Exception):
    """The register has no answer now. The message is one word of ours, such as `timeout` or `http-500`."""


def plain_number(number: str) -> str:
    """A number as it is compared: letters and digits only, in capitals."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _words(name: str) -> frozenset[str]:
    bare = "".join(s for s in unicodedata.normalize("NFKD", name) if not unicodedata.combining(s)).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in bare).split()
    return frozenset(word for word in words if word not in _TITLES)


def same_person(written: str, registered: str) -> bool:
    """Whether two names may be one person's: at least two words in common, and all words of the shorter one.

    Accents, case, order, titles and particles do not count. One word, such as a family name alone, is too little.
    """
    ours, theirs = _words(written), _words(registered)
    common = ours & theirs
    return len(common) >= _ALIKE and len(common) == min(len(ours), len(theirs))


def judge(question: Question, registered: str, *, in_force: bool, until: date | None = None) -> Reply:
    """What it means that a register knows the number under this name."""
    if not same_person(question.name, registered):
        return Reply(Outcome.MISMATCH, "other-name", registered[:200])
    if not in_force:
        return Reply(Outcome.MISMATCH, "not-in-force", registered[:200])
    if until is not None and until < question.today:
        return Reply(Outcome.MISMATCH, "run-out", registered[:200])
    return Reply(Outcome.MATCH, "", registered[:200])
