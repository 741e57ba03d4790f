"""What the detector reports: the kinds of identifiers and one finding in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The groups of the HIPAA Safe Harbor list as a reader sees them.

    `CLUE` is not on the list: it marks words that single a person out ("the only … in the village").
    """

    NAME = "name"
    DATE = "date"
    PLACE = "place"
    CONTACT = "contact"
    ID = "id"
    AGE = "age"
    CLUE = "clue"


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters `start` to `end` (exclusive) of the given text that may identify a person.

    `score` is between 0 and 1; `blocks` means that publishing waits until someone decided on it;
    `reason` names the rule in a few words and never repeats the text.
    """

    start: int
    end: int
    kind: Kind
    score: float
    blocks: bool
    reason: str
