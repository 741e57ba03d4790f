"""What events registers in the layers below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.notices import Words, register_notice
from accounts.panels import Panel, register_panel
from core import clock
from core.access import Viewer
from core.kinds import Kind, register_internal, register_kind
from events import documents, models
from events.enums import RegistrationState


def _words(viewer: Viewer, targets: Iterable[str], language: str, sentence: str) -> Mapping[str, Words]:
    ids = {int(target.split(":")[1]): target for target in targets}
    visible = models.Event.objects.visible_to(viewer).filter(pk__in=ids)
    return {
        ids[event.pk]: Words(
            sentence % {"title": event.words("title", language)}, documents.url_of_event(event, language)
        )
        for event in visible
    }


def _place_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    return _words(viewer, targets, language, _("You moved up and have a place: %(title)s"))


def _cancelled_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    return _words(viewer, targets, language, _("Called off: %(title)s"))


def _panel(viewer: Viewer, _language: str) -> Panel | None:
    """The next events of this person."""
    mine = models.Event.objects.visible_to(viewer).filter(
        registrations__user_id=viewer.known_id,
        registrations__state=RegistrationState.REGISTERED,
        ends_at__gt=clock.now(),
        cancelled_at=None,
    )
    events = list(mine.select_related("group").order_by("starts_at", "pk")[:3])
    return Panel("events/panel.html", {"events": events}) if events else None


def register() -> None:
    """Run once at start-up."""
    register_kind(
        Kind(
            name="event",
            model=models.Event,
            label=gettext_lazy("event"),
            visible=models.Event.objects.visible_to,
            url=documents.url_of_event,
            documents=documents.event_documents,
        )
    )
    register_kind(
        Kind(
            name="registration",
            model=models.Registration,
            label=gettext_lazy("registration"),
            visible=models.Registration.objects.visible_to,
        )
    )
    register_internal(models.CalendarFeed, "a secret of its owner; the feed asks for the owner's grants")
    register_internal(models.EventTag, "shown with its event")
    register_notice("event-place", _place_words, icon="calendar")
    register_notice("event-cancelled", _cancelled_words, icon="calendar")
    register_panel("events", _panel, order=40)
