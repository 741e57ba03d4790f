"""What was not run, and why: shown at the end of each run, and a failure where CI=true.

Switched on by importing the two hooks in tests/conftest.py.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest


def in_ci() -> bool:
    """Whether everything has to be there: a test that cannot run then counts as failed."""
    return os.environ.get("CI", "").lower() == "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and in_ci():
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not accept: {reason_of(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each reason for a skip once, with the number of tests that it kept from running."""
    reasons = Counter(reason_of(report) for report in terminalreporter.stats.get("skipped", []))
    if not reasons:
        return
    terminalreporter.section("not run")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count:5}  {reason}")


def reason_of(report: Any) -> str:
    """Pytest keeps a skip as (file, line, "Skipped: reason")."""
    described = report.longrepr
    text = described[2] if isinstance(described, tuple) else str(described)
    return text.removeprefix("Skipped: ").strip() or "no reason given"
