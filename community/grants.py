"""The tokens that come from groups. Core drops them all from people whose licence is not in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from community.enums import Level, MemberState
from community.models import Group, Membership

if TYPE_CHECKING:
    from datetime import datetime


def _token(family: str, column: str) -> Concat:
    return Concat(Value(f"{family}:"), Cast(column, CharField()))


def member_tokens(user_id: int, now: datetime) -> QuerySet[Any, Any]:
    """`group:12` for members, until they leave, are removed or their time is over."""
    mine = Membership.objects.in_force(now).filter(user_id=user_id).order_by()
    return mine.annotate(token=_token("group", "group_id")).values_list("token", flat=True)


def open_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`group:12` of every open group for every physician, except for those whom the group removed."""
    removed = Membership.objects.filter(user_id=user_id, state=MemberState.REMOVED).values("group_id")
    found = Group.objects.filter(level=Level.OPEN).exclude(pk__in=removed).order_by()
    return found.annotate(token=_token("group", "pk")).values_list("token", flat=True)


def moderator_tokens(user_id: int, now: datetime) -> QuerySet[Any, Any]:
    """`group-moderator:12` for those who moderate."""
    mine = Membership.objects.in_force(now).moderators().filter(user_id=user_id).order_by()
    return mine.annotate(token=_token("group-moderator", "group_id")).values_list("token", flat=True)
