"""What happens to a published case: it is read, discussed, closed, flagged and withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from accounts.actions import notify
from accounts.models import InboxItem
from cases import permissions
from cases.actions.placing import place_case
from cases.actions.sending import close_submission, submit_again
from cases.enums import CaseState, FlagReason, ReviewState
from cases.models import Case, CaseComment, CaseReading, Receipt, Submission
from core import audit, clock
from core.access import Forbidden, Viewer, require

if TYPE_CHECKING:
    from community.texts import CheckedText

COMMENT: Final = "case-comment"
FLAGGED: Final = "case-flagged"


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def record_reading(*, case: Case, by: Viewer) -> None:
    """Note that somebody opened a case, once a person and day; reading cases is audited."""
    if by.user_id is None:
        raise Forbidden("record_reading")
    now = clock.now()
    known = CaseReading.objects.filter(case=case, reader_id=by.user_id).values_list("last_at", flat=True).first()
    if known is not None and known.date() == now.date():
        return
    with transaction.atomic():
        fresh = {"first_at": now, "last_at": now}
        reading, created = CaseReading.objects.get_or_create(case=case, reader_id=by.user_id, defaults=fresh)
        if not created:
            later = CaseReading.objects.filter(pk=reading.pk, last_at=reading.last_at)
            if reading.last_at.date() == now.date() or not later.update(last_at=now, days=F("days") + 1):
                return
        audit.record("case.read", actor=by, target=case)


@transaction.atomic
def comment(*, case: Case, text: CheckedText, by: Viewer) -> CaseComment:
    """Say something about a case; its owner is told."""
    require(permissions.can_comment, by, case)
    case = _locked(case)
    require(permissions.can_comment, by, case)
    if by.user_id is None:
        raise Forbidden("comment")
    made = CaseComment.objects.create(
        case=case,
        author_id=by.user_id,
        audience=case.audience,
        body=text.body,
        body_html=text.html,
        created=clock.now(),
    )
    _tell_owner(case, by)
    return made


def _tell_owner(case: Case, by: Viewer) -> None:
    """A busy discussion is one notice, not twenty."""
    target = f"case:{case.pk}"
    waiting = InboxItem.objects.filter(user_id=case.owner_id, kind=COMMENT, target=target, read_at=None)
    if case.owner_id != by.user_id and not waiting.exists():
        notify(user_ids=[case.owner_id], kind=COMMENT, target=target)


@transaction.atomic
def remove_comment(*, comment: CaseComment, by: Viewer) -> CaseComment:
    """Take a comment away: its text goes at once, its place stays."""
    require(permissions.can_remove_comment, by, comment)
    found = CaseComment.objects.select_for_update().get(pk=comment.pk)
    found.body = found.body_html = ""
    found.removed_at = clock.now()
    found.save(update_fields=["body", "body_html", "removed_at"])
    audit.record("case.comment-removed", actor=by, target=found)
    return found


@transaction.atomic
def close_case(*, case: Case, by: Viewer) -> Case:
    """End the discussion; the case stays readable."""
    case = _locked(case)
    require(permissions.can_close, by, case)
    case.state, case.changed_at = CaseState.CLOSED, clock.now()
    case.save(update_fields=["state", "changed_at"])
    audit.record("case.closed", actor=by, target=case)
    return case


@transaction.atomic
def flag_case(*, case: Case, reason: FlagReason, by: Viewer) -> Case:
    """Hide a case at once, because a reader fears for somebody; another second reader decides.

    Flagging a case that is hidden already changes nothing.
    """
    require(permissions.can_flag, by, case)
    case = _locked(case)
    if not case.is_readable:
        return case
    case.state = CaseState.HIDDEN
    submission = submit_again(case=case, flag=reason)
    place_case(case, f"user:{case.owner_id}", inside=submission.review_audience)
    audit.record("case.flagged", actor=by, target=case, detail={"reason": str(reason)})
    notify(user_ids=[case.owner_id], kind=FLAGGED, target=f"case:{case.pk}")
    return case


@transaction.atomic
def withdraw_case(*, case: Case, by: Viewer) -> Case:
    """Take a case out for good: readers get a page that says so, search forgets it. Twice changes nothing."""
    case = _locked(case)
    if case.state == CaseState.WITHDRAWN and case.owner_id == by.user_id:
        return case
    require(permissions.can_withdraw, by, case)
    for submission in Submission.objects.select_for_update().filter(case=case, state=ReviewState.WAITING):
        close_submission(submission, ReviewState.REFUSED)
        Receipt.objects.filter(submission=submission).update(state=ReviewState.REFUSED, decided_at=clock.now())
    case.state = CaseState.WITHDRAWN
    place_case(case, f"user:{case.owner_id}")
    audit.record("case.withdrawn", actor=by, target=case)
    return case
