"""The second factor: set up, asked for, used once, and required of those whose word weighs most."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from accounts.actions import give_role
from accounts.enums import RoleName
from core import clock
from core.models import AuditEntry
from tests.accounts.signin.conftest import Mails
from tests.accounts.signin.doors import code_now, send_password, sign_in
from tests.people import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db
FACTOR = "/en/account/factors/authenticate/"


def set_up(browser: Client) -> str:
    """The pages of setting up an app; returns the secret."""
    page = browser.get("/en/account/factors/totp/activate/")
    assert page.status_code == 200, page.headers
    found = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert found
    answer = browser.post("/en/account/factors/totp/activate/", {"code": code_now(found[1])})
    assert answer["Location"] == "/en/account/factors/recovery-codes/"
    return found[1]


def codes_of(browser: Client) -> list[str]:
    page = browser.get("/en/account/factors/recovery-codes/").content.decode()
    return re.findall(r"<li><code>(\d+)</code>", page)


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_asked_for(mails: Mails) -> None:
    cast = make_cast()
    browser = sign_in(cast.patient)
    secret = set_up(browser)
    assert len(codes_of(browser)) == 10
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        other = Client()
        assert send_password(other, cast.patient.user.email)["Location"] == FACTOR
        assert other.get("/en/account/security/").status_code == 302
        assert other.post(FACTOR, {"code": "000000"}).status_code == 200
        assert other.get("/en/account/security/").status_code == 302
        assert other.post(FACTOR, {"code": code_now(secret)}).status_code == 302
        assert other.get("/en/account/security/").status_code == 200
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"session.started", "factor.factor-added", "factor.refused", "factor.used"} <= actions
    assert [subject for _to, subject, _text in mails.all()].count("Your sign-in was changed") == 1


def test_a_code_counts_once(cast: Cast) -> None:
    first, second = Client(), Client()
    code = code_now()
    for browser, status in ((first, 302), (second, 200)):
        send_password(browser, cast.physician.user.email)
        assert browser.post(FACTOR, {"code": code}).status_code == status
    assert second.get("/en/account/security/").status_code == 302


def test_a_code_of_the_half_minute_before_counts_and_an_older_one_does_not(cast: Cast) -> None:
    code = code_now()
    for seconds, status in ((100, 200), (30, 302)):
        browser = Client()
        with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
            send_password(browser, cast.physician.user.email)
            assert browser.post(FACTOR, {"code": code}).status_code == status


def test_a_recovery_code_works_once_and_is_told(cast: Cast, mails: Mails) -> None:
    owner = sign_in(cast.patient)
    set_up(owner)
    codes = codes_of(owner)
    for browser, status in ((Client(), 302), (Client(), 200)):
        send_password(browser, cast.patient.user.email)
        assert browser.post(FACTOR, {"code": codes[3]}).status_code == status
    assert codes[3] not in codes_of(owner)
    assert len(codes_of(sign_in_again(cast, codes[4]))) == 8
    assert any("recovery code was used" in text for _to, _subject, text in mails.all())


def sign_in_again(cast: Cast, code: str) -> Client:
    browser = Client()
    send_password(browser, cast.patient.user.email)
    browser.post(FACTOR, {"code": code})
    return browser


def test_a_wrong_code_six_times_has_to_wait(cast: Cast) -> None:
    browser = Client()
    send_password(browser, cast.physician.user.email)
    for _try in range(5):
        assert b"Too many tries" not in browser.post(FACTOR, {"code": "000000"}).content
    page = browser.post(FACTOR, {"code": code_now()})
    assert page.status_code == 200
    assert b"Too many tries" in page.content
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        again = Client()
        send_password(again, cast.physician.user.email)
        assert again.post(FACTOR, {"code": code_now()}).status_code == 302


# --- who must have one ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["editor", "verifier", "moderator", "administrator", "physician", "reviewer"])
def test_those_whose_word_weighs_most_need_one(cast: Cast, who: str) -> None:
    person = cast.everyone()[who]
    assert person.client().get("/en/account/today/").status_code == 200
    Authenticator.objects.filter(user=person.user).delete()
    browser = person.client()
    for path in ("/en/account/today/", "/en/community/", "/en/cases/", "/en/desk/", "/cms/", "/en/health/", "/en/"):
        answer = browser.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/en/account/security/"), path
    assert browser.get("/api/v1/groups").status_code == 403
    assert browser.post("/en/account/inbox/read/", {"up_to": "1"}).status_code == 403
    for path in ("/en/account/security/", "/en/account/factors/totp/activate/", "/en/account/factors/webauthn/add/"):
        assert browser.get(path).status_code == 200, path
    set_up(browser)
    assert browser.get("/en/account/today/").status_code == 200


def test_a_role_given_to_somebody_signed_in_asks_for_one_at_once(cast: Cast) -> None:
    browser = cast.patient.client()
    assert browser.get("/en/account/today/").status_code == 200
    give_role(person=cast.patient.user, role=RoleName.EDITOR, by=None)
    assert browser.get("/en/account/today/")["Location"] == "/en/account/security/"


def test_who_removes_the_last_one_is_led_back(cast: Cast) -> None:
    browser = cast.physician.client()
    assert browser.post("/en/account/factors/totp/deactivate/").status_code == 302
    assert browser.get("/en/account/today/")["Location"] == "/en/account/security/"


def test_a_patient_needs_none(cast: Cast) -> None:
    assert cast.patient.client().get("/en/account/today/").status_code == 200


def test_a_site_may_relax_it_and_says_so(cast: Cast, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    person = make_person("relaxed", verified=True)
    Authenticator.objects.filter(user=person.user).delete()
    browser = person.client()
    assert browser.get("/en/account/today/").status_code == 200
    assert b"asks nobody for a second factor" in browser.get("/en/account/security/").content


def test_a_socket_needs_the_factor_too(cast: Cast) -> None:
    from core.realtime.people import identify

    browser = cast.physician.client()
    key = str(browser.session.session_key)
    assert identify(key) is not None
    Authenticator.objects.filter(user=cast.physician.user).delete()
    bare = cast.physician.client()
    assert identify(str(bare.session.session_key)) is None


@pytest.mark.parametrize("name", ["activate", "recovery"])
def test_secrets_are_only_shown_after_a_fresh_proof(cast: Cast, name: str) -> None:
    """An unattended page must not be enough to read the codes or to add a factor."""
    browser = cast.physician.client()
    path = {"activate": "/en/account/factors/webauthn/add/", "recovery": "/en/account/factors/recovery-codes/generate/"}
    assert browser.get(path[name]).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert browser.get(path[name])["Location"].startswith("/en/account/reauthenticate/?next=")


def test_a_login_link_is_a_first_factor_only(cast: Cast) -> None:
    from accounts.actions import make_login_link

    browser = Client()
    answer = browser.get(f"/en/account/link/{make_login_link(person=cast.physician.user)}/")
    assert answer["Location"] == FACTOR
    assert browser.get("/en/account/security/").status_code == 302
    assert browser.post(FACTOR, {"code": code_now()}).status_code == 302
    assert browser.get("/en/account/security/").status_code == 200
