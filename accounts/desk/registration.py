"""What the desk registers: its own queues, reports as a kind, their notices."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.desk import actions, notices
from accounts.desk.enums import ReportState
from accounts.desk.models import Report, WorkDecision
from accounts.desk.queues import Queue, register_queue
from accounts.notices import register_notice
from accounts.verification.queries import waiting_count
from core import outbox
from core.access import Viewer
from core.kinds import Kind, register_internal, register_kind


def _reports(viewer: Viewer) -> int:
    return Report.objects.visible_to(viewer).filter(state=ReportState.OPEN).count()


def _failed_work(_viewer: Viewer) -> int:
    return outbox.failed().count()


def _url(report: Report, language: str) -> str:
    with translation.override(language):
        return reverse("desk:report", args=[report.pk])


def register() -> None:
    """Run once at start-up."""
    register_kind(
        Kind(
            name="report",
            model=Report,
            label=_("report"),
            visible=Report.objects.visible_to,
            url=_url,
            audience_label=lambda _row: str(_("Site moderators")),
        )
    )
    register_internal(WorkDecision, "seen by administrators below the work that failed")
    register_notice(actions.DECIDED, notices.decided_words, icon="flag")
    register_notice(actions.WARNED, notices.warned_words, icon="flag")
    verification = Queue(
        "verification",
        _("Verification of physicians"),
        ("staff:verifier",),
        count=waiting_count,
        url_name="desk:verification-queue",
        order=10,
    )
    register_queue(verification)
    register_queue(
        Queue("reports", _("Reports"), ("staff:moderator",), count=_reports, url_name="desk:reports", order=20)
    )
    register_queue(
        Queue("work", _("Work that failed"), ("staff:admin",), count=_failed_work, url_name="desk:work", order=40)
    )
    people = Queue(
        "people", _("People and roles"), ("staff:admin", "staff:moderator"), url_name="desk:people", order=60
    )
    register_queue(people)
    register_queue(Queue("registers", _("Registers"), ("staff:admin",), url_name="desk:registers", order=70))
