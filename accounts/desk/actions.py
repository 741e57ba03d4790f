"""What changes reports and work that failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.db import IntegrityError, transaction

from accounts import actions as people
from accounts.desk import permissions
from accounts.desk.enums import ReportReason, ReportState
from accounts.desk.models import Report, WorkDecision
from accounts.models import User
from core import audit, clock
from core.access import Forbidden, Viewer, require
from core.models import OutboxRow

DECIDED: Final = "report-decided"
WARNED: Final = "report-warned"


class DecidedMeanwhile(Exception):
    """Somebody decided after the page was opened."""


# --- reports ------------------------------------------------------------------------------------


@transaction.atomic
def report(
    *,
    person: User,
    target: str,
    snapshot: Sequence[Mapping[str, str]],
    reason: ReportReason,
    words: str,
    by: Viewer,
) -> Report:
    """Tell moderators about something of a person. `snapshot` is what the reporter sees: pairs of label and text.

    Whoever has an open report about the same thing gets that one.
    """
    require(permissions.can_report, by, person)
    asked = {
        "audience": "staff:moderator",
        "snapshot": [dict(part) for part in snapshot],
        "reason": reason,
        "words": words,
        "person": person,
        "created": clock.now(),
    }
    found, made = Report.objects.get_or_create(
        reporter_id=by.known_id, target=target, state=ReportState.OPEN, defaults=asked
    )
    if made:
        audit.record("report.sent", actor=by, target=found, detail={"reason": str(reason)})
    return found


@transaction.atomic
def decide_report(*, report: Report, version: int, state: ReportState, decision: str, by: Viewer) -> Report:
    """Close a report with a sentence: nothing to do, a word to the person, or the door. Raises DecidedMeanwhile."""
    report = Report.objects.select_for_update(of=("self",)).select_related("person").get(pk=report.pk)
    require(permissions.can_moderate, by, report)
    if report.version != version or report.state != ReportState.OPEN:
        raise DecidedMeanwhile
    if state == ReportState.OPEN:
        raise Forbidden("decide")
    report.state, report.decision, report.decided_at = state, decision, clock.now()
    report.version += 1
    report.save()
    if state == ReportState.SUSPENDED:
        people.suspend(person=report.person, by=by)
    audit.record(f"report.{state}", actor=by, target=report)
    told = [(report.reporter_id, DECIDED, f"report:{report.pk}")]
    if state == ReportState.WARNED:
        told.append((report.person_id, WARNED, f"report:{report.pk}"))
    people.notify_each(told)
    return report


# --- work that failed ---------------------------------------------------------------------------


def _failed(row_id: int, by: Viewer) -> OutboxRow:
    require(permissions.can_mend_work, by)
    row = OutboxRow.objects.select_for_update().filter(pk=row_id, status=OutboxRow.Status.FAILED).first()
    if row is None:
        raise DecidedMeanwhile
    return row


@transaction.atomic
def retry_work(*, row_id: int, reason: str, by: Viewer) -> None:
    """Give work that was given up another chance; where the same waits already, that is it. Raises DecidedMeanwhile."""
    row = _failed(row_id, by)
    row.status, row.attempts, row.due, row.asked_until = OutboxRow.Status.PENDING, 0, clock.now(), None
    try:
        with transaction.atomic():
            row.save(update_fields=["status", "attempts", "due", "asked_until"])
    except IntegrityError:
        _close(row)
    _record("retry", row, reason, by)


@transaction.atomic
def discard_work(*, row_id: int, reason: str, by: Viewer) -> None:
    """Let go of work that was given up. Raises DecidedMeanwhile."""
    row = _failed(row_id, by)
    _close(row)
    _record("discard", row, reason, by)


def _close(row: OutboxRow) -> None:
    row.status, row.finished_at, row.lease_until = OutboxRow.Status.DONE, clock.now(), None
    row.save(update_fields=["status", "finished_at", "lease_until"])


def _record(verb: str, row: OutboxRow, reason: str, by: Viewer) -> None:
    WorkDecision.objects.create(row=row.pk, task=row.task, verb=verb, reason=reason, by_id=by.known_id, at=clock.now())
    audit.record(f"work.{verb}", actor=by, target=f"work:{row.pk}", detail={"task": row.task})


VERBS: Final[dict[str, Callable[..., None]]] = {"retry": retry_work, "discard": discard_work}
