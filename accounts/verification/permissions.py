"""Who may do what with applications and licences. Pure predicates."""

from __future__ import annotations

from accounts.verification.enums import WAITING, ApplicationState
from accounts.verification.models import Application, Licence
from core.access import Viewer


def can_apply(viewer: Viewer, licence: Licence | None) -> bool:
    """Members, unless their licence is in force for long yet, or on hold."""
    return viewer.holds("member") and (licence is None or licence.may_be_renewed)


def can_answer(viewer: Viewer, application: Application) -> bool:
    """The applicant, when more is needed."""
    own = viewer.holds("member") and viewer.user_id == application.user_id
    return own and application.state == ApplicationState.MORE_NEEDED


def can_withdraw(viewer: Viewer, application: Application) -> bool:
    """The applicant, until it is decided."""
    return viewer.holds("member") and viewer.user_id == application.user_id and application.is_open


def can_decide(viewer: Viewer, application: Application) -> bool:
    """Verifiers who see it and wait for nobody: never the applicant, never after a declared conflict."""
    staff = viewer.holds("staff:verifier") and viewer.holds(application.audience)
    return staff and viewer.user_id != application.user_id and application.state in WAITING


def can_declare_conflict(viewer: Viewer, application: Application) -> bool:
    """Verifiers who see it."""
    return viewer.holds("staff:verifier") and viewer.holds(application.audience)


def can_handle(viewer: Viewer, licence: Licence) -> bool:
    """Verifiers handle the licences of others."""
    return viewer.holds("staff:verifier") and viewer.user_id != licence.user_id


def can_keep_registers(viewer: Viewer) -> bool:
    """Administrators say which registers there are."""
    return viewer.holds("staff:admin")
