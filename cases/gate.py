"""The gate: what still stands between a draft and its second reader. Pure: the same answer for page, form and API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import deidentify
from cases.content import DraftContent, Scan
from cases.enums import Verb


class Code(StrEnum):
    """What can stand in the way."""

    LANGUAGE = "language"
    TITLE = "title"
    HISTORY = "history"
    QUESTION = "question"
    DESCRIPTION = "description"
    SCAN_MISSING = "scan-missing"
    SCAN_OLD = "scan-old"
    FINDINGS = "findings"
    REASONS = "reasons"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One open point: a code, and a sentence that says what to do."""

    code: Code
    sentence: str


class CaseNotCleared(Exception):
    """The case may not go to its second reader yet; `blockers` says why."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__(", ".join(blocker.code for blocker in blockers))
        self.blockers = tuple(blockers)


def blockers(content: DraftContent, *, attested: bool) -> list[Blocker]:
    """Everything that is still open, in the order in which one would clear it."""
    open_points = [*_words_missing(content), *_scan_open(content)]
    if not attested:
        open_points.append(Blocker(Code.ATTESTATION, _("You have not stated yet that nothing points to a person.")))
    return open_points


def require_cleared(content: DraftContent, *, attested: bool) -> None:
    """Raise CaseNotCleared with all open points, if there is one."""
    if open_points := blockers(content, attested=attested):
        raise CaseNotCleared(open_points)


def _words_missing(content: DraftContent) -> list[Blocker]:
    missing = []
    if content.language not in deidentify.LANGUAGES:
        missing.append(Blocker(Code.LANGUAGE, _("Only texts in English and Spanish can be checked.")))
    if not content.title.strip():
        missing.append(Blocker(Code.TITLE, _("The title is missing.")))
    if not content.history.strip():
        missing.append(Blocker(Code.HISTORY, _("The history is missing.")))
    if not content.question.strip():
        missing.append(Blocker(Code.QUESTION, _("The question is missing.")))
    if content.picture is not None and not content.alt.strip():
        missing.append(Blocker(Code.DESCRIPTION, _("The image needs a description in words.")))
    return missing


def _scan_open(content: DraftContent) -> list[Blocker]:
    if content.scan is None:
        return [Blocker(Code.SCAN_MISSING, _("The text was not checked yet."))]
    scan = content.current_scan
    if scan is None:
        return [Blocker(Code.SCAN_OLD, _("Something was changed after the check. Check it again."))]
    return _decisions_open(scan)


def _decisions_open(scan: Scan) -> list[Blocker]:
    undecided = sum(found.blocks and found.id not in scan.decisions for found in scan.found)
    without = sum(one.verb == Verb.KEEP and not one.reason.strip() for one in scan.decisions.values())
    open_points = []
    if undecided:
        sentence = ngettext("%(count)d finding needs an answer.", "%(count)d findings need an answer.", undecided)
        open_points.append(Blocker(Code.FINDINGS, sentence % {"count": undecided}))
    if without:
        sentence = ngettext(
            "%(count)d finding is kept without a reason.", "%(count)d findings are kept without a reason.", without
        )
        open_points.append(Blocker(Code.REASONS, sentence % {"count": without}))
    return open_points
