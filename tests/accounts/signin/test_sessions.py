"""Sessions: seen, ended one by one or all, and over by themselves when nobody is there or the day is over."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import Device, KeptText, Session, User
from accounts.signin import actions
from core import clock
from core.models import AuditEntry
from core.realtime.people import ended_sessions, identify, note_activity
from tests.accounts.signin.conftest import Mails
from tests.accounts.signin.doors import code_now, send_password, sign_in
from tests.core.realtime.client import opened, run
from tests.core.realtime.live import live_sockets
from tests.core.realtime.room import Visitor
from tests.core.serve.running import RunningServer
from tests.people import PASSWORD, Cast, make_cast

pytestmark = pytest.mark.django_db
FIREFOX: dict[str, Any] = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"}
CHROME: dict[str, Any] = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"
}
SECURITY = "/en/account/security/"


def is_in(browser: Client, path: str = SECURITY) -> bool:
    return browser.get(path, HTTP_SEC_FETCH_DEST="empty").status_code == 200


def later(**time: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**time), tick=True)


# --- seen and ended ---------------------------------------------------------------------------------


def test_the_list_names_browser_and_network_and_ends_one(cast: Cast) -> None:
    here = sign_in(cast.patient, Client(REMOTE_ADDR="203.0.113.9", **FIREFOX))
    there = sign_in(cast.patient, Client(REMOTE_ADDR="2001:db8:1:2::5", **CHROME))
    page = here.get(SECURITY).content.decode()
    for words in ("Firefox, Linux", "Chrome, Windows", "203.0.113.0/24", "2001:db8:1::/48", "This device"):
        assert words in page
    assert "203.0.113.9" not in page
    other = Session.objects.get(agent="Chrome, Windows")
    here.post("/en/account/session/end/", {"session": str(other.public_id)})
    assert (is_in(here), is_in(there)) == (True, False)
    assert AuditEntry.objects.filter(action="session.ended").count() == 1
    here.post("/en/account/session/end/", {"session": str(Session.objects.get(user=cast.patient.user).public_id)})
    assert not is_in(here)


def test_nobody_ends_a_session_of_somebody_else(cast: Cast) -> None:
    theirs, mine = sign_in(cast.patient), cast.physician.client()
    row = Session.objects.get(user=cast.patient.user)
    assert mine.post("/en/account/session/end/", {"session": str(row.public_id)}).status_code == 302
    assert is_in(theirs)
    assert str(row.public_id) not in mine.get(SECURITY).content.decode()


def test_all_others_end_at_once(cast: Cast) -> None:
    browsers = [sign_in(cast.patient) for _ in range(3)]
    browsers[0].post("/en/account/session/end-others/")
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_a_new_password_ends_all_others_and_is_told(cast: Cast, mails: Mails) -> None:
    here, there = sign_in(cast.patient), sign_in(cast.patient)
    new = "an entirely new long phrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/en/account/password/change/", form).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert "Your sign-in was changed" in [subject for _to, subject, _text in mails.all()]


def test_a_reset_password_ends_every_session(cast: Cast, mails: Mails) -> None:
    inside = sign_in(cast.patient)
    stranger = Client()
    stranger.post("/en/account/password/reset/", {"email": cast.patient.user.email})
    link = re.search(r"http://localhost:8000(/\S+)", mails.all()[0][2])
    assert link
    form = stranger.get(link[1], follow=True).request["PATH_INFO"]
    new = "an entirely new long phrase"
    assert stranger.post(form, {"password1": new, "password2": new}).status_code == 302
    assert not is_in(inside)
    assert not is_in(stranger)
    assert send_password(Client(), cast.patient.user.email, new).status_code == 302


def test_signing_in_changes_the_key_and_drops_what_stood_there_before(cast: Cast) -> None:
    """Whoever planted a session in somebody's browser gains nothing by their signing in."""
    browser = Client()
    browser.get("/en/account/login/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = str(session.session_key)
    browser.cookies["sessionid"] = planted
    sign_in(cast.patient, browser)
    assert str(browser.session.session_key) != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_in_as_somebody_else_keeps_nothing_of_the_first(cast: Cast) -> None:
    browser = sign_in(cast.patient)
    first = Session.objects.get(user=cast.patient.user)
    browser.post("/en/account/logout/")
    sign_in(cast.physician, browser)
    assert not Session.objects.filter(session_key=first.session_key).exists()
    assert Session.objects.get(user=cast.physician.user).public_id != first.public_id


# --- new devices ----------------------------------------------------------------------------------


def test_a_new_device_is_told_and_a_known_one_is_not(cast: Cast, mails: Mails) -> None:
    first = sign_in(cast.patient, Client(**FIREFOX))
    first.post("/en/account/logout/")
    sign_in(cast.patient, first)
    assert [subject for _to, subject, _text in mails.all()] == []
    sign_in(cast.patient, Client(**CHROME))
    ((to, subject, text),) = mails.all()
    assert (to, subject) == (cast.patient.user.email, "Sign-in with a new device")
    assert "Chrome, Windows" in text
    assert Device.objects.filter(user=cast.patient.user).count() == 2


# --- the end when nobody is there -----------------------------------------------------------------


def test_a_clinical_area_is_left_after_fifteen_minutes(cast: Cast) -> None:
    browser = sign_in(cast.physician)
    assert browser.get("/en/cases/").status_code == 200
    with later(minutes=14, seconds=50):
        assert is_in(browser)
    with later(minutes=15, seconds=5):
        assert not is_in(browser)
        assert not is_in(browser, "/en/account/today/")


@pytest.mark.parametrize("path", ["/en/community/", "/en/cases/", "/en/events/", "/en/desk/", "/cms/"])
def test_each_of_the_areas_counts(cast: Cast, path: str) -> None:
    browser = sign_in(cast.verifier if "desk" in path else cast.editor if "cms" in path else cast.physician)
    browser.get(path)
    with later(minutes=16):
        assert not is_in(browser)


def test_elsewhere_a_session_lasts_for_the_day(cast: Cast) -> None:
    browser = sign_in(cast.patient)
    browser.get("/en/health/")
    with later(hours=11, minutes=50):
        assert is_in(browser)


def test_only_the_persons_own_acts_prolong_it(cast: Cast) -> None:
    """What a page fetches by itself is no sign of life; opening a page and sending something are."""
    browser = sign_in(cast.physician)
    browser.get("/en/cases/")
    with later(minutes=10):
        heads: list[dict[str, Any]] = [
            {"HTTP_SEC_FETCH_DEST": "empty"},
            {"HTTP_SEC_FETCH_DEST": "image"},
            {"HTTP_X_BY_ITSELF": "1"},
        ]
        for head in heads:
            browser.get("/en/cases/", **head)
            browser.get("/en/account/session/", **head)
        browser.post("/en/account/session/keep/", {"path": "/x", "fields": "{}"}, HTTP_X_BY_ITSELF="1")
        assert 290 < browser.get("/en/account/session/", HTTP_SEC_FETCH_DEST="empty").json()["idle"] <= 300
    with later(minutes=15, seconds=5):
        assert not is_in(browser)


@pytest.mark.parametrize("act", ["open", "send", "stay", "socket"])
def test_each_own_act_prolongs_it(cast: Cast, act: str) -> None:
    browser = sign_in(cast.physician)
    browser.get("/en/cases/")
    with later(minutes=14):
        if act == "open":
            browser.get("/en/health/", HTTP_SEC_FETCH_DEST="document")
        elif act == "send":
            browser.post("/en/account/inbox/read/", {"up_to": "1"}, HTTP_SEC_FETCH_DEST="empty")
        elif act == "stay":
            left = browser.post("/en/account/session/stay/", HTTP_SEC_FETCH_DEST="empty").json()
            assert left["idle"] > 890
        else:
            note_activity(str(browser.session.session_key))
    with later(minutes=28):
        assert is_in(browser)
    with later(minutes=30):
        assert not is_in(browser)


def test_twelve_hours_are_the_end_whatever_is_done(cast: Cast) -> None:
    browser = sign_in(cast.physician)
    browser.get("/en/cases/")
    for minutes in range(10, 720, 10):
        with later(minutes=minutes):
            assert browser.get("/en/cases/").status_code == 200, minutes
    with later(minutes=719):
        assert is_in(browser)
        assert browser.get("/en/account/session/").json()["end"] <= 60
    with later(minutes=721):
        assert not is_in(browser)


def test_sockets_end_with_the_idle_session(cast: Cast) -> None:
    browser = sign_in(cast.physician)
    browser.get("/en/cases/")
    key = str(browser.session.session_key)
    assert identify(key) is not None
    with later(minutes=16):
        assert ended_sessions([key]) == {key}
        assert identify(key) is None


def test_reading_by_itself_is_no_command_of_a_person() -> None:
    from core.realtime.commands import find_command

    post, read = find_command("post"), find_command("read")
    assert post is not None and post.is_act  # noqa: PT018 - for the types
    assert read is not None and not read.is_act  # noqa: PT018 - as above


def test_pages_tell_when_they_end(cast: Cast) -> None:
    browser = sign_in(cast.physician)
    page = browser.get("/en/cases/").content.decode()
    assert re.search(r'data-session data-idle="(89\d|900)" data-end="43\d\d\d"', page)
    assert "Stay signed in" in page


def test_the_editors_desk_warns_too_and_promises_nothing_about_text(admin_page: str) -> None:
    assert "data-session " in admin_page
    assert "Save what you are writing." in admin_page
    assert "session/keep" not in admin_page


@pytest.fixture
def admin_page(cast: Cast) -> str:
    """The first page of the editors' desk, as somebody who may see it."""
    User.objects.filter(pk=cast.administrator.id).update(is_superuser=True)
    page: str = cast.administrator.client().get("/cms/").content.decode()
    return page


def test_what_was_not_sent_is_kept_sealed_and_given_back_once(cast: Cast) -> None:
    browser, words = sign_in(cast.physician), "half a thought about the patient"
    sent = {"path": "/en/community/1-x/threads/2/", "fields": f'{{" body": "{words}"}}'}
    assert browser.post("/en/account/session/keep/", sent).status_code == 200
    row = KeptText.objects.get()
    assert words.encode() not in bytes(row.sealed)
    assert "threads" not in row.place
    other = cast.second_physician.client()
    assert other.post("/en/account/session/kept/", sent).json() == {"fields": {}}
    assert browser.post("/en/account/session/kept/", {"path": "/en/else/"}).json() == {"fields": {}}
    again = sign_in_later(cast)
    assert again.post("/en/account/session/kept/", sent).json() == {"fields": {" body": words}}
    assert again.post("/en/account/session/kept/", sent).json() == {"fields": {}}


def sign_in_later(cast: Cast) -> Client:
    browser = Client()
    with later(minutes=2):
        send_password(browser, cast.physician.user.email)
        browser.post("/en/account/factors/authenticate/", {"code": code_now()})
    return browser


def test_kept_texts_and_old_sessions_are_removed(cast: Cast) -> None:
    sign_in(cast.physician)
    actions.keep_text(path="/x", fields={"a": "b"}, by=cast.physician.viewer)
    assert actions.prune() == 0
    with later(hours=25):
        assert actions.take_text(path="/x", by=cast.physician.viewer) == {}
        assert actions.prune() > 1
    assert not KeptText.objects.exists()


# --- step-up --------------------------------------------------------------------------------------


def test_role_changes_ask_for_the_person_again(cast: Cast) -> None:
    browser = sign_in(cast.administrator)
    page = f"/en/desk/people/{cast.patient.user.public_id}/"
    assert browser.get(page).status_code == 200
    with later(minutes=11):
        answer = browser.get(page)
        assert answer["Location"].startswith("/en/account/reauthenticate/?next=%2Fen%2Fdesk%2Fpeople%2F")
        sent = {"role": "editor", "verb": "give", "key": "8b4c9f0a-0000-4000-8000-000000000001"}
        assert "/reauthenticate/" in browser.post(page, sent)["Location"]
        assert not cast.patient.user.roles.exists()
        confirm = answer["Location"]
        assert browser.post(confirm, {"code": "000000"}).status_code == 422
        assert browser.post(confirm, {"code": code_now()})["Location"] == page
        assert browser.get(page).status_code == 200
        assert browser.post(page, sent).status_code == 302
        assert cast.patient.user.roles.get().role == "editor"


def test_who_has_a_second_factor_does_not_confirm_by_password(cast: Cast) -> None:
    browser = sign_in(cast.administrator)
    assert browser.post("/en/account/reauthenticate/", {"password": PASSWORD}).status_code == 422
    member = sign_in(cast.patient)
    assert member.post("/en/account/reauthenticate/", {"password": "wrong"}).status_code == 422
    assert member.post("/en/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_confirming_never_leads_off_the_site(cast: Cast) -> None:
    browser = sign_in(cast.patient)
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = browser.post("/en/account/reauthenticate/", {"password": PASSWORD, "next": target})
        assert answer["Location"] == SECURITY


# --- open sockets ---------------------------------------------------------------------------------


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    """A server with sockets."""
    with live_sockets() as running:
        yield running


@pytest.mark.parametrize("change", ["password", "factor", "revoked"])
async def test_sockets_of_other_sessions_close_within_a_second(server: RunningServer, change: str) -> None:
    cast = await run(make_cast)
    here, there = await run(lambda: sign_in(cast.patient)), await run(lambda: sign_in(cast.patient))

    def act() -> None:
        new = "an entirely new long phrase"
        if change == "password":
            here.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        elif change == "factor":
            page = here.get("/en/account/factors/totp/activate/").content.decode()
            secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
            assert secret
            here.post("/en/account/factors/totp/activate/", {"code": code_now(secret[1])})
        else:
            here.post("/en/account/session/end-others/")

    who = await run(lambda: Visitor(cast.patient.id, str(there.session.session_key)))
    async with opened(server.port, who) as client:
        await client.subscribe(f"user:{cast.patient.id}")
        await run(act)
        start = time.monotonic()
        await client.until(lambda: client.closed is not None)
        took = time.monotonic() - start
    assert client.closed == 4001
    assert took < 1
    assert await run(lambda: is_in(here))


def test_sites_may_set_another_time(cast: Cast, settings: Settings) -> None:
    settings.CLINICAL_IDLE_SECONDS = 60
    browser = sign_in(cast.physician)
    browser.get("/en/cases/")
    with later(seconds=61):
        assert not is_in(browser)
