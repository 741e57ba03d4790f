"""Events: who sees them, who has a place, and what calendars read."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from icalendar import Calendar

from accounts.models import InboxItem
from core import clock, outbox
from core.access import Forbidden
from events import actions
from events.enums import RegistrationState
from events.models import CalendarFeed, Event, Registration
from tests.people import Cast, Person, make_person

pytestmark = pytest.mark.django_db


def make_event(host: Person, audience: str = "physician", **fields: object) -> Event:
    starts = clock.now() + timedelta(days=3)
    values = {"title_en": "Echo evening", "description_en": "Bring a question", "place_en": "Room 2"} | fields
    return Event.objects.create(
        host=host.user, audience=audience, starts_at=starts, ends_at=starts + timedelta(hours=1), **values
    )


def press(person: Person, event: Event, verb: str = "take", key: uuid.UUID | None = None) -> int:
    path = f"/en/events/{event.public_id}/registration/"
    return person.client().post(path, {"verb": verb, "key": key or uuid.uuid4()}).status_code


def test_an_event_is_seen_by_its_audience(cast: Cast) -> None:
    event = make_event(cast.physician)
    path = f"/en/events/{event.public_id}/"
    for person, status in ((cast.second_physician, 200), (cast.patient, 404), (cast.unverified, 404)):
        assert person.client().get(path).status_code == status
        assert (b"Echo evening" in person.client().get("/en/events/").content) is (status == 200)
        assert person.client().get(f"{path}event.ics").status_code == status
    assert Client().get(path).status_code == 404
    assert b"Echo evening" not in Client().get("/en/events/public.ics").content


def test_places_waiting_list_and_moving_up(cast: Cast) -> None:
    event = make_event(cast.physician, capacity=1)
    assert press(cast.second_physician, event) == 302
    assert press(cast.stranger, event) == 302
    states = dict(Registration.objects.values_list("user_id", "state"))
    assert states == {cast.second_physician.id: "registered", cast.stranger.id: "waiting"}
    press(cast.second_physician, event, "give")
    event.refresh_from_db()
    assert event.taken == 1
    assert Registration.objects.get(user_id=cast.stranger.id).state == RegistrationState.REGISTERED
    assert InboxItem.objects.get(kind="event-place").user_id == cast.stranger.id


def test_pressing_twice_changes_nothing(cast: Cast) -> None:
    event = make_event(cast.physician)
    key = uuid.uuid4()
    for _ in range(3):
        press(cast.second_physician, event, key=key)
    press(cast.second_physician, event)
    event.refresh_from_db()
    assert event.taken == Registration.objects.count() == 1


def test_a_place_needs_sight_of_the_event(cast: Cast) -> None:
    event = make_event(cast.physician)
    assert press(cast.patient, event) == 404
    with pytest.raises(Forbidden):
        actions.register(event=event, by=cast.patient.viewer)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_pass_the_capacity() -> None:
    host = make_person("host", verified=True)
    guests = [make_person(f"guest{number}", verified=True) for number in range(50)]
    event = make_event(host, capacity=7)
    gate = threading.Barrier(10)

    def come(share: list[Person]) -> None:
        gate.wait()
        try:
            for guest in share:
                actions.register(event=event, by=guest.viewer)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        assert len(list(threads.map(come, [guests[start::10] for start in range(10)]))) == 10
    event.refresh_from_db()
    assert event.taken == Registration.objects.filter(state=RegistrationState.REGISTERED).count() == 7
    assert Registration.objects.filter(state=RegistrationState.WAITING).count() == 43


def test_the_private_feed_shows_what_its_owner_may_see_now(cast: Cast) -> None:
    event = make_event(cast.physician, title_es="Tarde de eco")
    press(cast.second_physician, event)
    assert b"/en/events/feed/" in cast.second_physician.client().get("/en/events/feed/").content
    feed = CalendarFeed.objects.get(user_id=cast.second_physician.id)
    path = f"/es/events/feed/{feed.token}.ics"
    calendar = Calendar.from_ical(Client().get(path).content)
    assert [str(entry["summary"]) for entry in calendar.walk("VEVENT")] == ["Tarde de eco"]
    from accounts.models import Licence

    Licence.objects.filter(user_id=cast.second_physician.id).update(state="revoked")
    assert b"VEVENT" not in Client().get(path).content
    cast.second_physician.client().post("/en/events/feed/reset/")
    assert Client().get(path).status_code == 404
    assert Client().get("/en/events/feed/guess.ics").status_code == 404


def test_calling_off_tells_everybody_with_a_place(cast: Cast) -> None:
    event = make_event(cast.physician)
    press(cast.second_physician, event)
    assert cast.second_physician.client().post(f"/en/events/{event.public_id}/cancel/").status_code == 404
    assert cast.physician.client().post(f"/en/events/{event.public_id}/cancel/").status_code == 302
    assert InboxItem.objects.get(kind="event-cancelled").user_id == cast.second_physician.id
    assert press(cast.stranger, event) == 404


def test_mails_follow_and_a_closed_event_is_not_named(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    closed, public = make_event(cast.physician), make_event(cast.physician, "public", title_en="Open evening")
    press(cast.second_physician, closed)
    press(cast.second_physician, public)
    outbox.drain_now()
    text = "".join(f"{mail.subject} {mail.body}" for mail in mailoutbox)
    assert len(mailoutbox) == 2
    assert "Open evening" in text
    assert "Echo evening" not in text
    with time_machine.travel(clock.now() + timedelta(days=2, hours=1)):
        outbox.drain_now()
    assert len(mailoutbox) == 4


def plan(person: Person, **changes: object) -> tuple[int, str]:
    starts = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    body = {
        "title": "Reading ECGs together", "description": "Bring a tracing that you found hard.",
        "place": "Online", "starts": starts, "minutes": 60,
        "time_zone": "Europe/Madrid", "audience": "physician", "key": uuid.uuid4(),
    } | changes  # fmt: skip
    response = person.client().post("/en/events/new/", body)
    return response.status_code, response.content.decode()


def test_physicians_plan_for_physicians_and_editors_for_everybody(cast: Cast) -> None:
    assert plan(cast.physician)[0] == 302
    assert plan(cast.physician, audience="public")[0] == 422
    assert plan(cast.patient)[0] == 404
    assert plan(cast.editor, audience="public")[0] == 302
    assert set(Event.objects.values_list("audience", flat=True)) == {"physician", "public"}


def test_a_trace_of_a_patient_is_refused_in_words(cast: Cast) -> None:
    status, page = plan(cast.physician, description="We discuss Mrs Eleanor Whitcombe, MRN 4482017, born 3 March 1951.")
    assert status == 422
    assert "Whitcombe" in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"starts": "2001-01-01T10:00"}, {"starts": "soon"}, {"minutes": 0}, {"time_zone": "Mars"}, {"capacity": -1},
     {"title": ""}, {"title": "x" * 201}, {"key": "no"}, {"audience": "group:999"}],
)  # fmt: skip
def test_bad_input_is_refused_in_words(cast: Cast, change: dict[str, object]) -> None:
    status, page = plan(cast.physician, **change)
    assert status == 422
    assert "error" in page
    assert not Event.objects.exists()


def test_the_list_asks_the_same_number_of_questions_at_ten_times_the_events(cast: Cast) -> None:
    from django.test.utils import CaptureQueriesContext

    client = cast.physician.client()
    client.get("/en/events/")  # what is asked once a process does not count
    counts = []
    for amount in (2, 18):
        for _ in range(amount):
            make_event(cast.physician)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/events/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
