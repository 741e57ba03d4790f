"""Running the detector for the site: with a time limit, failing closed, and as a check of other people's texts.

No sentence made here is ever logged, as it repeats what was found.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from cases import deidentify
from cases.content import BETWEEN, PARTS, DraftContent, Found
from cases.enums import FindingKind
from core import clock
from core.textcheck import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 2.0
_WORKERS: Final = 4
_LONGEST: Final = 60


class CannotCheck(Exception):
    """The detector broke, took too long, or does not know the language: nothing is published."""


class LanguageUnknown(CannotCheck):
    """There is no model for this language."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the detector said about one content, with the seal of exactly that content."""

    content_hash: str
    detector: str
    found: tuple[Found, ...]


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads of their own: a detector that hangs keeps one of these, never a request."""
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="deidentify")


def find(text: str, language: str) -> list[deidentify.Finding]:
    """The detector's findings. Raises CannotCheck when it breaks or takes longer than two seconds."""
    try:
        return _workers().submit(deidentify.find, text, language, year=clock.now().year).result(SECONDS)
    except deidentify.UnsupportedLanguage:
        raise LanguageUnknown from None
    except Exception:  # noqa: BLE001 - whatever went wrong means no; its words may hold the text and are dropped
        raise CannotCheck from None


def examine(content: DraftContent) -> Examined:
    """Look at all parts of a draft as one text, so that a name found in one is found in the others too.

    Raises CannotCheck.
    """
    joined = BETWEEN.join(content.parts()[part] for part in PARTS)
    pieces = [piece for finding in find(joined, content.language) for piece in _in_parts(finding, content)]
    first = (content.scans + 1) * 1000
    found = tuple(piece.model_copy(update={"id": first + place}) for place, piece in enumerate(pieces))
    return Examined(content.content_hash(), deidentify.DETECTOR_VERSION, found)


def _in_parts(finding: deidentify.Finding, content: DraftContent) -> Iterator[Found]:
    """The finding in characters of its part; one that reaches over a border becomes two."""
    offset = 0
    for part, words in content.parts().items():
        start, end = max(finding.start, offset) - offset, min(finding.end, offset + len(words)) - offset
        if start < end:
            yield Found(
                id=0,
                part=part,
                start=start,
                end=end,
                kind=str(finding.kind),
                score=finding.score,
                blocks=finding.blocks,
                rule=finding.reason,
            )
        offset += len(words) + len(BETWEEN)


def problems_in(text: str, language: str) -> list[Problem]:
    """The check that groups, discussions and events ask: blocking findings, each with a sentence for its author.

    What is only possible is left out: a word or two have too little context for it.
    """
    return [
        Problem(one.start, one.end, str(one.kind), _sentence(one, text)) for one in find(text, language) if one.blocks
    ]


def _sentence(finding: deidentify.Finding, text: str) -> str:
    words = " ".join(text[finding.start : finding.end].split())[:_LONGEST]
    sentences = {
        FindingKind.NAME: _("This looks like a name: %(words)s"),
        FindingKind.DATE: _("This looks like an exact date: %(words)s"),
        FindingKind.PLACE: _("This looks like a place: %(words)s"),
        FindingKind.CONTACT: _("This looks like a phone number or an address: %(words)s"),
        FindingKind.ID: _("This looks like a number of a person or a record: %(words)s"),
        FindingKind.AGE: _("This tells an age over 89: %(words)s"),
        FindingKind.CLUE: _("This detail may point to one person: %(words)s"),
    }
    return sentences[FindingKind(str(finding.kind))] % {"words": words}
