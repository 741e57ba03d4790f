"""What verifiers do with an application: approve, ask for more, refuse, step aside."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from accounts.cards import rebuild_cards
from accounts.enums import LicenceState
from accounts.models import Application, Approval, Conflict, Licence
from accounts.verification import permissions
from accounts.verification.actions.asking import is_matched, is_supported
from accounts.verification.enums import ApplicationState
from accounts.verification.telling import tell
from core import audit, clock
from core.access import Forbidden, Viewer, bump_grants, require

VALID: Final = timedelta(days=2 * 365)
RECHECKED: Final = timedelta(days=365)
_NEEDED: Final = 2
_COPIED: Final = ("profession", "specialty_id", "second_specialty_id", "country", "registry", "number")


class ChangedMeanwhile(Exception):
    """Somebody changed this after the page was opened: look again before deciding."""


class AlreadyApproved(Exception):
    """One person is one of the two; somebody else is the other."""


class NothingProves(Exception):
    """There is nothing but a number, and a number alone proves nothing."""


def _locked(application: Application, version: int, by: Viewer) -> Application:
    """The application as it is now, for a verifier who has seen it so. Raises ChangedMeanwhile."""
    found = Application.objects.select_for_update(of=("self",)).select_related("user", "specialty")
    application = found.get(pk=application.pk)
    if not by.holds("staff:verifier") or by.user_id == application.user_id:
        raise Forbidden("decide")
    # The grants are those of the beginning of the request; a conflict may have been declared since.
    if Conflict.objects.filter(verifier_id=by.known_id, person_id=application.user_id).exists():
        raise Forbidden("conflict")
    if application.version != version:
        raise ChangedMeanwhile
    require(permissions.can_decide, by, application)
    return application


def _change(application: Application, state: ApplicationState, reason: str) -> None:
    application.state, application.reason = state, reason
    application.changed_at = clock.now()
    application.version += 1
    if not application.is_open:
        application.decided_at = application.changed_at
    application.save()


@transaction.atomic
def approve(*, application: Application, version: int, by: Viewer, reason: str = "") -> Application:
    """Say yes. The second yes of another verifier, or a first one that a register supports, makes a physician.

    Raises ChangedMeanwhile, AlreadyApproved, NothingProves.
    """
    application = _locked(application, version, by)
    matched = is_matched(application)
    if not matched and not is_supported(application):
        raise NothingProves
    # A register may have answered after their first yes: then it needs no second person, but still this one.
    _approval, first = Approval.objects.get_or_create(application=application, verifier_id=by.known_id)
    if not first and not matched:
        raise AlreadyApproved
    enough = matched or application.approvals.count() >= _NEEDED
    _change(application, ApplicationState.VERIFIED if enough else ApplicationState.IN_REVIEW, reason)
    if enough:
        return _verified(application, by, matched=matched)
    audit.record("verification.approved", actor=by, target=application)
    tell("licence-in-review", application)
    return application


def _verified(application: Application, by: Viewer, *, matched: bool) -> Application:
    """Write the licence that the application was about."""
    now = clock.now()
    licence = Licence.objects.select_for_update(of=("self",)).filter(user_id=application.user_id).first()
    licence = licence or Licence(user_id=application.user_id)
    for name in _COPIED:
        setattr(licence, name, getattr(application, name))
    licence.state, licence.reason, licence.reminded = LicenceState.VERIFIED, "", None
    licence.verified_at = licence.decided_at = now
    licence.decided_by_id = by.user_id
    licence.expires_at, licence.recheck_at = now + VALID, now + RECHECKED
    licence.version += 1
    licence.save()
    bump_grants(licence.user_id)
    application.user.licence = licence
    rebuild_cards(application.user)
    detail = {"application": application.pk, "by_register": matched}
    audit.record("licence.verified", actor=by, target=licence, detail=detail)
    tell("licence-verified", licence)
    return application


@transaction.atomic
def ask_for_more(*, application: Application, version: int, reason: str, by: Viewer) -> Application:
    """Send it back to the applicant with a sentence that says what is missing. Raises ChangedMeanwhile."""
    application = _locked(application, version, by)
    _change(application, ApplicationState.MORE_NEEDED, reason)
    audit.record("verification.more-needed", actor=by, target=application)
    tell("licence-more-needed", application)
    return application


@transaction.atomic
def refuse(*, application: Application, version: int, reason: str, by: Viewer) -> Application:
    """Say no, with the reason that the person reads. Raises ChangedMeanwhile."""
    application = _locked(application, version, by)
    _change(application, ApplicationState.REFUSED, reason)
    audit.record("licence.refused", actor=by, target=application)
    tell("licence-refused", application)
    return application


@transaction.atomic
def declare_conflict(*, application: Application, by: Viewer) -> None:
    """Step aside for this person, now and later. What one approved before does not count any more."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require(permissions.can_declare_conflict, by, application)
    Conflict.objects.get_or_create(verifier_id=by.known_id, person_id=application.user_id)
    gone, _rows = application.approvals.filter(verifier_id=by.known_id).delete()
    if gone:
        application.state = (
            ApplicationState.APPLIED if application.state == ApplicationState.IN_REVIEW else application.state
        )
        application.changed_at = clock.now()
        application.version += 1
        application.save()
    bump_grants(by.known_id)
    audit.record("verification.conflict", actor=by, target=application)
