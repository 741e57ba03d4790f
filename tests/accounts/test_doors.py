"""Coming in and going out."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from core import clock, outbox
from core.models import AuditEntry
from tests.people import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which mails land."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def read(mails: Path) -> str:
    from email import message_from_bytes, policy

    text = ""
    for path in sorted(mails.glob("*.log")):
        message = message_from_bytes(path.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        text += f"{message['Subject']}\n{body.get_content()}"
    return text


@pytest.mark.parametrize(("language", "subject"), [("en", "Confirm your address"), ("es", "Confirm")])
def test_sign_up_confirm_sign_in_and_out(mails: Path, language: str, subject: str) -> None:
    browser = Client()
    new = {"name": "Noor Example", "email": "Noor@Example.org", "password1": "a long enough phrase"}
    response = browser.post(f"/{language}/account/signup/", new)
    assert response.status_code == 302, response.content
    person = User.objects.get(email="noor@example.org")
    assert (person.name, person.language) == ("Noor Example", language)
    outbox.drain_now()
    text = read(mails)
    assert subject in text
    link = re.search(r"http://localhost:8000(/\S+)", text)
    assert link is not None
    assert "account/login" in browser.get("/en/account/today/").headers["Location"]
    page = browser.get(link[1])
    assert page.status_code == 200
    assert browser.post(link[1]).status_code == 302
    browser.post(f"/{language}/account/login/", {"login": new["email"], "password": new["password1"]})
    assert browser.get(f"/{language}/account/today/").status_code == 200
    browser.post(f"/{language}/account/logout/")
    assert browser.get(f"/{language}/account/today/").status_code == 302


def test_the_same_words_for_unknown_mail_and_wrong_password(cast: Cast) -> None:
    answers = []
    for mail in (cast.patient.user.email, "nobody@example.org"):
        response = Client().post("/en/account/login/", {"login": mail, "password": "wrong password here"})
        answers.append(re.findall(r'error[^"]*">(.*?)<', response.content.decode()))
    assert answers[0] == answers[1]


def test_sign_up_with_a_known_address_looks_the_same(cast: Cast, mails: Path) -> None:
    known = {"name": "X", "email": cast.patient.user.email, "password1": "a long enough phrase"}
    first = Client().post("/en/account/signup/", known)
    second = Client().post("/en/account/signup/", {**known, "email": "new@example.org"})
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    outbox.drain_now()
    assert "You have an account already" in read(mails)


def test_reset_says_nothing_about_who_has_an_account(cast: Cast, mails: Path) -> None:
    pages = [
        Client().post("/en/account/password/reset/", {"email": mail})
        for mail in (cast.patient.user.email, "no@example.org")
    ]
    assert {page.status_code for page in pages} == {302}
    outbox.drain_now()
    text = read(mails)
    assert text.count("Choose a new password\n") == 1
    link = re.search(r"http://localhost:8000(/\S+)", text)
    assert link is not None
    assert Client().get(link[1], follow=True).status_code == 200


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_weak_passwords_are_refused_in_words(password: str) -> None:
    response = Client().post("/en/account/signup/", {"name": "X", "email": "x@example.org", "password1": password})
    assert response.status_code == 200
    assert b"error" in response.content
    assert not User.objects.exists()


def test_next_never_leaves_the_site(cast: Cast) -> None:
    login = {"login": cast.patient.user.email, "password": PASSWORD, "next": "https://evil.example/"}
    response = Client().post("/en/account/login/", login)
    assert response.headers["Location"] == "/en/account/today/"


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_email_verification_sent", "account_inactive"],
)  # fmt: skip
def test_every_door_shows_to_a_stranger(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["account_logout", "account_change_password", "accounts:today", "accounts:inbox", "accounts:profile",
     "accounts:verify"],
)  # fmt: skip
def test_every_own_page_shows_to_a_member(cast: Cast, name: str) -> None:
    assert cast.physician.client().get(reverse(name)).status_code == 200


def test_wagtails_own_doors_lead_to_ours() -> None:
    for path in ("/cms/login/", "/cms/password_reset/", "/cms/account/"):
        response = Client().get(path)
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]


def test_a_login_link_works_once_for_ten_minutes(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("login_link", cast.patient.user.email)
    url = capsys.readouterr().out.strip()
    assert url.startswith(settings.BASE_URL)
    path = url.removeprefix(settings.BASE_URL)
    browser = Client()
    assert browser.get(path).headers["Location"] == "/en/account/today/"
    assert browser.get("/en/account/today/").status_code == 200
    assert "login" in Client().get(path).headers["Location"]
    assert AuditEntry.objects.filter(action="login-link.used").count() == 1
    call_command("login_link", cast.patient.user.email)
    path = capsys.readouterr().out.strip().removeprefix(settings.BASE_URL)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert "login" in Client().get(path).headers["Location"]


def test_no_login_link_for_unknown_or_suspended(cast: Cast) -> None:
    for email in ("nobody@example.org", cast.suspended.user.email):
        with pytest.raises(CommandError):
            call_command("login_link", email)


def test_a_suspended_person_is_signed_out(cast: Cast) -> None:
    browser = cast.physician.client()
    User.objects.filter(pk=cast.physician.id).update(suspended_at=clock.now())
    assert browser.get("/en/account/today/").status_code == 302


def test_signed_in_pages_are_never_stored(cast: Cast) -> None:
    response = cast.patient.client().get("/en/account/today/")
    assert response.headers["Cache-Control"] == "private, no-store"
