"""`docs/audit.md`: what was found, on which machine, at which commit, and by which command."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audit.browser import LOOKS
from audit.found import PageResult, Result, Row
from audit.site import ROOT
from audit.tools import modules, program

REPORT: Final = ROOT / "docs" / "audit.md"
_GIB: Final = 1024**3


def write(result: Result) -> None:
    """Write the page anew."""
    REPORT.write_text("\n".join(lines(result, about())) + "\n", encoding="utf-8")


def lines(result: Result, facts: list[str]) -> Iterator[str]:
    """The page, line by line."""
    problems = result.problems()
    yield "# What the audit found"
    yield ""
    yield (
        "`make audit` wrote this page: it serves a fresh demonstration and looks at it. "
        "[accessibility.md](accessibility.md) says what each check means, and what no machine checks."
    )
    yield ""
    yield f"**{len(problems)} problems.**" if problems else "**Nothing to mend.**"
    yield ""
    yield from (f"- {fact}" for fact in facts)
    yield ""
    yield "## Targets"
    yield ""
    yield from _table(("what", "found", "target", ""), (_cells(row) for row in totals(result)))
    yield from _table(("what", "found", "target", ""), (_cells(row) for row in result.rows))
    yield "## Page by page"
    yield ""
    yield (
        f"axe in {len(LOOKS)} looks: light and dark, 320 to 1440 pixels, English and Spanish, and once from right to "
        "left. Stops of the keyboard are counted over both languages and two widths."
    )
    yield ""
    head = ("page", "axe runs", "violations", "stops", "wrong stops", "HTML errors")
    yield from _table(head, (_of_page(page) for page in result.pages))
    if problems:
        yield "## Problems"
        yield ""
        yield from (f"- {problem}" for problem in problems)


def totals(result: Result) -> list[Row]:
    """The three checks of all pages, summed up."""
    pages = result.pages
    if not pages:
        return []
    found = {
        f"axe, {sum(page.axe_runs for page in pages)} runs on {len(pages)} pages": [page.axe for page in pages],
        f"Keyboard, {sum(page.stops for page in pages)} stops": [page.keyboard for page in pages],
        "Valid HTML (Nu checker), both languages": [page.markup for page in pages],
    }
    counts = {what: sum(map(len, problems)) for what, problems in found.items()}
    return [Row(what, str(count), "0", count == 0) for what, count in counts.items()]


def about() -> list[str]:
    """The machine, the state of the source, the versions of the tools."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    commit = _said("git", "rev-parse", "--short", "HEAD")
    changed = ", with changes on top" if _said("git", "status", "--porcelain", "--untracked-files=no") else ""
    node = _said(program("node"), "--version")
    machine = (_processor(), f"{os.cpu_count()} cores", f"{memory:.0f} GB", _system())
    tools = (_said(program("chromium"), "--version"), _versions(), f"Node {node}", f"Java {_java()}")
    return [
        f"Date: {datetime.now(UTC):%Y-%m-%d}, commit `{commit}`{changed}",
        f"Machine: {', '.join(machine)}, Python {platform.python_version()}",
        f"Tools: {', '.join(tools)}",
    ]


def _said(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _java() -> str:
    words = (program("java"), "-XshowSettings:properties", "-version")
    said = subprocess.run(words, capture_output=True, text=True, check=False).stderr
    return next((line.split("=")[1].strip() for line in said.splitlines() if "java.version =" in line), "")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    rows = info.read_text().splitlines() if info.exists() else []
    return next((row.split(":")[1].strip() for row in rows if row.startswith("model name")), platform.machine())


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _versions() -> str:
    names = {"lighthouse": "Lighthouse", "vnu-jar": "Nu checker"}
    manifests = {word: json.loads((modules() / name / "package.json").read_text()) for name, word in names.items()}
    return ", ".join(f"{word} {manifest['version']}" for word, manifest in manifests.items())


def _cells(row: Row) -> tuple[str, ...]:
    return row.what, row.found, row.target, "met" if row.met else "**missed**"


def _of_page(page: PageResult) -> tuple[str, ...]:
    counts = (page.axe_runs, len(page.axe), page.stops, len(page.keyboard), len(page.markup))
    return page.name, *map(str, counts)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    if body:
        yield f"| {' | '.join(head)} |"
        yield "|" + "---|" * len(head)
        yield from body
        yield ""
