"""Coming in through the form, as people do."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.people import PASSWORD, Person, give_app

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    """What an app shows at this moment."""
    counters = sorted(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def send_password(browser: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    """The form of the sign-in page."""
    return browser.post("/en/account/login/", {"login": email, "password": password}, **extra)


def sign_in(person: Person, browser: Client | None = None, **extra: Any) -> Client:
    """The whole way in, with the code where one is asked for."""
    browser = browser or Client(**extra)
    answer = send_password(browser, person.user.email)
    assert answer.status_code == 302, answer.content
    if "/factors/authenticate/" in answer["Location"]:
        answer = browser.post("/en/account/factors/authenticate/", {"code": code_now()})
        assert answer.status_code == 302, answer.content
    assert browser.get("/en/account/security/").status_code == 200
    return browser


__all__ = ["SECRET", "code_now", "give_app", "send_password", "sign_in"]
