"""What the browser finds on one page: axe's violations, answers that are no page, other hosts, sideways scrolling."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request
from playwright.sync_api import Error as BrowserError

from audit.pages import Audited

_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_HEIGHT: Final = 900
_OK_BELOW: Final = 400


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at a page."""

    theme: str
    language: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme:<5} {self.language} {self.width:>4}"


LOOKS: Final = tuple(
    Look(theme, language, width)
    for theme, language, width in itertools.product(("light", "dark"), ("en", "es"), (390, 1440))
)


def start(playwright: Playwright) -> Browser:
    """Debian's Chromium; nothing is downloaded."""
    path = shutil.which("chromium")
    if path is None:
        message = "Chromium is missing. On Debian and Ubuntu: sudo apt install chromium fonts-dejavu-core"
        raise SystemExit(message)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def open_context(browser: Browser, look: Look, state: dict[str, object] | None) -> BrowserContext:
    """A window of that look; `state` holds the cookies of somebody signed in."""
    return browser.new_context(
        viewport={"width": look.width, "height": _HEIGHT},
        color_scheme="dark" if look.theme == "dark" else "light",
        locale=look.language,
        reduced_motion="reduce",
        storage_state=state,  # type: ignore[arg-type]  # as the browser itself gave it
    )


def findings(page: Page, address: str, audited: Audited, look: Look) -> list[str]:
    """Everything wrong with the page, a line each; nothing is the good answer."""
    outside: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(address):
            outside.append(f"asks another host: {request.url}")

    page.on("request", note)
    try:
        return [*_visit(page, address, audited, look), *outside]
    except BrowserError as error:
        return [f"the browser gave up: {error.message.splitlines()[0]}"]
    finally:
        page.remove_listener("request", note)


def _visit(page: Page, address: str, audited: Audited, look: Look) -> Iterator[str]:
    status = _go(page, f"{address}/{look.language}/{audited.path}")
    for pattern in audited.follow:
        target = _first_link_like(page, f"/{look.language}/{pattern}")
        if target is None:
            yield f"no link like {pattern} on {page.url}"
            return
        status = _go(page, f"{address}{target}")
    if status >= _OK_BELOW:
        yield f"answered {status}"
        return
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "scrolls sideways"
    answer = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": _TAGS}).response
    for violation in answer["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {' '.join(map(str, node['target']))}"


def _go(page: Page, url: str) -> int:
    response = page.goto(url, wait_until="load")
    return response.status if response else 0


def _first_link_like(page: Page, pattern: str) -> str | None:
    """The first link in the main part that leads to such an address."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => new URL(a.href).pathname)")
    return next((link for link in links if fnmatchcase(link, pattern)), None)
