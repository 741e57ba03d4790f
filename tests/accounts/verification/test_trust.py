"""How far a name can be trusted stands beside it, nowhere more than the person allowed, and costs no query a row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import CardAudience, LicenceState
from accounts.models import Licence, Profile, User
from accounts.verification import actions
from accounts.verification.trust import RELATED, credit
from cases.models import Case
from core.pagecache.generation import site_generation
from tests.community.making import group_of, post_in, thread_in
from tests.people import Cast, Person, make_person

pytestmark = pytest.mark.django_db

A = CardAudience
FULL = "Verified physician, Cardiology, until"
BARE = "Verified physician, until"


def shows(person: Person, audience: CardAudience) -> User:
    Profile.objects.filter(user=person.user).update(shown_to={"specialty": audience})
    return User.objects.select_related(*RELATED).get(pk=person.id)


def month_of(person: Person) -> str:
    expires = Licence.objects.get(user_id=person.id).expires_at
    assert expires is not None
    return f"{expires:%Y-%m}"


# To whom the specialty is shown, who reads, and what they see: plain data.
ALLOWED = {
    (A.PUBLIC, A.PUBLIC): FULL,
    (A.PUBLIC, A.MEMBER): FULL,
    (A.PUBLIC, A.PHYSICIAN): FULL,
    (A.MEMBER, A.PUBLIC): "",
    (A.MEMBER, A.MEMBER): FULL,
    (A.MEMBER, A.PHYSICIAN): FULL,
    (A.PHYSICIAN, A.PUBLIC): "",
    (A.PHYSICIAN, A.MEMBER): "",
    (A.PHYSICIAN, A.PHYSICIAN): FULL,
    (A.NOBODY, A.PUBLIC): "",
    (A.NOBODY, A.MEMBER): "",
    (A.NOBODY, A.PHYSICIAN): BARE,
}


@pytest.mark.parametrize(("shown", "readers"), ALLOWED)
def test_nothing_is_said_that_was_not_allowed(cast: Cast, shown: CardAudience, readers: CardAudience) -> None:
    said = credit(shows(cast.physician, shown), "en", readers)
    wanted = ALLOWED[shown, readers]
    assert said == (f"{wanted} {month_of(cast.physician)}" if wanted else "")


def test_it_speaks_both_languages(cast: Cast) -> None:
    said = credit(shows(cast.physician, A.PHYSICIAN), "es")
    assert said == f"Médico verificado, Cardiología, hasta {month_of(cast.physician)}"


@pytest.mark.parametrize("state", [state for state in LicenceState if state is not LicenceState.VERIFIED])
def test_nothing_is_said_of_whoever_is_none_any_more(cast: Cast, state: LicenceState) -> None:
    Licence.objects.filter(user_id=cast.physician.id).update(state=state)
    assert credit(shows(cast.physician, A.PUBLIC), "en") == ""
    assert credit(cast.patient.user, "en") == ""


def test_it_ends_with_the_clock(cast: Cast) -> None:
    person = shows(cast.physician, A.PUBLIC)
    assert person.licence.expires_at is not None
    with time_machine.travel(person.licence.expires_at + timedelta(seconds=1), tick=False):
        assert credit(person, "en") == ""


def test_a_post_carries_it(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician)
    thread = thread_in(group, cast.physician)
    path = f"community/{group.pk}-{group.slug}/threads/{thread.pk}/"
    client = cast.group_moderator.client()
    wanted = f"{FULL} {month_of(cast.physician)}"
    before = client.get(f"/en/{path}").content.decode().count(wanted)
    assert before == 2, "the post, and what the reader's own posts would say"
    assert "Médico verificado, Cardiología, hasta" in client.get(f"/es/{path}").content.decode()
    actions.revoke_licence(
        licence=Licence.objects.get(user_id=cast.physician.id), version=0, reason="x", by=cast.verifier.viewer
    )
    page = client.get(f"/en/{path}").content.decode()
    assert page.count(wanted) == before - 1
    assert "The leaflet says six weeks." in page, "what was written stays"


def test_posts_ask_nothing_a_row(cast: Cast) -> None:
    people = [make_person(f"colleague_{number}", verified=True) for number in range(10)]
    group = group_of(cast.group_moderator, *people)
    thread = thread_in(group, cast.group_moderator)
    client = cast.group_moderator.client()
    path = f"/en/community/{group.pk}-{group.slug}/threads/{thread.pk}/"
    counts, page = [], ""
    for some in (people[:1], people[1:]):
        for person in some:
            post_in(thread, person, f"A line of {person.id}.")
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path).content.decode()
        counts.append(len(asked))
    assert page.count(FULL) >= 10
    assert counts[0] == counts[1]


def case_of(owner: Person, number: int) -> Case:
    return Case.objects.create(
        owner=owner.user,
        audience="physician",
        title=f"Case {number}",
        language="en",
        history="A cough.",
        question="What?",
    )


def test_cases_carry_it_and_ask_nothing_a_row(cast: Cast) -> None:
    case_of(cast.physician, 0)
    client = cast.second_physician.client()
    counts, page = [], ""
    for size in (1, 9):
        for number in range(size):
            case_of(make_person(f"author_{size}_{number}", verified=True), number)
        client.get("/en/cases/?tab=open")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/en/cases/?tab=open").content.decode()
        counts.append(len(asked))
    assert page.count(FULL) == 11
    assert counts[0] == counts[1]
    case = Case.objects.get(title="Case 0", owner=cast.physician.user)
    assert f"{FULL} {month_of(cast.physician)}" in client.get(f"/en/cases/{case.public_id}/").content.decode()


def test_a_change_of_a_licence_outdates_cached_pages(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    before = site_generation().read()
    with django_capture_on_commit_callbacks(execute=True):
        actions.suspend_licence(
            licence=Licence.objects.get(user_id=cast.reviewer.id), version=0, reason="x", by=cast.verifier.viewer
        )
    assert site_generation().read() > before
