"""Reading applications and licences for pages: the thread of one's own, the queues of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.enums import LicenceState
from accounts.models import Application, Approval, Conflict, Evidence, Licence
from accounts.verification.enums import OPEN, WAITING, ApplicationState
from accounts.verification.registers.words import reason_of, tone_of
from core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.access import Viewer


def application_url(application: Application, language: str) -> str:
    """Its page on the desk."""
    with translation.override(language):
        return reverse("desk:application", args=[application.pk])


def evidence_url(evidence: Evidence, language: str) -> str:
    """The picture itself."""
    with translation.override(language):
        return reverse("desk:evidence", args=[evidence.application_id, evidence.public_id])


# --- one's own ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: their newest application and their licence, as far as they have them."""

    application: Application | None
    licence: Licence | None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody else has to do something."""
        return self.application is not None and self.application.state in WAITING

    @property
    def is_asked(self) -> bool:
        """Whether the person has to do something."""
        return self.application is not None and self.application.state == ApplicationState.MORE_NEEDED

    @property
    def is_in_force(self) -> bool:
        """Whether the person is a verified physician."""
        return self.licence is not None and self.licence.is_in_force

    @property
    def may_apply(self) -> bool:
        """Whether there is a form."""
        waits = self.application is not None and self.application.is_open
        return not waits and (self.licence is None or self.licence.may_be_renewed)

    @property
    def refused(self) -> Application | None:
        """The application that was refused, while nothing newer counts."""
        application = self.application
        return application if application is not None and application.state == ApplicationState.REFUSED else None


def standing_of(user_id: int) -> Standing:
    """Where somebody stands, in two queries."""
    applications = Application.objects.filter(user_id=user_id).select_related("specialty", "second_specialty")
    licence = Licence.objects.filter(user_id=user_id).select_related("specialty", "second_specialty").first()
    return Standing(applications.order_by("-pk").first(), licence)


def thread_of(standing: Standing) -> list[dict[str, Any]]:
    """The steps of verification as the component `thread` takes them."""
    application = standing.application
    if standing.is_waiting and application is not None:
        checked = application.state == ApplicationState.IN_REVIEW
        return [
            _node("done", _("Account")),
            _node("done", _("Licence"), time=application.applied_at),
            _node("here", _("Two people check"), _("one of two has") if checked else _("usually within three days")),
            _node("shut", _("Join groups")),
        ]
    if standing.is_in_force:
        names = (_("Account"), _("Licence"), _("Two people check"))
        return [*(_node("done", name) for name in names), _node("here", _("Join groups"))]
    return [
        _node("done", _("Account")),
        _node("here", _("Licence")),
        _node("todo", _("Two people check")),
        _node("shut", _("Join groups")),
    ]


def _node(state: str, label: str, note: str = "", time: Any = None) -> dict[str, Any]:
    return {"state": state, "label": label, "note": note, "time": time}


# --- the desk -------------------------------------------------------------------------------------


def queue(viewer: Viewer, state: str) -> QuerySet[Application]:
    """Applications on which the viewer may decide, or that wait for their applicants."""
    wanted = [ApplicationState.MORE_NEEDED] if state == ApplicationState.MORE_NEEDED else list(WAITING)
    found = Application.objects.visible_to(viewer).filter(state__in=wanted)
    return found.select_related("user", "specialty")


def licences_for(viewer: Viewer) -> QuerySet[Licence]:
    """Licences that a verifier may handle: not their own, and nobody's whom they know too well."""
    known = Conflict.objects.filter(verifier_id=viewer.known_id).values("person_id")
    found = Licence.objects.exclude(user_id=viewer.known_id).exclude(user_id__in=known)
    return found.select_related("user", "specialty")


def due_again(viewer: Viewer) -> QuerySet[Licence]:
    """Licences in force that somebody should look at again."""
    return licences_for(viewer).filter(state=LicenceState.VERIFIED, recheck_at__lte=clock.now())


def waiting_count(viewer: Viewer) -> int:
    """How many applications and licences wait for this verifier."""
    if not viewer.holds("staff:verifier"):
        return 0
    waiting = Application.objects.visible_to(viewer).filter(state__in=WAITING)
    return waiting.count() + due_again(viewer).count()


def approvals_of(application: Application) -> list[Approval]:
    """Who said yes, and when."""
    return list(application.approvals.select_related("verifier").order_by("pk"))


def answers_of(application: Application) -> list[dict[str, Any]]:
    """What registers say, in words."""
    answers = application.answers.select_related("register").order_by("register__name")
    return [{"answer": one, "reason": reason_of(one), "tone": tone_of(one)} for one in answers]


def earlier_of(application: Application) -> Iterable[Application]:
    """What the same person asked before, without its facts: when, and what came of it."""
    closed = Application.objects.filter(user_id=application.user_id).exclude(state__in=OPEN)
    return closed.order_by("-pk").only("pk", "state", "applied_at", "decided_at", "reason")[:10]
