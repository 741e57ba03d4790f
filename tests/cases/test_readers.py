"""Published cases: who reads them, what is noted of it, and how they go."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from ninja.testing import TestClient
from pytest_django.fixtures import Settings

from accounts import seeding as people_seeding
from cases import actions, seeding
from cases.api import router
from cases.enums import FlagReason
from cases.models import Case, CaseComment, CaseDraft, CaseImage, CaseReading, Submission
from community import seeding as community_seeding
from community.texts import check_body
from core import clock, kinds, outbox
from core.access import Forbidden
from core.models import AuditEntry
from search.models import SearchRow
from tests.cases.making import PLAIN, key, published, submitted
from tests.people import Cast, Person

ACTS = ("comment", "close", "flag", "withdraw")


def page(person: Person | None, address: str) -> tuple[int, str]:
    client = person.client() if person else Client()
    response = client.get(address)
    return response.status_code, response.content.decode()


def say(case: Case, person: Person, words: str = "I would give colchicine for three months.") -> CaseComment:
    return actions.comment(case=case, text=check_body(words, "en"), by=person.viewer)


@pytest.mark.parametrize("role", ["patient", "unverified", "suspended", "moderator", "editor", "administrator", None])
def test_who_is_no_verified_physician_finds_nothing(cast: Cast, role: str | None) -> None:
    case = published(cast, image=True)
    say(case, cast.stranger)
    person = getattr(cast, role) if role else None
    base = f"/en/cases/{case.public_id}/"
    for address in (base, f"{base}opened-by/", f"{base}flag/", f"{base}withdraw/"):
        code, text = page(person, address)
        assert code == 404
        assert case.title not in text
    client = person.client() if person else Client()
    for act in ACTS:
        assert client.post(f"{base}{act}/", {"key": key(), "body": "x", "reason": "text"}).status_code == 404
    assert case.title not in page(person, "/en/cases/")[1]
    outbox.drain_now()
    assert SearchRow.objects.filter(kind="case").get().audience == "physician"
    assert case.title not in page(person, "/en/search/?q=pericarditis")[1]
    assert not CaseReading.objects.exists()


def test_another_physician_finds_and_reads_it(cast: Cast) -> None:
    case = published(cast)
    outbox.drain_now()
    assert case.title in page(cast.stranger, "/en/search/?q=pericarditis")[1]
    code, text = page(cast.stranger, f"/en/cases/{case.public_id}/")
    assert code == 200
    assert "Educational use only" in text
    assert cast.stranger.client().get(f"/en/cases/{case.public_id}/")["Cache-Control"] == "private, no-store"


def test_what_each_kind_shows_is_what_is_visible(cast: Cast) -> None:
    """The registered kinds answer as the pages do."""
    case, waiting = published(cast), submitted(cast.physician, {**PLAIN, "title": "Another one"})
    case_kind, waiting_kind = kinds.kind("case"), kinds.kind("case-submission")
    assert list(case_kind.visible(cast.stranger.viewer)) == [case]
    assert list(waiting_kind.visible(cast.stranger.viewer)) == [waiting]
    assert list(waiting_kind.visible(cast.physician.viewer)) == []
    assert list(case_kind.visible(cast.patient.viewer)) == []
    assert case_kind.documents is not None
    assert waiting_kind.documents is None


def test_a_reading_is_noted_once_a_person_and_day(cast: Cast) -> None:
    case = published(cast)
    address = f"/en/cases/{case.public_id}/"
    start = clock.now().replace(hour=9)
    for moment in (start, start + dt.timedelta(hours=3), start + dt.timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            actions.record_reading(case=case, by=cast.stranger.viewer)
    assert AuditEntry.objects.filter(action="case.read").count() == 2
    assert CaseReading.objects.get().days == 2
    assert page(cast.second_physician, address)[0] == 200
    code, text = page(cast.physician, f"{address}opened-by/")
    assert code == 200
    assert "Stranger" in text
    assert "Second Physician" in text
    assert page(cast.stranger, f"{address}opened-by/")[0] == 404


def test_a_comment_is_checked_sent_once_and_told(cast: Cast) -> None:
    case = published(cast)
    address = f"/en/cases/{case.public_id}/"
    client = cast.stranger.client()
    refused = client.post(f"{address}comment/", {"body": "I know Mr Jorge Ferrer well.", "key": key()})
    assert refused.status_code == 422
    assert "I know Mr Jorge Ferrer well." in refused.content.decode()
    form = {"body": "Three months <b>at least</b>.", "key": key()}
    assert client.post(f"{address}comment/", form)["Location"] == client.post(f"{address}comment/", form)["Location"]
    assert CaseComment.objects.count() == 1
    text = page(cast.physician, address)[1]
    assert "Three months &lt;b&gt;at least&lt;/b&gt;." in text
    assert "There are answers to your case" in page(cast.physician, "/en/account/inbox/")[1]


def test_a_comment_is_removed_by_its_author_or_the_owner(cast: Cast) -> None:
    case = published(cast)
    one, other = say(case, cast.stranger, "A first thought."), say(case, cast.stranger, "A second thought.")
    with pytest.raises(Forbidden):
        actions.remove_comment(comment=one, by=cast.second_physician.viewer)
    client = cast.physician.client()
    address = f"/en/cases/{case.public_id}/comments/{one.pk}/remove/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"key": key()}).status_code == 302
    actions.remove_comment(comment=other, by=cast.stranger.viewer)
    assert set(CaseComment.objects.values_list("body", "body_html")) == {("", "")}
    assert "thought" not in page(cast.second_physician, f"/en/cases/{case.public_id}/")[1]


def test_a_withdrawn_case_is_gone_for_all(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    case = published(cast, image=True)
    say(case, cast.stranger)
    outbox.drain_now()
    address = f"/en/cases/{case.public_id}/"
    picture = f"/files/{case.image.file.public_id}/"
    client, form = cast.physician.client(), {"key": key()}
    with pytest.raises(Forbidden):
        actions.withdraw_case(case=case, by=cast.stranger.viewer)
    assert client.get(f"{address}withdraw/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}withdraw/", form).status_code == 302
    assert not SearchRow.objects.filter(kind="case").exists(), "search forgot it before the answer"
    assert client.post(f"{address}withdraw/", form).status_code == 302
    for reader in (cast.stranger, cast.second_physician):
        code, text = page(reader, address)
        assert code == 410
        assert case.title not in text
        assert reader.client().get(picture, follow=True).status_code == 404
    for other in (cast.patient, cast.unverified, None):
        assert page(other, address)[0] == 404
    assert page(cast.physician, address)[0] == 200
    assert AuditEntry.objects.filter(action="case.withdrawn").count() == 1


def test_a_flag_hides_at_once_and_another_reader_decides(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    case = published(cast, image=True)
    say(case, cast.stranger, "A telling comment.")
    outbox.drain_now()
    address = f"/en/cases/{case.public_id}/"
    assert page(cast.stranger, f"{address}flag/")[0] == 200
    assert cast.physician.client().get(f"{address}flag/").status_code == 404
    form = {"key": key(), "reason": "image"}
    client = cast.stranger.client()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}flag/", form).status_code == 302
    assert client.post(f"{address}flag/", form).status_code == 302
    assert not SearchRow.objects.filter(kind="case").exists()
    assert page(cast.second_physician, address)[0] == 404
    assert page(cast.physician, address)[0] == 200
    assert "hidden until somebody" in page(cast.physician, "/en/account/inbox/")[1]
    again = Submission.objects.get(state="waiting")
    code, text = page(cast.second_physician, f"/en/cases/reviews/{again.public_id}/")
    assert code == 200
    assert "A telling comment." in text
    actions.approve(submission=again, by=cast.second_physician.viewer)
    code, text = page(cast.stranger, address)
    assert code == 200
    assert "A telling comment." in text
    assert Case.objects.count() == 1


@pytest.mark.parametrize("end", ["refuse", "return", "expire", "withdraw"])
def test_a_flagged_case_that_is_not_approved_is_withdrawn(cast: Cast, end: str) -> None:
    case = published(cast, image=True)
    actions.flag_case(case=case, reason=FlagReason.TEXT, by=cast.stranger.viewer)
    actions_by = {"refuse": actions.refuse, "return": actions.return_to_author}
    again = Submission.objects.get(state="waiting")
    if end in actions_by:
        actions_by[end](submission=again, reason="A name.", by=cast.second_physician.viewer)
    elif end == "withdraw":
        actions.withdraw_case(case=case, by=cast.physician.viewer)
    else:
        with time_machine.travel(again.expires_at, tick=False):
            actions.purge_submissions()
    case.refresh_from_db()
    assert (case.state, case.audience) == ("withdrawn", f"user:{cast.physician.id}")
    assert page(cast.stranger, f"/en/cases/{case.public_id}/")[0] == 410
    assert not Submission.objects.filter(state="waiting").exists()


def test_a_closed_case_is_read_and_not_discussed(cast: Cast) -> None:
    case = published(cast)
    assert cast.physician.client().post(f"/en/cases/{case.public_id}/close/", {"key": key()}).status_code == 302
    code, text = page(cast.stranger, f"/en/cases/{case.public_id}/")
    assert code == 200
    assert "The discussion is closed." in text
    with pytest.raises(Forbidden):
        say(Case.objects.get(), cast.stranger)


def _more(cast: Cast, case: Case, number: int) -> None:
    for place in range(number):
        copy = published(cast, {**PLAIN, "title": f"Case number {place} of a fever"})
        say(copy, cast.stranger)
        say(case, cast.stranger)
        submitted(cast.physician, {**PLAIN, "title": f"Waiting number {place}"})


def test_pages_ask_as_much_with_ten_times_the_data(cast: Cast) -> None:
    case = published(cast)
    client = cast.stranger.client()
    addresses = [
        "/en/cases/",
        "/en/cases/?tab=mine",
        "/en/cases/?tab=waiting",
        f"/en/cases/{case.public_id}/",
        "/en/account/today/",
    ]

    def counted() -> dict[str, int]:
        asked = {}
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            asked[address] = len(queries)
        return asked

    _more(cast, case, 1)
    few = counted()
    _more(cast, case, 9)
    assert counted() == few


def test_the_api_shows_the_same_rows(cast: Cast) -> None:
    case = published(cast, image=True)
    api = TestClient(router)

    def ask(path: str, person: Person) -> Any:
        return api.get(path, user=person.user)

    listed = ask("", cast.stranger).json()
    assert [row["title"] for row in listed["items"]] == [case.title]
    assert ask("", cast.patient).json()["items"] == []
    detail = ask(str(case.public_id), cast.stranger).json()
    assert detail["history"] == PLAIN["history"]
    assert detail["image"]["url"] == f"/files/{case.image.file.public_id}/"
    assert AuditEntry.objects.filter(action="case.read").count() == 1
    assert ask(str(case.public_id), cast.patient).status_code == 404
    assert PLAIN["history"] not in json.dumps(listed)


def test_the_demonstration_is_seeded_once(cast: Cast, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    rows = people_seeding.read("people.json")["people"]
    people = people_seeding.seed({row["key"]: "correct horse battery staple" for row in rows})
    community_seeding.seed(people)
    for _time in range(2):
        seeding.seed(people)
        assert Case.objects.count() == 10
        assert Submission.objects.filter(state="waiting").count() == 1
        assert CaseDraft.objects.count() == 2
    assert CaseImage.objects.count() == 9
    for case in Case.objects.prefetch_related("comments"):
        moments = [comment.created for comment in sorted(case.comments.all(), key=lambda one: one.pk)]
        assert len(moments) >= 4
        assert moments == sorted(moments)
        assert case.published_at < moments[0]
        assert moments[-1] < clock.now()
    for name in ("physician_a", "physician_b"):
        client = Client()
        client.force_login(people[name])
        assert "Sudden stitch in the chest" in client.get("/en/cases/?tab=waiting").content.decode()
        assert "/en/cases/drafts/" in client.get("/en/cases/?tab=mine").content.decode()
    assert set(Case.objects.values_list("state", flat=True)) == {"published", "closed"}
    assert all(case.second_reader_id not in {None, case.owner_id} for case in Case.objects.all())
