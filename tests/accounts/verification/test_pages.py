"""The applicant's page and the desk of verifiers, as people use them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Application, Conflict, Licence, Specialty
from accounts.verification import actions
from accounts.verification.enums import ApplicationState
from core import clock
from tests.accounts.verification.test_evidence import PAGE, photo, upload, words
from tests.people import Cast, Person, card, facts, make_person

pytestmark = pytest.mark.django_db
QUEUE = "/en/desk/verification/"


def decide(person: Person, application: Application, decision: str, reason: str = "", **changed: Any) -> Any:
    application.refresh_from_db()
    body = {"decision": decision, "reason": reason, "version": application.version, "key": uuid.uuid4(), **changed}
    return person.client().post(f"{QUEUE}{application.pk}/", body)


def test_a_member_becomes_a_physician_and_stops_being_one(cast: Cast) -> None:
    member = cast.unverified.client()
    assert member.post(PAGE, words(upload(photo()))).status_code == 302
    application = Application.objects.get(user_id=cast.unverified.id)
    assert "waiting for a check" in member.get(PAGE).content.decode()
    assert cast.unverified.user.name in cast.verifier.client().get(QUEUE).content.decode()
    assert decide(cast.verifier, application, "approve").status_code == 302
    assert "a second one follows" in member.get(PAGE).content.decode()
    assert decide(cast.second_verifier, application, "approve").status_code == 302
    assert cast.unverified.viewer.holds("physician")
    assert "You are a verified physician" in member.get("/en/account/inbox/").content.decode()
    licence = Licence.objects.get(user_id=cast.unverified.id)
    page = f"/en/desk/licences/{licence.pk}/"
    body = {"decision": "revoke", "version": licence.version, "key": uuid.uuid4()}
    assert cast.verifier.client().post(page, body).status_code == 422, "a no needs a reason"
    assert cast.verifier.client().post(page, {**body, "reason": "Ended abroad."}).status_code == 302
    assert not cast.unverified.viewer.holds("physician")
    assert "Ended abroad." in member.get(PAGE).content.decode()


def test_what_is_missing_is_asked_for_and_answered(cast: Cast) -> None:
    member = cast.unverified.client()
    member.post(PAGE, words())
    application = Application.objects.get()
    assert decide(cast.verifier, application, "approve").status_code == 409
    refused = decide(cast.verifier, application, "approve").content.decode()
    assert "A number alone is no proof" in refused
    assert decide(cast.verifier, application, "more", "Please send your card.").status_code == 302
    page = member.get(PAGE).content.decode()
    assert "Please send your card." in page
    assert 'value="N-77"' in page
    assert "Please send your card." in member.get("/en/account/today/").content.decode()
    assert member.post(PAGE, words(upload(photo()), number="N-78")).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.number) == (ApplicationState.APPLIED, "N-78")


def test_the_second_of_two_gets_a_clear_conflict(cast: Cast) -> None:
    application = actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)
    assert decide(cast.verifier, application, "approve").status_code == 302
    late = decide(cast.second_verifier, application, "refuse", "No", version=0)
    assert late.status_code == 409
    page = late.content.decode()
    assert "Somebody changed this after you opened it" in page
    assert cast.verifier.user.name in page, "and shows how it stands now"
    application.refresh_from_db()
    assert f'name="version" value="{application.version}"' in page
    assert application.state == ApplicationState.IN_REVIEW


def test_a_second_press_decides_once(cast: Cast) -> None:
    application = actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)
    body = {"decision": "approve", "version": 0, "key": uuid.uuid4()}
    client = cast.verifier.client()
    for _ in range(2):
        assert client.post(f"{QUEUE}{application.pk}/", body).status_code == 302
    assert application.approvals.count() == 1


def test_stepping_aside_closes_the_page(cast: Cast) -> None:
    application = actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)
    assert decide(cast.verifier, application, "conflict").status_code == 302
    assert Conflict.objects.filter(verifier_id=cast.verifier.id, person_id=cast.unverified.id).exists()
    assert cast.verifier.client().get(f"{QUEUE}{application.pk}/").status_code == 404
    assert cast.unverified.user.name not in cast.verifier.client().get(QUEUE).content.decode()
    assert cast.second_verifier.client().get(f"{QUEUE}{application.pk}/").status_code == 200


def test_an_application_is_withdrawn(cast: Cast) -> None:
    member = cast.unverified.client()
    member.post(PAGE, words(upload(photo())))
    assert member.post(f"{PAGE}withdraw/", {"key": uuid.uuid4()}).status_code == 302
    assert Application.objects.get().state == ApplicationState.WITHDRAWN
    page = member.get(PAGE).content.decode()
    assert "Send for checking" in page


def test_only_professions_of_this_site_count(cast: Cast, settings: Any) -> None:
    client = cast.unverified.client()
    assert client.post(PAGE, words(upload(photo()), profession="nurse")).status_code == 422
    settings.PROFESSIONS = ["physician", "nurse"]
    assert "Nurse" in client.get(PAGE).content.decode()
    assert client.post(PAGE, words(upload(photo()), profession="nurse")).status_code == 302
    assert Application.objects.get().profession == "nurse"


def test_a_specialty_has_its_name_in_the_language_of_the_page(cast: Cast) -> None:
    skin = Specialty.objects.create(slug="dermatology", name_en="Dermatology", name_es="Dermatología")
    application = actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)
    Application.objects.filter(pk=application.pk).update(specialty=skin)
    Licence.objects.filter(user_id=cast.physician.id).update(specialty=skin)
    licence = Licence.objects.get(user_id=cast.physician.id)
    verifier = cast.verifier.client()
    pages = [
        (verifier, "desk/verification/"),
        (verifier, f"desk/verification/{application.pk}/"),
        (verifier, "desk/verification/?state=verified"),
        (verifier, f"desk/licences/{licence.pk}/"),
        (cast.physician.client(), "account/verify/"),
    ]
    for client, path in pages:
        spanish = client.get(f"/es/{path}").content.decode()
        assert "Dermatología" in spanish, path
        assert "Dermatology" not in spanish, path
        assert "Dermatology" in client.get(f"/en/{path}").content.decode(), path


@pytest.mark.parametrize("role", ["patient", "physician", "editor", "moderator", "administrator", "reviewer"])
def test_the_verifiers_desk_does_not_exist_for_others(cast: Cast, role: str) -> None:
    application = actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)
    licence = Licence.objects.get(user_id=cast.stranger.id)
    client = getattr(cast, role).client()
    for path in (QUEUE, f"{QUEUE}{application.pk}/", f"/en/desk/licences/{licence.pk}/"):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"decision": "approve", "version": 0, "key": uuid.uuid4()}).status_code in {404, 405}
    assert Client().get("/en/desk/").status_code == 404


def test_a_verifier_does_not_find_themselves(cast: Cast) -> None:
    application = actions.apply(facts=facts(), images=[card()], by=cast.verifier.viewer)
    assert cast.verifier.client().get(f"{QUEUE}{application.pk}/").status_code == 404
    assert cast.verifier.user.name not in cast.verifier.client().get(QUEUE).content.decode().split("<main")[1]


@pytest.fixture
def many(cast: Cast) -> Callable[[int], None]:
    """Add so many of everything that the desk lists."""

    def add(count: int) -> None:
        specialty = Specialty.objects.get(slug="cardiology")
        made = Application.objects.count()
        for number in range(made, made + count):
            one = make_person(f"waiting_{number}")
            Application.objects.create(
                user=one.user,
                audience=f"verification:{100 + number}",
                specialty=specialty,
                country="X",
                number=str(number),
            )
            make_person(f"verified_{number}", verified=True)
        Licence.objects.update(recheck_at=clock.now())

    return add


@pytest.mark.parametrize("state", ["applied", "again", "verified"])
def test_a_list_ten_times_as_long_asks_as_often(cast: Cast, many: Callable[[int], None], state: str) -> None:
    client = cast.verifier.client()
    counts = []
    for size in (3, 27):
        many(size)
        client.get(f"{QUEUE}?state={state}")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"{QUEUE}?state={state}")
        counts.append(len(asked))
        assert page.content.decode().count('class="row-title"') >= min(20, size)
    assert counts[0] == counts[1]


def test_lists_go_on_by_key(cast: Cast, many: Callable[[int], None]) -> None:
    many(25)
    client = cast.verifier.client()
    names: list[str] = []
    path = f"{QUEUE}?state=applied"
    for _page in range(3):
        page = client.get(path).content.decode()
        names += re.findall(r'class="row-title" href="[^"]*"><bdi>([^<]+)', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        path = QUEUE + following[1].replace("&amp;", "&")
    assert len(names) == len(set(names)) == 25
