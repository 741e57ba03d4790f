"""Reports, with a copy of what somebody found wrong, and what became of work that failed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.desk.enums import ReportReason, ReportState
from core import clock
from core.access import VisibleModel

MAX_WORDS = 1000
MAX_REASON = 300


class Report(VisibleModel):
    """A report. The thing itself never changes its audience for it: moderators see the copy."""

    target = models.CharField(max_length=80)
    snapshot = models.JSONField(default=list)
    reason = models.CharField(_("What is wrong"), max_length=8, choices=ReportReason.choices)
    words = models.CharField(_("In your words"), max_length=MAX_WORDS, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN)
    version = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=MAX_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "target"], condition=models.Q(state=ReportState.OPEN), name="report_one_open"
            ),
        ]
        indexes = [models.Index(fields=["state", "created", "id"], name="report_queue")]

    def __str__(self) -> str:
        return f"report {self.pk} {self.state}"


class WorkDecision(models.Model):
    """Why failed work was tried again or let go; the audit holds no sentences."""

    row = models.BigIntegerField()
    task = models.CharField(max_length=160)
    verb = models.CharField(max_length=8)
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.verb} {self.row}"
