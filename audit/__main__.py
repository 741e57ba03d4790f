"""`python -m audit [--only CHECK] [WORD ...]`: audit all, or the pages whose name has the words; exit 1 on a finding.

Only a run of everything rewrites docs/audit.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any, Final

from playwright.sync_api import Browser, Page, Playwright, Request, sync_playwright
from playwright.sync_api import Error as BrowserError

from audit import keyboard, lighthouse, markup, report, weight
from audit.browser import LANGUAGES, LOOKS, NotThere, go, open_context, show, sign_in, start, violations
from audit.found import PageResult, Result
from audit.pages import PAGES, Audited
from audit.site import Site, demonstration
from audit.tools import modules, program

CHECKS: Final = ("axe", "keyboard", "html", "weight", "lighthouse")
_PROGRAMS: Final = {"html": "java", "lighthouse": "node"}


def main(words: list[str]) -> int:
    """Read the arguments, audit, print, and keep the page when nothing was left out."""
    parser = argparse.ArgumentParser(prog="python -m audit", description=__doc__)
    parser.add_argument("--only", choices=CHECKS, action="append", help="this check only; may be given again")
    parser.add_argument("word", nargs="*", help="only pages whose name has these words")
    given = parser.parse_args(words)
    checks, wanted = tuple(given.only or CHECKS), " ".join(given.word)
    ask_for_programs(checks)
    result = Result()
    with demonstration() as site, sync_playwright() as playwright:
        Walker(site, playwright, checks, wanted, result).look_at_all()
        if "weight" in checks:
            measure_weight(site, playwright, result)
        if "lighthouse" in checks:
            measure_speed(site, wanted, result)
    if checks == CHECKS and not wanted:
        report.write(result)
    problems = result.problems()
    print("\n" + "\n".join(problems or ["Nothing to mend."]))
    return 1 if problems else 0


def ask_for_programs(checks: tuple[str, ...]) -> None:
    """Say at once what is missing, not after ten minutes."""
    program("chromium")
    for check in checks:
        if check in _PROGRAMS:
            program(_PROGRAMS[check])
            modules()


class Walker:
    """Goes through all pages, as each person, in each language and look."""

    def __init__(
        self, site: Site, playwright: Playwright, checks: tuple[str, ...], wanted: str, result: Result
    ) -> None:
        self.site, self.checks, self.wanted, self.result = site, checks, wanted, result
        self.playwright = playwright
        self.sources: dict[str, tuple[PageResult, str]] = {}

    def look_at_all(self) -> None:
        """Fill the result."""
        if {"axe", "keyboard", "html"}.isdisjoint(self.checks):
            return
        print(f"\n{'page':<32}{'axe':>6}{'stops':>7}{'wrong':>7}")
        for person in PAGES:
            pages = [page for page in PAGES[person] if self.wanted in page.name]
            if pages:
                self.look_as(person, pages)
        if "html" in self.checks:
            self.check_markup()

    def look_as(self, person: str, pages: list[Audited]) -> None:
        """A browser for each person, so that nothing is left of the one before."""
        browser = start(self.playwright)
        state = sign_in(person, self.site, browser)
        for audited in pages:
            found = PageResult(audited.name)
            for language in LANGUAGES:
                self.look_at(browser, state, audited, language, found)
            self.result.pages.append(found)
            print(f"{found.name:<32}{len(found.axe):>6}{found.stops:>7}{len(found.keyboard):>7}", flush=True)
        browser.close()

    def look_at(self, browser: Browser, state: Any, audited: Audited, language: str, found: PageResult) -> None:
        """One page in one language, in all its looks."""
        looks = [look for look in LOOKS if look.language == language]
        with open_context(browser, looks[0], state) as context:
            page = context.new_page()
            outside = _others(page, self.site.address)
            try:
                source = go(page, self.site.address, audited, language)
                self.sources[f"{audited.name} {language}"] = (found, source)
                for problem, place in self.problems_of(page, looks, found):
                    found.axe.setdefault(problem, set()).add(place)
                self.walk(page, language, found)
            except NotThere as trouble:
                found.axe.setdefault(str(trouble), set()).add(language)
            except BrowserError as error:
                found.axe.setdefault(f"the browser gave up: {error.message.splitlines()[0]}", set()).add(language)
            for url in outside:
                found.axe.setdefault(f"asks another host: {url}", set()).add(language)

    def problems_of(self, page: Page, looks: list[Any], found: PageResult) -> Iterator[tuple[str, str]]:
        """What axe says in each look."""
        if "axe" not in self.checks:
            return
        for look in looks:
            show(page, look)
            found.axe_runs += 1
            yield from ((problem, str(look)) for problem in violations(page))
        show(page, looks[0])

    def walk(self, page: Page, language: str, found: PageResult) -> None:
        """The keyboard, in a narrow and a wide window."""
        if "keyboard" not in self.checks:
            return
        for width in keyboard.WIDTHS:
            walked = keyboard.walk(page, width)
            found.stops += walked.stops
            for problem in walked.problems:
                found.keyboard.setdefault(problem, set()).add(f"{language} {width}")

    def check_markup(self) -> None:
        """All sources in one run of the checker."""
        for name, error in markup.errors({name: source for name, (_, source) in self.sources.items()}):
            self.sources[name][0].markup.setdefault(error, set()).add(name[-2:])


def _others(page: Page, address: str) -> list[str]:
    """Collects the addresses of other hosts that the page asks."""
    outside: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(address):
            outside.append(request.url)

    page.on("request", note)
    return outside


def measure_weight(site: Site, playwright: Playwright, result: Result) -> None:
    """Bytes."""
    browser = start(playwright)
    public = [(page.name, page.path) for page in lighthouse.PAGES]
    result.rows += [*weight.files(), *weight.first_visit(browser, site.address, public)]
    browser.close()


def measure_speed(site: Site, wanted: str, result: Result) -> None:
    """Lighthouse, last: no browser of ours runs beside it any more."""
    for page in lighthouse.PAGES:
        if wanted in page.name:
            result.rows += lighthouse.measure(site.address, page)
            print(f"Lighthouse: {page.name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
