"""`python -m bench`: measures a fresh demonstration site and prints a table; `--record` keeps the figures."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import importing, rows
from bench.rows import Row
from tests.core.serve.process import ROOT, Site

HISTORY = ROOT / "docs" / "performance" / "history.jsonl"
PEOPLE = 40


def run() -> list[Row]:
    """Prepare a site of its own, measure, throw it away."""
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as folder:
        site = Site(Path(folder), None)
        command(site, "prepare")
        made = command(site, "bench_people", str(PEOPLE), "--group", "bench")
        first, *sessions = made.splitlines()
        group, thread = (int(part.partition("=")[2]) for part in first.split())
        counted = rows.uncached_pages(site)
        site.start()
        try:
            return [
                *rows.cached_page(site),
                *counted,
                *rows.fan_out(site, group, thread, sessions),
                *rows.posts(site, group, thread, sessions),
                *_imports(site, group, thread, sessions[0]),
            ]
        finally:
            site.end()


def _imports(site: Site, group: int, thread: int, session: str) -> list[Row]:
    """A whole edition, beside the server and on a site of its own; nothing without the real data."""
    files = importing.edition(importing.data_folder())
    if not files:
        sys.stderr.write("No topics beside the checkout (or in CONSILIUM_DATA): imports are not measured.\n")
        return []
    measured = importing.beside(site, group, thread, session, files)
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as folder:
        empty = Site(Path(folder), None)
        empty.environment["DEMO"] = "false"
        command(empty, "prepare")
        return [*measured, *importing.alone(empty, files), *importing.searches(empty)]


def command(site: Site, *words: str) -> str:
    """Run a management command; returns what it printed."""
    done = site.command(*words)
    if done.returncode:
        sys.exit(f"{words[0]} failed: {done.stderr[-500:]}")
    return done.stdout


def table(measured: list[Row]) -> str:
    """The rows as text."""
    lines = [f"{'what':58} {'site':>10} {'bare':>10} {'ratio':>7}  goal"]
    for row in measured:
        bare = f"{row.reference:10.3g}" if row.reference else " " * 10
        ratio = f"{row.ratio:7.2f}" if row.ratio else " " * 7
        name = f"{row.name} ({row.unit})" if row.unit else row.name
        lines.append(f"{name:58} {row.value:10.4g} {bare} {ratio}  {row.goal}")
    return "\n".join(lines)


def record(measured: list[Row]) -> None:
    """Append the figures to the history, with the state of the source."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    head = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "source": head.stdout.strip(),
        "python": platform.python_version(),
        "rows": [row.as_json() for row in measured],
    }
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    with HISTORY.open("a") as history:
        history.write(json.dumps(entry) + "\n")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--record", action="store_true", help=f"append the figures to {HISTORY.relative_to(ROOT)}")
    words = parser.parse_args()
    measured = run()
    print(table(measured))
    if words.record:
        record(measured)


if __name__ == "__main__":
    main()
