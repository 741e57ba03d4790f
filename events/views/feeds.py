"""Calendar feeds: one event, all public events, and the private feed of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.views.doors import members_only
from core import ratelimit
from core.access import ANONYMOUS, get_visible_or_404, viewer_for
from core.middleware import viewer_of
from events import actions
from events.calendars import write_calendar
from events.enums import RegistrationState
from events.models import CalendarFeed, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

_MOST = 500


def _answer(events: Iterable[Event], name: str) -> HttpResponse:
    body = write_calendar(events, name=name, language=(get_language() or "en")[:2])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="consilium.ics"'
    return response


@require_safe
def event_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One event for a calendar program."""
    event = get_visible_or_404(Event.objects.all(), viewer_of(request), public_id=public_id)
    return _answer([event], event.words("title", (get_language() or "en")[:2]))


@require_safe
def public_calendar(_request: HttpRequest) -> HttpResponse:
    """All public events, whoever asks."""
    events = Event.objects.visible_to(ANONYMOUS).order_by("-starts_at")[:_MOST]
    return _answer(events, settings.SITE_NAME)


@require_safe
def private_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The events of one person; what they may see is asked at each reading, whoever holds the address."""
    ratelimit.hit("feed", request.META.get("REMOTE_ADDR", ""), limit=240, seconds=3600)
    feed = CalendarFeed.objects.filter(token=token).first()
    viewer = viewer_for(feed.user_id) if feed is not None else ANONYMOUS
    if not viewer.is_signed_in:
        raise Http404
    mine = Event.objects.visible_to(viewer).filter(
        registrations__user_id=viewer.known_id, registrations__state=RegistrationState.REGISTERED
    )
    return _answer(mine.order_by("-starts_at")[:_MOST], settings.SITE_NAME)


@require_GET
@members_only
def feed_page(request: HttpRequest) -> HttpResponse:
    """Show the person their secret address."""
    feed = actions.feed_of(by=viewer_of(request))
    address = settings.BASE_URL + reverse("events:private-calendar", args=[feed.token])
    return render(request, "events/feed.html", {"address": address, "section": "events"})


@require_POST
@members_only
def feed_reset(request: HttpRequest) -> HttpResponse:
    """Replace the secret address."""
    actions.reset_feed(by=viewer_of(request))
    messages.success(request, _("The old address no longer works. Here is the new one."))
    return redirect("events:feed")
