"""The tokens that come from being a person, from a licence in force and from a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Replace

from accounts.enums import LicenceState, RoleName
from accounts.models import Licence, Role, User

if TYPE_CHECKING:
    from datetime import datetime

# The medical reviewer has no token of the role: they hold one for each revision given to them.
_ROLES_WITH_TOKEN = [RoleName.EDITOR, RoleName.VERIFIER, RoleName.MODERATOR, RoleName.ADMIN]


def _standing(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id, is_active=True, suspended_at=None).order_by()


def person_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`user:7` for a person in good standing; without it core makes everybody a stranger."""
    token = Concat(Value("user:"), Cast("pk", CharField()))
    return _standing(user_id).annotate(token=token).values_list("token", flat=True)


def actor_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """The random name of the person, for the records."""
    plain = Replace(Cast("public_id", CharField()), Value("-"), Value(""))
    return _standing(user_id).annotate(token=Concat(Value("actor:"), plain)).values_list("token", flat=True)


def member_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`member` for whoever is signed in."""
    token = Value("member", output_field=CharField())
    return _standing(user_id).annotate(token=token).values_list("token", flat=True)


def physician_tokens(user_id: int, now: datetime) -> QuerySet[Any, Any]:
    """`physician` while the licence is in force."""
    in_force = Licence.objects.filter(user_id=user_id, state=LicenceState.VERIFIED).order_by()
    in_force = in_force.filter(Q(expires_at=None) | Q(expires_at__gt=now))
    token = Value("physician", output_field=CharField())
    return in_force.annotate(token=token).values_list("token", flat=True)


def role_tokens(user_id: int, _now: datetime) -> QuerySet[Any, Any]:
    """`staff:editor` and the like."""
    roles = Role.objects.filter(user_id=user_id, role__in=_ROLES_WITH_TOKEN).order_by()
    return roles.annotate(token=Concat(Value("staff:"), F("role"))).values_list("token", flat=True)
