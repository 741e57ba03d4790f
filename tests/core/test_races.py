"""What several processes do at once on PostgreSQL; on SQLite one writer keeps them apart."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction

from community import actions as community
from community.actions.membership import put_in
from community.enums import Level, MemberState
from community.models import Membership
from core import audit, clock, outbox
from core.access import bump_grants, viewer_for
from core.models import GrantsVersion, OutboxRow
from core.outbox import rows
from core.outbox.schedule import fire_due, jobs
from events import actions as events
from events.enums import RegistrationState
from events.models import Event
from tests.people import Cast, make_cast

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

T = TypeVar("T")


def work_task(name: str) -> None:
    """Stands for a task."""


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Run the calls in threads of their own, each with its own connection, and begin together."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        try:
            start.wait(5)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(30) for future in [pool.submit(run, call) for call in calls]]


def apart(call: Callable[[], T]) -> T:
    """Run the call on another connection, and wait for it."""
    return at_once(call)[0]


def test_a_row_is_taken_by_one_worker() -> None:
    with transaction.atomic():
        for number in range(40):
            outbox.add(work_task, str(number))
    taken = at_once(*[lambda: [row.pk for row in rows.claim("fast", 15)]] * 4)
    assert Counter(pk for part in taken for pk in part).most_common(1)[0][1] == 1
    again = OutboxRow.objects.filter(status="pending").first()
    ids = at_once(*[lambda: rows.claim_one(again.pk) if again else None] * 4)
    assert len([row for row in ids if row is not None]) == (1 if again else 0)


def test_a_change_that_is_not_committed_yet_is_not_swallowed() -> None:
    """Its row waits already. A worker who took that row now would never see what this transaction changes."""
    with transaction.atomic():
        outbox.add(work_task, "a")
    with transaction.atomic():
        outbox.add(work_task, "a")
        assert apart(lambda: rows.claim("fast", 10)) == []
    assert len(apart(lambda: rows.claim("fast", 10))) == 1


def test_a_row_taken_a_moment_ago_is_followed_by_a_new_one() -> None:
    with transaction.atomic():
        outbox.add(work_task, "a")
    with transaction.atomic():
        assert len(apart(lambda: rows.claim("fast", 10))) == 1
        outbox.add(work_task, "a")
    assert Counter(OutboxRow.objects.values_list("status", flat=True)) == {"claimed": 1, "pending": 1}


def test_two_schedulers_fire_each_job_once() -> None:
    fired = at_once(*[fire_due] * 4)
    assert sum(fired) == len(jobs())
    assert OutboxRow.objects.count() == len(jobs())


def test_every_change_of_grants_counts() -> None:
    def bump() -> None:
        with transaction.atomic():
            bump_grants(7, 8)

    at_once(*[bump] * 6)
    assert dict(GrantsVersion.objects.values_list("user_id", "version")) == {7: 6, 8: 6}


def test_two_sealers_make_one_chain() -> None:
    with transaction.atomic():
        for number in range(30):
            audit.record("thing.done", actor=None, target=f"thing:{number}")
    assert sum(at_once(*[audit.seal] * 3)) == 30
    report = audit.verify()
    assert (report.sealed, report.unsealed, report.first_bad) == (30, 0, None)


@pytest.fixture
def people() -> Cast:
    return make_cast()


def test_the_last_place_is_given_once(people: Cast) -> None:
    starts = clock.now() + timedelta(days=3)
    event = Event.objects.create(
        host_id=people.physician.id,
        audience="physician",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        time_zone="Europe/Madrid",
        capacity=1,
        title_en="Rounds",
        title_es="Sesión",
    )
    guests = [viewer_for(person.id) for person in (people.second_physician, people.group_moderator)]
    made = at_once(*[lambda guest=guest: events.register(event=event, by=guest).state for guest in guests])
    assert sorted(made) == sorted([RegistrationState.REGISTERED, RegistrationState.WAITING])
    assert Event.objects.get().taken == 1


def test_who_is_removed_while_leaving_stays_removed(people: Cast) -> None:
    founder, member = viewer_for(people.physician.id), viewer_for(people.second_physician.id)
    group = community.create_group(name="Circle", about="", language="en", level=Level.OPEN, specialty=None, by=founder)
    with transaction.atomic():
        membership = put_in(group, people.second_physician.id)
    began, founder = threading.Event(), viewer_for(people.physician.id)

    def remove() -> None:
        with transaction.atomic():
            community.remove_member(membership=membership, by=founder)
            began.set()
            connection.cursor().execute("SELECT pg_sleep(0.5)")

    def leave() -> None:
        began.wait(5)
        with pytest.raises(Exception, match="leave_group"):
            community.leave_group(group=group, by=member)

    at_once(remove, leave)
    assert Membership.objects.get(pk=membership.pk).state == MemberState.REMOVED
