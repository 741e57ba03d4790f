"""A person with a phone: opens pages of the running site and notices what is wrong with each of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from tests.core.serve.process import ROOT, Site

WIDTH = 390
WAIT = 20_000  # milliseconds; the machine may be busy with other tests
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@cache
def told(path: str) -> Any:
    """A file of the demonstration content."""
    return json.loads((ROOT / path).read_text())


def email_of(person: str) -> str:
    """The address of a person of the demonstration."""
    return str(next(each["email"] for each in told("accounts/demo/people.json")["people"] if each["key"] == person))


@dataclass
class Visitor:
    """One window of one person in one language."""

    context: BrowserContext
    page: Page
    language: str
    base: str
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep what the browser complains about: errors of scripts and of the content policy."""
        self.page.on("console", lambda m: self.said.append(m.text) if m.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def go(self, path: str) -> Page:
        """Open an address below the language, or a whole path, and judge the page."""
        whole = path if path.startswith("/") else f"/{self.language}/{path}"
        answer = self.page.goto(self.base + whole)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {whole}"
        return self.judge()

    def follow(self, link: Locator) -> Page:
        """Click on something that leads to another page, and judge that page."""
        with self.page.expect_navigation():
            link.click()
        return self.judge()

    def judge(self, language: str = "") -> Page:
        """What is asked of every page: its language, its width, and that nothing was complained about."""
        where = self.page.url
        assert self.page.evaluate("document.documentElement.lang") == (language or self.language), where
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= WIDTH, f"{where} is {width} wide"
        assert not self.said, f"{where}: {self.said}"
        return self.page

    def status(self, path: str) -> int:
        """The answer to a request with this person's cookies; the browser would log a 404 as an error."""
        return self.context.request.get(self.base + path).status

    def hrefs(self, selector: str) -> list[str]:
        """Addresses of links, without the query and the anchor."""
        found: list[str] = self.page.locator(selector).evaluate_all("links => links.map(link => link.pathname)")
        return found

    def axe(self) -> list[tuple[str, str]]:
        """What the rules for accessibility find on the page."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [(self.page.url, f"{each['id']}: {each['nodes'][0]['html'][:160]}") for each in found]


class Crowd:
    """Opens windows; people sign in through the form once and keep their session."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        self.browser = browser
        self.base = f"http://localhost:{site.port}"
        self.open: list[BrowserContext] = []
        self._sessions: dict[str, StorageState] = {}

    def visitor(self, language: str, person: str = "", **options: Any) -> Visitor:
        """A new window, signed in where a person is named."""
        state = self._session(person) if person else None
        context = self.browser.new_context(
            **{"viewport": {"width": WIDTH, "height": 844}, "reduced_motion": "reduce", **options},
            storage_state=state,
        )
        context.set_default_timeout(WAIT)
        self.open.append(context)
        visitor = Visitor(context, context.new_page(), language, self.base)
        visitor.listen()
        return visitor

    def _session(self, person: str) -> StorageState:
        if person not in self._sessions:
            passwords = json.loads((self.site.folder / "demo-passwords.json").read_text())
            visitor = self.visitor("en")
            page = visitor.go("account/login/")
            page.fill("[name=login]", email_of(person))
            page.fill("[name=password]", passwords[person])
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/account/today/")
            self._sessions[person] = visitor.context.storage_state()
        return self._sessions[person]

    def leave(self) -> None:
        """Close all windows."""
        while self.open:
            self.open.pop().close()

    def mails(self) -> Path:
        """Where a site without a mail server puts its mails."""
        return self.site.folder / "mail"
