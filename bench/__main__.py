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

from bench import rows
from bench.rows import Row
from tests.core.serve.process import ROOT, Site

HISTORY = ROOT / "docs" / "performance" / "history.jsonl"
PEOPLE = 40


def run() -> list[Row]:
    """Prepare a site of its own, measure, throw it away."""
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as folder:
        site = Site(Path(folder), None)
        for words in (("prepare",), ("bench_people", str(PEOPLE), "--group", "bench")):
            done = site.command(*words)
            if done.returncode:
                sys.exit(f"{words[0]} failed: {done.stderr[-500:]}")
        first, *sessions = done.stdout.split()[:1] + done.stdout.split()[2:]
        group, thread = int(first.split("=")[1]), int(done.stdout.split()[1].split("=")[1])
        counted = rows.uncached_pages(site)
        site.start()
        try:
            return [
                *rows.cached_page(site),
                *counted,
                *rows.fan_out(site, group, thread, sessions),
                *rows.posts(site, group, thread, sessions),
            ]
        finally:
            site.end()


def table(measured: list[Row]) -> str:
    """The rows as text."""
    lines = [f"{'what':58} {'site':>10} {'bare':>10} {'ratio':>7}  goal"]
    for row in measured:
        bare = f"{row.reference:10.3g}" if row.reference else " " * 10
        ratio = f"{row.ratio:7.2f}" if row.ratio else " " * 7
        lines.append(f"{row.name + (f' ({row.unit})' if row.unit else ''):58} {row.value:10.4g} {bare} {ratio}  {row.goal}")
    return "\n".join(lines)


def record(measured: list[Row]) -> None:
    """Append the figures to the history, with the state of the source."""
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
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
