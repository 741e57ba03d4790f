"""Suggestions under the search field and the list that shrinks while one types, in a browser on real pages."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from cms.actions import ensure_tree
from cms.models import ArticlePage
from tests.cms.conftest import add
from tests.journeys.visitor import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = "#site-search"
PAUSE = 200
TITLES = ("Asthma", "Asthma in children", "Back pain")


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> str:
    """A site with three topics in English and one in Spanish."""
    ensure_tree()
    sections = [("text", {"heading": "What it is", "body": "<p>Words.</p>"})]
    for title in TITLES:
        add(ArticlePage(title=title, sections=sections), "health")
    add(ArticlePage(title="Depresión", also_called="Tristeza", sections=sections), "health", "es")
    return str(live_server.url)


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A reader at the start page, who complains about every word in the console."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/en/")
    yield page
    context.close()
    assert not said


def options(page: Page) -> Locator:
    return page.locator(".masthead [role=option]")


def ask(page: Page, words: str) -> Locator:
    """Type, and wait for the list."""
    field = page.locator(FIELD)
    field.press_sequentially(words)
    expect(field).to_have_attribute("aria-expanded", "true")
    return field


def test_typing_opens_a_list_that_is_named_counted_and_announced(page: Page) -> None:
    field = ask(page, "as")
    assert options(page).all_inner_texts() == ["Asthma", "Asthma in children"]
    owned = page.locator(f"#{field.get_attribute('aria-controls')}")
    expect(owned).to_have_role("listbox")
    expect(owned).to_have_accessible_name("Suggestions")
    expect(field).to_have_role("combobox")
    expect(page.locator("#live")).to_have_text("2 suggestions. Use the arrow keys.")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not [each["id"] for each in found]


def test_arrows_go_round_and_enter_searches_for_what_is_marked(page: Page) -> None:
    field = ask(page, "as")
    expect(field).to_have_attribute("aria-activedescendant", "")
    page.keyboard.press("ArrowUp")
    expect(options(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    marked = page.locator("[aria-selected=true]")
    expect(marked).to_have_text("Asthma")
    assert field.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    expect(field).to_have_value("as")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Results for “Asthma in children”")


def test_enter_without_a_mark_searches_for_what_was_typed(page: Page) -> None:
    ask(page, "back")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Results for “back”")


def test_a_press_on_a_suggestion_searches_for_it(page: Page) -> None:
    ask(page, "back")
    with page.expect_navigation():
        options(page).first.click()
    expect(page.locator("h1")).to_have_text("Results for “Back pain”")


def test_escape_closes_first_and_clears_second(page: Page) -> None:
    field = ask(page, "as")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("as")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_leaving_the_field_closes_the_list(page: Page) -> None:
    field = ask(page, "as")
    page.keyboard.press("Tab")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(options(page).first).to_be_hidden()


def test_nothing_found_is_said_and_opens_nothing(page: Page) -> None:
    field = page.locator(FIELD)
    field.press_sequentially("qqq")
    expect(page.locator("#live")).to_have_text("No suggestions")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_one_question_is_asked_for_many_letters(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.clock.install()
    page.locator(FIELD).press_sequentially("asthma")
    page.clock.run_for(PAUSE - 1)
    assert not asked
    page.clock.run_for(2)
    expect(options(page)).to_have_count(2)
    assert [address.partition("?")[2] for address in asked] == ["q=asthma"]


def test_a_late_answer_to_an_old_question_is_dropped(page: Page) -> None:
    old, held = re.compile(r"q=as$"), list[Route]()
    page.route(old, lambda route: held.append(route))  # noqa: PLW0108 - the library marks what it is given
    field = page.locator(FIELD)
    with page.expect_request(old):
        field.press_sequentially("as")
    field.fill("back")
    expect(options(page)).to_have_text(["Back pain"])
    with contextlib.suppress(Error):  # the browser has let go of it
        held[0].continue_()
    page.wait_for_timeout(2 * PAUSE)
    expect(options(page)).to_have_text(["Back pain"])


def test_a_lost_connection_leaves_a_plain_form(page: Page) -> None:
    page.route("**/suggest/*", lambda route: route.abort())
    field = page.locator(FIELD)
    with page.expect_event("requestfailed"):
        field.press_sequentially("back")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Results for “back”")


def test_without_script_the_field_searches_and_the_list_of_topics_is_filtered(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/")
    expect(page.locator(FIELD)).to_have_role("searchbox")
    expect(page.locator("[role=listbox]").first).to_be_hidden()
    page.fill(FIELD, "asthma")
    page.press(FIELD, "Enter")
    expect(page.locator("h1")).to_have_text("Results for “asthma”")
    page.goto(f"{site}/en/health/")
    page.fill("#filter", "asthma")
    page.press("#filter", "Enter")
    assert page.locator("#topics li").all_inner_texts() == ["Asthma", "Asthma in children"]
    context.close()


def test_the_list_of_topics_shrinks_while_one_types(page: Page, site: str) -> None:
    page.goto(f"{site}/es/health/")
    page.fill("#filter", "DEPRESION")
    expect(page.locator("#topics li:visible")).to_have_text(["Depresión"])
    expect(page.locator("#live")).to_have_text("Un nombre")
    assert page.locator(".letters [href='#T']").count() == 0
    page.fill("#filter", "qq")
    expect(page.locator("#topics li:visible")).to_have_count(0)
    expect(page.locator("[data-filter-none] a")).to_have_attribute("href", f"{site}/es/search/?q=qq")
    page.fill("#filter", "")
    expect(page.locator("#topics li:visible")).to_have_count(2)
    expect(page.locator(".letters [href='#T']")).to_have_count(1)
    expect(page.locator("[data-filter-none]")).to_be_hidden()
