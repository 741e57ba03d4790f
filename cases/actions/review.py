"""What a second physician decides on a submission, and its end after fourteen days."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.db import transaction

from accounts.actions import notify
from cases import permissions
from cases.actions.files import forget_file
from cases.actions.placing import place_case
from cases.actions.sending import close_submission, hand_back
from cases.content import PARTS
from cases.enums import CaseState, ReviewState
from cases.gate import Blocker, CaseNotCleared, Code
from cases.models import Case, CaseImage, Receipt, Submission
from core import audit, clock
from core.access import Viewer, require
from core.files import read_private
from search.models import Tag

DECISION: Final = "case-decision"
_COPIED: Final = ("owner_id", "group_id", "specialty_id", "language", "age_band", "sex", "report", *PARTS[:-1])


class AlreadyDecided(Exception):
    """Somebody else decided on the submission a moment before."""


def _locked(submission: Submission, by: Viewer) -> Submission:
    """The submission as it is now. Raises AlreadyDecided."""
    require(permissions.can_review, by, submission)
    if submission.case_id is not None:  # first the case, as whoever withdraws it does
        Case.objects.select_for_update().filter(pk=submission.case_id).values_list("pk").first()
    found = Submission.objects.select_for_update().filter(pk=submission.pk).first()
    if found is None or not found.is_waiting:
        raise AlreadyDecided
    return found


@transaction.atomic
def approve(*, submission: Submission, by: Viewer) -> Case:
    """Open a case to its readers, exactly as the report describes it.

    Raises AlreadyDecided, and CaseNotCleared if words or picture are not those of the report.
    """
    submission = _locked(submission, by)
    require_sealed(submission)
    case = submission.case if submission.case is not None else _new_case(submission)
    case.second_reader_id = by.user_id
    case.state = CaseState.PUBLISHED
    place_case(case, case.readers)
    audit.record("case.published", actor=by, target=case, detail={"again": bool(submission.flag)})
    _end(submission, ReviewState.APPROVED, case=case)
    return case


def require_sealed(submission: Submission) -> None:
    """Raise CaseNotCleared unless words and picture are those that the report describes."""
    picture = sha256(read_private(submission.picture)).hexdigest() if submission.picture is not None else ""
    if submission.sealed_with(submission.alt, picture) != submission.report.get("content_hash"):
        raise CaseNotCleared([Blocker(Code.SCAN_OLD, "The submission is not what its report describes.")])


def _new_case(submission: Submission) -> Case:
    case = Case(
        audience=submission.readers,
        published_at=clock.now(),
        **{name: getattr(submission, name) for name in _COPIED},
    )
    case.save()
    case.tags.set(list(Tag.objects.filter(slug__in=submission.tag_slugs)))
    if submission.picture is not None:
        CaseImage.objects.create(
            case=case,
            file=submission.picture,
            alt=submission.alt,
            width=submission.width,
            height=submission.height,
        )
    return case


@transaction.atomic
def return_to_author(*, submission: Submission, reason: str, by: Viewer) -> None:
    """Send a submission back: its author sees it with the reason and may take it up again."""
    submission = _locked(submission, by)
    _withdraw_flagged(submission, by)
    audit.record("case.returned", actor=by, target=submission)
    hand_back(submission)
    _tell(submission, ReviewState.RETURNED, reason)


@transaction.atomic
def refuse(*, submission: Submission, reason: str, by: Viewer) -> None:
    """Say no: words and picture go at once, the author reads the reason."""
    submission = _locked(submission, by)
    _withdraw_flagged(submission, by)
    audit.record("case.refused", actor=by, target=submission)
    _end(submission, ReviewState.REFUSED, reason=reason)


@transaction.atomic
def recall(*, receipt: Receipt, by: Viewer) -> None:
    """Take one's own submission back before anybody decided. Raises AlreadyDecided."""
    require(permissions.can_recall, by, receipt)
    submission = Submission.objects.select_for_update().filter(receipt=receipt).first()
    if submission is None or not submission.is_waiting:
        raise AlreadyDecided
    _withdraw_flagged(submission, by)
    audit.record("case.recalled", actor=by, target=submission)
    hand_back(submission)
    Receipt.objects.filter(pk=receipt.pk).update(state=ReviewState.RETURNED, decided_at=clock.now())


def _withdraw_flagged(submission: Submission, by: Viewer | None) -> None:
    """A case that was flagged and is not approved again is out for good."""
    if submission.case is not None:
        submission.case.state = CaseState.WITHDRAWN
        place_case(submission.case, f"user:{submission.owner_id}")
        audit.record("case.withdrawn", actor=by, target=submission.case)


def _end(submission: Submission, state: ReviewState, *, reason: str = "", case: Case | None = None) -> None:
    close_submission(submission, state)
    _tell(submission, state, reason, case)


def _tell(submission: Submission, state: ReviewState, reason: str = "", case: Case | None = None) -> None:
    """Write the decision on the author's receipt, and tell the author."""
    receipt = Receipt.objects.filter(submission=submission).first()
    if receipt is None:
        return
    receipt.state, receipt.reason, receipt.decided_at = state, reason, clock.now()
    receipt.case = case
    receipt.save(update_fields=["state", "reason", "decided_at", "case"])
    notify(user_ids=[receipt.owner_id], kind=DECISION, target=f"case-receipt:{receipt.pk}")


# --- the end of a submission ------------------------------------------------------------------------


def purge_submissions() -> int:
    """Delete submissions whose fourteen days are over; authors of those without a decision are told."""
    gone = 0
    for pk in list(Submission.objects.filter(expires_at__lte=clock.now()).values_list("pk", flat=True)):
        with transaction.atomic():
            found = Submission.objects.select_for_update().filter(pk=pk).first()
            if found is not None:
                _expire(found)
                gone += 1
    return gone


def _expire(submission: Submission) -> None:
    if submission.state in (ReviewState.WAITING, ReviewState.RETURNED):
        if submission.state == ReviewState.WAITING:
            _withdraw_flagged(submission, None)
        audit.record("case.expired", actor=None, target=submission)
        _tell(submission, ReviewState.EXPIRED)
    picture = submission.picture
    submission.delete()
    if picture is not None:
        forget_file(picture)


__all__ = [
    "DECISION",
    "AlreadyDecided",
    "approve",
    "purge_submissions",
    "recall",
    "refuse",
    "require_sealed",
    "return_to_author",
]
