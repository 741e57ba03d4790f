"""Lighthouse as a telephone on a slow line, on the pages that most people meet first."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit.found import Row
from audit.tools import modules, program

# The speed of a busy machine varies: the middle of three runs counts.
RUNS: Final = 3
TARGETS: Final = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


@dataclass(frozen=True, slots=True)
class Measured:
    """A page that Lighthouse looks at, and its audits that do not apply."""

    name: str
    path: str
    skip: tuple[str, ...] = ()


PAGES: Final = (
    Measured("home", "en/"),
    Measured("article", "en/health/asthma-in-children/"),
    Measured("topics A-Z", "en/health/"),
    # Results of a search are kept out of other search engines on purpose.
    Measured("search", "en/search/?q=asthma", skip=("is-crawlable",)),
)


def measure(address: str, page: Measured) -> list[Row]:
    """A row for each category of this page, with what cost points."""
    reports = [_run(f"{address}/{page.path}", page.skip) for _ in range(RUNS)]
    rows = []
    for category, target in TARGETS.items():
        scores = [round(report["categories"][category]["score"] * 100) for report in reports]
        score = round(statistics.median(scores))
        found = str(score) if len(set(scores)) == 1 else f"{score} ({', '.join(map(str, sorted(scores)))})"
        if score < target:
            found += f": {', '.join(_losses(reports[-1], category))}"
        rows.append(Row(f"Lighthouse, {page.name}: {category}", found, f"{target}", score >= target))
    paint = statistics.median(report["audits"]["largest-contentful-paint"]["numericValue"] for report in reports)
    shift = max(report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports)
    rows.append(Row(f"Lighthouse, {page.name}: largest paint", f"{paint / 1000:.1f} s", "1.8 s", paint <= 1800))
    rows.append(Row(f"Lighthouse, {page.name}: layout shift", f"{shift:.3f}", "0.02", shift <= 0.02))
    return rows


def _run(url: str, skip: tuple[str, ...]) -> dict[str, Any]:
    """One report."""
    with tempfile.TemporaryDirectory(prefix="consilium-audit-") as folder:
        report = Path(folder) / "report.json"
        words = [
            program("node"), str(modules() / "lighthouse" / "cli" / "index.js"), url, "--quiet",
            "--output=json", f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox",
            f"--only-categories={','.join(TARGETS)}", "--no-enable-error-reporting",
        ]  # fmt: skip
        if skip:
            words.append(f"--skip-audits={','.join(skip)}")
        environment = {**os.environ, "CHROME_PATH": program("chromium")}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or not report.exists():
            message = f"Lighthouse gave up on {url}: {done.stderr.strip()[-500:]}"
            raise SystemExit(message)
        return dict(json.loads(report.read_text(encoding="utf-8")))


def _losses(report: dict[str, Any], category: str) -> list[str]:
    """The audits that cost points, the dearest first."""
    audits = report["audits"]
    lost = [
        (part["weight"] * (1 - audits[part["id"]]["score"]), part["id"], audits[part["id"]].get("displayValue", ""))
        for part in report["categories"][category]["auditRefs"]
        if audits[part["id"]]["score"] is not None
    ]
    return [f"{name} {value}".strip() for points, name, value in sorted(lost, reverse=True) if points > 0]
