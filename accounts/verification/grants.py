"""The token of an application: for verifiers who declared no conflict, never for the applicant, until the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists

from accounts.enums import RoleName
from accounts.models import Role
from accounts.verification.enums import OPEN
from accounts.verification.models import Application, Conflict

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def verification_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`verification:41` for each open application of somebody else. Only a verifier's list is read at all."""
    verifier = Role.objects.filter(user_id=user_id, role=RoleName.VERIFIER).order_by()
    known = Conflict.objects.filter(verifier_id=user_id).values("person_id")
    waiting = Application.objects.filter(Exists(verifier), state__in=OPEN)
    return waiting.exclude(user_id=user_id).exclude(user_id__in=known).order_by().values_list("audience", flat=True)
