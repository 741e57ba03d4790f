"""Opening pages: the browser, its windows, who is signed in, the way to a page, and axe on it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from audit.pages import STRANGER, Audited
from audit.site import Site
from audit.tools import program

LANGUAGES: Final = ("en", "es")
WIDTHS: Final = (320, 390, 820, 1440)
HEIGHT: Final = 900
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at a page."""

    theme: Theme
    language: str
    width: int
    direction: Literal["ltr", "rtl"] = "ltr"

    def __str__(self) -> str:
        return f"{self.theme} {self.language} {self.width}{' rtl' if self.direction == 'rtl' else ''}"


_THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
# The last one stands for a language that is written from right to left: layout breaks there, not words.
LOOKS: Final = (
    *(Look(theme, language, width) for language, theme, width in itertools.product(LANGUAGES, _THEMES, WIDTHS)),
    Look("light", "en", 390, "rtl"),
)


class NotThere(Exception):
    """A page that should be there is not; the text says what happened instead."""


def start(playwright: Playwright) -> Browser:
    """Debian's Chromium; nothing is downloaded."""
    return playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])


def open_context(browser: Browser, look: Look, state: Any) -> BrowserContext:
    """A window of that look; `state` holds the cookies of somebody signed in."""
    return browser.new_context(
        viewport={"width": look.width, "height": HEIGHT},
        color_scheme=look.theme,
        locale=look.language,
        reduced_motion="reduce",
        storage_state=state,
    )


def sign_in(person: str, site: Site, browser: Browser) -> Any:
    """The cookies of a person of the demonstration; none for a stranger."""
    if person == STRANGER:
        return None
    with open_context(browser, LOOKS[0], None) as context:
        page = context.new_page()
        page.goto(site.sign_in_link(person))
        if page.locator("form[method=post] button[type=submit]").count() and "/link/" in page.url:
            page.locator("form[method=post] button[type=submit]").first.click()
        return context.storage_state()


def go(page: Page, address: str, audited: Audited, language: str) -> str:
    """Go to the page, by the links that lead to it; returns what the server sent."""
    at = f"{address}/{language}/{audited.path}"
    response = page.goto(at, wait_until="load")
    for pattern in audited.follow:
        target = _first_link_like(page, f"/{language}/{pattern}")
        if target is None:
            message = f"no link like {pattern} on {page.url}"
            raise NotThere(message)
        response = page.goto(f"{address}{target}", wait_until="load")
    status = response.status if response else 0
    if response is None or status != audited.status:
        message = f"answered {status}"
        raise NotThere(message)
    return response.text()


def show(page: Page, look: Look) -> None:
    """Let the open page appear in this look."""
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")
    page.evaluate("direction => { document.documentElement.dir = direction }", look.direction)


def violations(page: Page) -> list[str]:
    """What axe says about the page as it appears now, and whether it scrolls sideways."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    answer = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": _TAGS}).response
    for violation in answer["violations"]:
        found += [f"{violation['id']}: {' '.join(map(str, node['target']))}" for node in violation["nodes"]]
    return found


def _first_link_like(page: Page, pattern: str) -> str | None:
    """The first link in the main part that leads to such an address."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => new URL(a.href).pathname)")
    return next((link for link in links if fnmatchcase(link, pattern)), None)
