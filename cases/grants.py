"""The token of second readers. Core drops it from people whose licence is not in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from cases.models import Submission

if TYPE_CHECKING:
    from datetime import datetime


def review_tokens(user_id: int, now: datetime) -> QuerySet[Any, Any]:
    """`case-review:77` until somebody decided or the fourteen days are over; never for the author."""
    waiting = Submission.objects.waiting(now).decidable_by(user_id, now).order_by()
    token = Concat(Value("case-review:"), Cast("pk", CharField()))
    return waiting.annotate(token=token).values_list("token", flat=True)
