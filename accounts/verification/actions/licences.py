"""What happens to a licence after it was verified: on hold, taken back, checked again, run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts.cards import rebuild_cards
from accounts.enums import LicenceState
from accounts.models import Conflict, Licence
from accounts.verification import permissions
from accounts.verification.actions.deciding import RECHECKED, ChangedMeanwhile
from accounts.verification.telling import tell
from core import audit, clock
from core.access import Forbidden, Viewer, bump_grants, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

REMINDED: Final = (60, 30, 7)
"""Days before the end on which its holder is reminded."""


class NotInThatState(Exception):
    """What was asked for does not follow from the state of the licence."""


def _locked(licence: Licence, version: int, by: Viewer) -> Licence:
    """The licence as it is now, for a verifier who has seen it so. Raises ChangedMeanwhile."""
    licence = _with_person().get(pk=licence.pk)
    require(permissions.can_handle, by, licence)
    if Conflict.objects.filter(verifier_id=by.known_id, person_id=licence.user_id).exists():
        raise Forbidden("conflict")
    if licence.version != version:
        raise ChangedMeanwhile
    return licence


def _with_person() -> QuerySet[Licence]:
    return Licence.objects.select_for_update(of=("self",)).select_related("user", "specialty")


def _change(licence: Licence, state: LicenceState, reason: str, by: Viewer | None) -> None:
    """Write the state; rights follow on the next request, sockets within a second, and cards say it no more."""
    licence.state, licence.reason = state, reason
    licence.decided_at, licence.decided_by_id = clock.now(), by.user_id if by else None
    licence.version += 1
    licence.save()
    bump_grants(licence.user_id)
    licence.user.licence = licence
    rebuild_cards(licence.user)


_FROM: Final = {
    LicenceState.SUSPENDED: {LicenceState.VERIFIED},
    LicenceState.VERIFIED: {LicenceState.SUSPENDED},
    LicenceState.REVOKED: {LicenceState.VERIFIED, LicenceState.SUSPENDED, LicenceState.EXPIRED},
}
_NAMES: Final = {
    LicenceState.SUSPENDED: "suspended",
    LicenceState.VERIFIED: "resumed",
    LicenceState.REVOKED: "revoked",
}


def _decide(licence: Licence, state: LicenceState, version: int, reason: str, by: Viewer) -> Licence:
    licence = _locked(licence, version, by)
    if licence.state not in _FROM[state]:
        raise NotInThatState
    _change(licence, state, reason, by)
    audit.record(f"licence.{_NAMES[state]}", actor=by, target=licence)
    tell(f"licence-{_NAMES[state]}", licence)
    return licence


@transaction.atomic
def suspend_licence(*, licence: Licence, version: int, reason: str, by: Viewer) -> Licence:
    """Put a licence on hold while a question is open. Raises ChangedMeanwhile, NotInThatState."""
    return _decide(licence, LicenceState.SUSPENDED, version, reason, by)


@transaction.atomic
def resume_licence(*, licence: Licence, version: int, reason: str, by: Viewer) -> Licence:
    """The question is answered. Raises ChangedMeanwhile, NotInThatState."""
    return _decide(licence, LicenceState.VERIFIED, version, reason, by)


@transaction.atomic
def revoke_licence(*, licence: Licence, version: int, reason: str, by: Viewer) -> Licence:
    """Take the verification back; nothing that the person wrote is hidden. Raises ChangedMeanwhile, NotInThatState."""
    return _decide(licence, LicenceState.REVOKED, version, reason, by)


@transaction.atomic
def confirm_licence(*, licence: Licence, version: int, by: Viewer) -> Licence:
    """Somebody looked again and it still holds; the next look is a year away. Raises ChangedMeanwhile."""
    licence = _locked(licence, version, by)
    if licence.state != LicenceState.VERIFIED:
        raise NotInThatState
    licence.recheck_at = clock.now() + RECHECKED
    licence.version += 1
    licence.save(update_fields=["recheck_at", "version"])
    audit.record("licence.confirmed", actor=by, target=licence)
    return licence


def expire_licences() -> int:
    """Write down that licences have run out, one a transaction; returns how many. Rights ended by the clock."""
    over = Licence.objects.filter(state=LicenceState.VERIFIED, expires_at__lte=clock.now())
    return sum(_expire(licence_id) for licence_id in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _expire(licence_id: int) -> bool:
    licence = _with_person().get(pk=licence_id)
    if licence.state != LicenceState.VERIFIED or licence.is_in_force:
        return False
    _change(licence, LicenceState.EXPIRED, "", None)
    audit.record("licence.expired", actor=None, target=licence)
    tell("licence-expired", licence)
    return True


def remind_of_licences() -> int:
    """Remind whoever has not been reminded of this step, one a transaction; returns how many."""
    now = clock.now()
    ending = Licence.objects.filter(
        state=LicenceState.VERIFIED, expires_at__gt=now, expires_at__lte=now + timedelta(days=REMINDED[0])
    )
    return sum(_remind(licence_id) for licence_id in ending.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(licence_id: int) -> bool:
    licence = _with_person().get(pk=licence_id)
    if licence.expires_at is None or not licence.is_in_force:
        return False
    left = licence.expires_at - clock.now()
    step = min((days for days in REMINDED if left <= timedelta(days=days)), default=None)
    if step is None or (licence.reminded is not None and licence.reminded <= step):
        return False
    licence.reminded = step
    licence.save(update_fields=["reminded"])
    tell("licence-expiring", licence, mark=str(step))
    return True
