"""A prepared demonstration site, served by its own process, and people with phones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.core.serve.process import Site
from tests.journeys.visitor import WAIT, Crowd


@pytest.fixture(scope="module")
def site(database_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with its demonstration content; built once, so all journeys stand in one file."""
    site = Site(tmp_path_factory.mktemp("journeys"), database_template)
    made = site.command("prepare")
    assert made.returncode == 0, made.stderr
    site.start(60)
    yield site
    assert site.end() == 0
    assert not site.errors()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all journeys."""
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def everybody(site: Site, browser: Browser) -> Crowd:
    """All people, with the sessions that they keep."""
    return Crowd(site, browser)


@pytest.fixture
def crowd(everybody: Crowd) -> Iterator[Crowd]:
    """All people, with no window open."""
    yield everybody
    everybody.leave()
