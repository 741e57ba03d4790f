"""Signing in as people do it in a browser: with a passkey, from making it to using it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Crowd, Visitor, email_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("language", ["en", "es"])]
PEOPLE = {"en": "physician_c", "es": "verifier_a"}


def plug_in(page: Page) -> None:
    """A passkey device that always finds its owner's finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def come_in(crowd: Crowd, language: str, person: str) -> Visitor:
    """A window of its own session: what is changed here must not end the sessions of other journeys."""
    passwords = json.loads((crowd.site.folder / "demo-passwords.json").read_text())
    visitor = crowd.visitor(language, bypass_csp=True, color_scheme="light" if language == "en" else "dark")
    page = visitor.go("account/login/")
    page.fill("[name=login]", email_of(person))
    page.fill("[name=password]", passwords[person])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/account/today/")
    return visitor


def test_a_passkey_is_made_used_renamed_and_removed(crowd: Crowd, language: str) -> None:
    person = PEOPLE[language]
    visitor = come_in(crowd, language, person)
    page = visitor.page
    plug_in(page)
    found = []
    visitor.go("account/security/")
    found += visitor.axe()
    visitor.follow(page.locator('main a[href$="/webauthn/add/"]'))
    found += visitor.axe()
    page.fill("[name=name]", "Ward laptop")
    page.locator("form[data-passkey] button[type=submit]").click()
    page.wait_for_url("**/recovery-codes/")
    visitor.judge()
    expect(page.locator(".codes li")).to_have_count(10)
    found += visitor.axe()

    page.context.clear_cookies()
    visitor.go("account/login/")
    found += visitor.axe()
    page.locator("form[data-passkey] button[type=submit]").click()
    page.wait_for_url("**/account/today/")

    page.context.clear_cookies()
    visitor.go("account/login/")
    page.fill("[name=login]", email_of(person))
    page.fill("[name=password]", json.loads((crowd.site.folder / "demo-passwords.json").read_text())[person])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/factors/authenticate/")
    visitor.judge()
    found += visitor.axe()
    page.locator("form[data-passkey] button[type=submit]").click()
    page.wait_for_url("**/account/today/")

    visitor.go("account/security/")
    visitor.follow(page.locator('main a[href$="/edit/"]'))
    page.fill("[name=name]", "Old laptop")
    visitor.follow(page.locator("main form .button-main"))
    expect(page.locator("section:has(#passkeys)")).to_contain_text("Old laptop")
    visitor.follow(page.locator('main a[href$="/remove/"]'))
    found += visitor.axe()
    visitor.follow(page.locator("main form .button-danger"))
    expect(page.locator("section:has(#passkeys) .row")).to_have_count(0)
    assert not found


def open_thread(visitor: Visitor) -> Page:
    """A thread of a group, with its composer."""
    page = visitor.go("community/")
    visitor.follow(page.locator('main a[href*="-primary-care-questions/"]').first)
    words = {"en": "cough", "es": "vaccine"}[visitor.language]
    visitor.follow(page.locator('main a[href*="/threads/"]', has_text=words).first)
    return page


def say_left(page: Page, idle: int, end: int) -> None:
    """What the server would answer when time has passed; the page's own clock is put forward."""
    page.route(re.compile(r"/account/session/$"), lambda route: route.fulfill(json={"idle": idle, "end": end}))
    page.clock.fast_forward(14 * 60 * 1000)


def test_the_end_of_a_session_is_said_before(crowd: Crowd, language: str) -> None:
    visitor = come_in(crowd, language, "physician_b")
    visitor.page.clock.install()
    page = open_thread(visitor)
    text = "Half a thought that was not sent"
    page.fill("#composer-body", text)
    say_left(page, 110, 40_000)
    dialog = page.locator("[data-session] dialog")
    expect(dialog).to_be_visible()
    assert not visitor.axe()
    page.unroute(re.compile(r"/account/session/$"))
    dialog.locator(".button-main").click()
    expect(dialog).to_be_hidden()
    say_left(page, 1000, 1100)
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-session-late]")).to_be_visible()
