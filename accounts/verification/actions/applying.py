"""What applicants do: apply, answer, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import Application, Licence, User
from accounts.verification import evidence, permissions
from accounts.verification.actions.asking import ask_registers
from accounts.verification.enums import OPEN, ApplicationState, Profession
from core import audit, clock
from core.access import Viewer, require

if TYPE_CHECKING:
    from accounts.models import Specialty
    from core.imaging import CleanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an applicant says of their licence."""

    specialty: Specialty
    country: str
    number: str
    registry: str = ""
    profession: Profession = Profession.PHYSICIAN
    second_specialty: Specialty | None = None

    def values(self) -> dict[str, Any]:
        """The columns of an application or licence."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@transaction.atomic
def apply(*, facts: Facts, images: Sequence[CleanResult] = (), by: Viewer) -> Application:
    """Ask to be verified, or anew before the end of a licence. Whoever has asked already gets that application.

    The audience is known once the row is; until then it is one that nobody holds.
    """
    User.objects.select_for_update().get(pk=by.known_id)  # two tabs of one person: the second finds the first
    require(permissions.can_apply, by, Licence.objects.filter(user_id=by.known_id).first())
    waiting = Application.objects.filter(user_id=by.known_id, state__in=OPEN).first()
    if waiting is not None:
        return waiting
    made = Application.objects.create(
        user_id=by.known_id, audience="verification:0", applied_at=clock.now(), **facts.values()
    )
    made.audience = f"verification:{made.pk}"
    made.save(update_fields=["audience"])
    evidence.keep(made, images)
    ask_registers(made)
    audit.record("verification.applied", actor=by, target=made)
    return made


@transaction.atomic
def answer(*, application: Application, facts: Facts, images: Sequence[CleanResult] = (), by: Viewer) -> Application:
    """Send what was missing. Whoever had approved looks again, as they said yes to other facts."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require(permissions.can_answer, by, application)
    for name, value in facts.values().items():
        setattr(application, name, value)
    application.state, application.reason = ApplicationState.APPLIED, ""
    application.changed_at = clock.now()
    application.version += 1
    application.save()
    application.approvals.all().delete()
    evidence.keep(application, images)
    ask_registers(application)
    audit.record("verification.answered", actor=by, target=application)
    return application


@transaction.atomic
def withdraw(*, application: Application, by: Viewer) -> Application:
    """Take an application back; what proved it goes at once."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require(permissions.can_withdraw, by, application)
    application.state = ApplicationState.WITHDRAWN
    application.changed_at = application.decided_at = clock.now()
    application.version += 1
    application.save()
    evidence.forget(application.evidence.all())
    audit.record("verification.withdrawn", actor=by, target=application)
    return application
