"""The token of a medical reviewer: one for each draft revision that waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import RoleName
from cms.enums import ReviewState
from cms.models import MedicalReview


def review_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`review:31` until the signature or until somebody else gets the draft; the role is needed throughout."""
    waiting = MedicalReview.objects.filter(
        reviewer_id=user_id, state=ReviewState.OPEN, reviewer__roles__role=RoleName.REVIEWER
    ).order_by()
    token = Concat(Value("review:"), Cast("pk", CharField()))
    return waiting.annotate(token=token).values_list("token", flat=True)
