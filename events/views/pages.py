"""The list of events, one event, and the forms to plan one and to take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.doors import members_only
from community.models import Group
from core import clock, idempotency, ratelimit
from core.access import Viewer, get_visible_or_404
from core.forms import KeyedForm
from core.middleware import viewer_of
from core.paging import page_of
from core.textcheck import CheckUnavailable
from events import actions, permissions
from events.enums import RegistrationState
from events.forms import EventForm
from events.models import Event, Registration

if TYPE_CHECKING:
    from uuid import UUID


def _language() -> str:
    return (get_language() or "en")[:2]


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """What comes next, as far as the viewer may see it."""
    viewer = viewer_of(request)
    coming = Event.objects.visible_to(viewer).filter(ends_at__gt=clock.now(), cancelled_at=None)
    page = page_of(coming.select_related("group"), order=("starts_at", "pk"), cursor=request.GET.get("after"))
    mine = _my_states(viewer, page.items)
    rows = [{"event": event, "state": mine.get(event.pk)} for event in page.items]
    context = {
        "rows": rows,
        "page": page,
        "section": "events",
        "shell": _shell(viewer),
        "may_plan": viewer.is_signed_in and bool(_audiences(viewer)),
    }
    return render(request, "events/list.html", context)


def _my_states(viewer: Viewer, events: list[Event]) -> dict[int, str]:
    if not viewer.is_signed_in:
        return {}
    mine = Registration.objects.visible_to(viewer).filter(user_id=viewer.known_id, event__in=events)
    return dict(mine.values_list("event_id", "state"))


def _shell(viewer: Viewer) -> str:
    """Signed-in people see the page inside their shell."""
    return "base_app.html" if viewer.is_signed_in else "base.html"


@require_GET
def event_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One event."""
    viewer = viewer_of(request)
    event = get_visible_or_404(Event.objects.select_related("host", "group"), viewer, public_id=public_id)
    going = _my_states(viewer, [event]).get(event.pk, RegistrationState.CANCELLED) != RegistrationState.CANCELLED
    mine = Registration.objects.visible_to(viewer).filter(event=event).first() if going else None
    context = {
        "event": event,
        "mine": mine,
        "form": KeyedForm(),
        "free": None if event.capacity is None else max(0, event.capacity - event.taken),
        "tags": event.tags.all(),
        "may_register": permissions.can_register(viewer, event),
        "may_cancel": permissions.can_cancel_event(viewer, event),
        "section": "events",
        "shell": _shell(viewer),
    }
    return render(request, "events/event.html", context)


def _audiences(viewer: Viewer) -> list[tuple[str, str]]:
    words = {"physician": _("Verified physicians"), "public": _("Everybody")}
    own = [(token, words[token]) for token in permissions.audiences_for(viewer)]
    ids = [int(t.split(":")[1]) for t in viewer.grants if t.startswith("group-moderator:")]
    groups = Group.objects.filter(pk__in=ids).order_by("name")
    return [*own, *((f"group:{group.pk}", group.name) for group in groups)]


@require_http_methods(["GET", "POST"])
@members_only
def new_event(request: HttpRequest) -> HttpResponse:
    """Plan an event."""
    viewer = viewer_of(request)
    audiences = _audiences(viewer)
    if not audiences:
        raise Http404
    form = EventForm(request.POST or None, audiences=audiences)
    if request.method == "POST" and form.is_valid():
        response = _plan(request, viewer, form)
        if response is not None:
            return response
    context = {"form": form, "section": "events"}
    return render(request, "events/new.html", context, status=422 if form.errors else 200)


def _plan(request: HttpRequest, viewer: Viewer, form: EventForm) -> HttpResponse | None:
    """Check the words, then write; None when the form has to be shown again."""
    chosen = form.cleaned_data
    ratelimit.hit("event", str(viewer.user_id), limit=20, seconds=3600)
    try:
        actions.check_words(form.words(), chosen["audience"])
    except actions.TextRefused as refusal:
        for problem in refusal.problems:
            form.add_error("description", problem.message)
        return None
    except CheckUnavailable:
        form.add_error(None, _("The text could not be checked, so it was not published. Please try again."))
        return None

    def run() -> dict[str, Any]:
        audience = chosen["audience"]
        group = Group.objects.get(pk=int(audience.split(":")[1])) if audience.startswith("group:") else None
        event = actions.plan_event(
            words=form.words(),
            starts_at=chosen["starts_at"],
            ends_at=chosen["ends_at"],
            time_zone=chosen["time_zone"],
            audience=audience,
            capacity=chosen["capacity"],
            group=group,
            tags=chosen["tags"],
            by=viewer,
        )
        return {"event": str(event.public_id)}

    outcome = idempotency.once(author=viewer, key=chosen["key"], scope="events.plan", run=run)
    messages.success(request, _("The event is announced."))
    return redirect("events:event", public_id=outcome["event"])


@require_POST
@members_only
def registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a place (`verb=take`) or give it back (`verb=give`)."""
    viewer = viewer_of(request)
    event = get_visible_or_404(Event.objects.all(), viewer, public_id=public_id)
    form = KeyedForm(request.POST)
    verb = request.POST.get("verb")
    if not form.is_valid() or verb not in {"take", "give"}:
        messages.error(request, _("Please press the button again."))
        return redirect("events:event", public_id=event.public_id)

    def run() -> dict[str, Any]:
        if verb == "give":
            actions.give_place_back(event=event, by=viewer)
            return {"state": RegistrationState.CANCELLED}
        return {"state": actions.register(event=event, by=viewer).state}

    outcome = idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=f"events.{verb}", run=run)
    messages.success(request, RegistrationState(outcome["state"]).label)
    return redirect("events:event", public_id=event.public_id)


@require_POST
@members_only
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call an event off. Doing it twice changes nothing."""
    viewer = viewer_of(request)
    event = get_visible_or_404(Event.objects.all(), viewer, public_id=public_id)
    actions.cancel_event(event=event, by=viewer)
    messages.success(request, _("The event is called off. Everybody with a place was told."))
    return redirect("events:event", public_id=event.public_id)
