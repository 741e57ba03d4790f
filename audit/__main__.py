"""`python -m audit [WORD]`: audit all pages, or those whose name contains the word; exit 1 when anything was found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from audit.browser import LOOKS, findings, open_context, start
from audit.pages import PAGES, STRANGER
from audit.site import Site, demonstration


def main(words: list[str]) -> int:
    wanted = " ".join(words)
    found: dict[str, set[str]] = {}
    with demonstration() as site, sync_playwright() as playwright:
        browser = start(playwright)
        print(f"\n{'page':<32}" + " ".join(f"{look!s:>14}" for look in LOOKS))
        for person in PAGES:
            for row, problems in audit_as(person, wanted, site, browser):
                print(row, flush=True)
                for problem, look in problems:
                    found.setdefault(problem, set()).add(look)
        browser.close()
    for problem, looks in found.items():
        print(f"\n{problem}\n    {', '.join(sorted(looks))}")
    print(f"\n{len(found)} problems")
    return 1 if found else 0


def audit_as(person: str, wanted: str, site: Site, browser: Browser) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A row of the table and its problems for each page of this person."""
    pages = [page for page in PAGES[person] if wanted in page.name]
    if not pages:
        return
    state = sign_in(person, site, browser)
    for audited in pages:
        cells, problems = [], []
        for look in LOOKS:
            with open_context(browser, look, state) as context:
                wrong = findings(context.new_page(), site.address, audited, look)
            cells.append(f"{len(wrong) or '·':>14}")
            problems += [(f"{audited.name}: {problem}", str(look)) for problem in wrong]
        yield f"{audited.name:<32}" + " ".join(cells), problems


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
