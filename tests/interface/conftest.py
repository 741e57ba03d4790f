"""A browser on the styleguide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a file. It goes with the file: its loop runs in the thread of the tests."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def guide(live_server: Any, settings: Any) -> str:
    """Address of the styleguide, open as on a demonstration site."""
    settings.DEMO = True
    return f"{live_server.url}/en/styleguide/"
