"""Everything that changes events and who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.actions import notify
from community.models import Group
from core import audit, clock, outbox, textcheck
from core.access import Forbidden, Viewer, require
from core.pagecache import bump_generation
from events import permissions, tasks
from events.enums import RegistrationState
from events.models import CalendarFeed, Event, Registration
from search.models import Tag
from search.tasks import index_row_task

REMINDER: Final = timedelta(hours=24)


class TextRefused(Exception):
    """The text holds what could point to a patient; `problems` says where."""

    def __init__(self, problems: list[textcheck.Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def check_words(words: Mapping[str, str], audience: str) -> None:
    """Let the text of an event for clinicians pass the registered checks; raises TextRefused.

    Called before the transaction opens. Public events are announcements of editors and hold names of speakers.
    """
    if audience == "public":
        return
    problems: list[textcheck.Problem] = []
    for language in ("en", "es"):
        # Title and description together: a lone word gives the detector nothing to judge by. The place of an
        # event is no trace of a patient.
        if text := "\n\n".join(filter(None, (words.get(f"{part}_{language}") for part in ("title", "description")))):
            problems += textcheck.check_text(text, language)
    if problems:
        raise TextRefused(problems)


@transaction.atomic
def plan_event(  # noqa: PLR0913 - all that an announcement says
    *,
    words: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    audience: str,
    capacity: int | None = None,
    group: Group | None = None,
    tags: Iterable[Tag] = (),
    by: Viewer,
) -> Event:
    """Announce an event to its audience. Its words passed `check_words`."""
    require(permissions.can_plan, by, audience)
    if (f"group:{group.pk}" if group else audience) != audience:
        raise Forbidden("audience of another group")
    event = Event.objects.create(
        host_id=by.known_id,
        group=group,
        audience=audience,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        capacity=capacity,
        **words,
    )
    event.tags.set(list(tags))
    audit.record("event.planned", actor=by, target=event)
    follow_planned(event)
    return event


def follow_planned(event: Event) -> None:
    """What follows a new event: it is found, and public pages are drawn anew."""
    outbox.add(index_row_task, "event", str(event.pk))
    transaction.on_commit(bump_generation)


@transaction.atomic
def cancel_event(*, event: Event, by: Viewer) -> Event:
    """Call an event off; everybody with a place is told."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    require(permissions.can_cancel_event, by, event)
    if event.cancelled_at is not None:
        return event
    event.cancelled_at, event.sequence = clock.now(), event.sequence + 1
    event.save(update_fields=["cancelled_at", "sequence"])
    audit.record("event.cancelled", actor=by, target=event)
    outbox.add(index_row_task, "event", str(event.pk))
    transaction.on_commit(bump_generation)
    going = event.registrations.exclude(state=RegistrationState.CANCELLED)
    notify(user_ids=going.values_list("user_id", flat=True), kind="event-cancelled", target=f"event:{event.pk}")
    return event


@transaction.atomic
def register(*, event: Event, by: Viewer) -> Registration:
    """Take a place, or a number on the waiting list when there is none. Asking twice changes nothing."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    require(permissions.can_register, by, event)
    known = Registration.objects.select_for_update().filter(event=event, user_id=by.known_id).first()
    if known is not None and known.state != RegistrationState.CANCELLED:
        return known
    state = RegistrationState.REGISTERED if _take_place(event) else RegistrationState.WAITING
    registration, _created = Registration.objects.update_or_create(
        event=event,
        user_id=by.known_id,
        defaults={"state": state, "changed_at": clock.now(), "audience": f"user:{by.user_id}"},
    )
    audit.record(f"event.{state}", actor=by, target=event)
    _follow(registration)
    return registration


def _take_place(event: Event) -> bool:
    """Count one more place in one statement that cannot pass the capacity."""
    free = Event.objects.filter(pk=event.pk)
    if event.capacity is not None:
        free = free.filter(taken__lt=event.capacity)
    return free.update(taken=F("taken") + 1) == 1


def _follow(registration: Registration) -> None:
    """What follows a new state: a mail now, and a reminder on the day before."""
    outbox.add(tasks.send_registration_mail_task, registration.pk, key=_mail_key("registration", registration))
    reminder = registration.event.starts_at - REMINDER
    if registration.state == RegistrationState.REGISTERED and reminder > clock.now():
        outbox.add(
            tasks.send_reminder_mail_task, registration.pk, key=_mail_key("reminder", registration), due=reminder
        )


def _mail_key(kind: str, registration: Registration) -> str:
    return f"{kind}:{registration.pk}:{registration.state}:{registration.changed_at.isoformat()}"


@transaction.atomic
def give_place_back(*, event: Event, by: Viewer) -> None:
    """Give up one's place or number; the first who waits moves up."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    mine = Registration.objects.visible_to(by).select_for_update().filter(event=event, user_id=by.known_id)
    registration = mine.exclude(state=RegistrationState.CANCELLED).first()
    if registration is None:
        return
    had_place = registration.state == RegistrationState.REGISTERED
    registration.state, registration.changed_at = RegistrationState.CANCELLED, clock.now()
    registration.save(update_fields=["state", "changed_at"])
    audit.record("event.place-given-back", actor=by, target=event)
    if had_place:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
        _move_up(event)


def _move_up(event: Event) -> None:
    """Give the free place to whoever waits longest."""
    if event.is_over or event.cancelled_at is not None:
        return
    waiting = event.registrations.filter(state=RegistrationState.WAITING).order_by("changed_at", "pk")
    first = waiting.select_for_update().first()
    if first is None or not _take_place(event):
        return
    first.state, first.changed_at = RegistrationState.REGISTERED, clock.now()
    first.save(update_fields=["state", "changed_at"])
    _follow(first)
    notify(user_ids=[first.user_id], kind="event-place", target=f"event:{event.pk}")


@transaction.atomic
def reset_feed(*, by: Viewer) -> CalendarFeed:
    """Make a new secret address; the old one ends at once."""
    require(lambda viewer: viewer.holds("member"), by)
    CalendarFeed.objects.filter(user_id=by.known_id).delete()
    feed = CalendarFeed.objects.create(user_id=by.known_id)
    audit.record("feed.reset", actor=by, target=f"feed:{feed.pk}")
    return feed


def feed_of(*, by: Viewer) -> CalendarFeed:
    """The feed of a member, made at the first need."""
    require(lambda viewer: viewer.holds("member"), by)
    feed, _created = CalendarFeed.objects.get_or_create(user_id=by.known_id)
    return feed


__all__ = [
    "TextRefused",
    "cancel_event",
    "check_words",
    "feed_of",
    "follow_planned",
    "give_place_back",
    "plan_event",
    "register",
    "reset_feed",
]
