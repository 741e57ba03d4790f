"""What narrows cases and submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.verification.trust import related
from cases.enums import CaseState, ReviewState
from community.models import Membership
from core.access import VisibleQuerySet

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, Submission  # noqa: F401 - the models of the querysets, named as text


class CaseQuerySet(VisibleQuerySet["Case"]):
    """Cases as they are listed."""

    def readable(self) -> Self:
        """Those that are out: neither hidden nor withdrawn."""
        return self.filter(state__in=(CaseState.PUBLISHED, CaseState.CLOSED))

    def for_list(self) -> Self:
        """Fetch what a row of the list shows, in one query; `comment_count` counts the discussion."""
        from cases.models import CaseComment  # noqa: PLC0415 - models import this module

        standing = CaseComment.objects.filter(case_id=OuterRef("pk"), removed_at=None).order_by().values("case_id")
        counted = Subquery(standing.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return self.select_related("owner", *related("owner"), "specialty", "group").annotate(
            comment_count=Coalesce(counted, 0)
        )


class SubmissionQuerySet(VisibleQuerySet["Submission"]):
    """Submissions and their second readers."""

    def waiting(self, now: datetime) -> Self:
        """Those on which nobody has decided, within their fourteen days."""
        return self.filter(state=ReviewState.WAITING, expires_at__gt=now)

    def decidable_by(self, user_id: int, now: datetime) -> Self:
        """Those of other people; of a group's cases only those of one's own groups."""
        groups = Membership.objects.in_force(now).filter(user_id=user_id).order_by().values("group_id")
        return self.exclude(owner_id=user_id).filter(Q(group=None) | Q(group_id__in=groups))
