"""What was measured before: one JSON object a line, with machine and commit, and the newest figure of each row."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from bench.row import Row, from_json
from tests.core.serve.process import ROOT

FOLDER = ROOT / "docs" / "performance"
HISTORY = FOLDER / "history.jsonl"


@dataclass(frozen=True, slots=True)
class Run:
    """One group of rows, measured together."""

    at: str
    group: str
    source: str
    machine: str
    load: float
    seconds: float
    rows: tuple[Row, ...]

    @classmethod
    def now(cls, group: str, rows: Iterable[Row], seconds: float) -> Self:
        """A run that has just ended on this machine."""
        load = round(os.getloadavg()[0], 1)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(at, group, source_state(), machine(), load, round(seconds), tuple(rows))

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """A line of the history."""
        return cls(**{**entry, "rows": tuple(map(from_json, entry["rows"]))})

    def as_json(self) -> dict[str, Any]:
        """For the history."""
        names = ("at", "group", "source", "machine", "load", "seconds")
        return {**{name: getattr(self, name) for name in names}, "rows": [row.as_json() for row in self.rows]}


def source_state() -> str:
    """The commit that was measured; a plus says that files were changed since."""
    head = _git("rev-parse", "--short", "HEAD")
    return f"{head}+" if _git("status", "--porcelain", "--untracked-files=no") else head


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def machine() -> str:
    """Processor, cores, memory, kernel and Python, in a line."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, Python {python}"


def read(path: Path) -> list[Run]:
    """Every run, the oldest first."""
    if not path.exists():
        return []
    return [Run.from_json(json.loads(line)) for line in path.read_text().splitlines() if line]


def append(path: Path, runs: Iterable[Run]) -> None:
    """Keep runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as history:
        for run in runs:
            history.write(json.dumps(run.as_json(), ensure_ascii=False) + "\n")


def newest(runs: Iterable[Run]) -> dict[str, Run]:
    """The last run of each group."""
    return {run.group: run for run in runs}


def series(runs: Iterable[Run], key: str) -> list[Row]:
    """One row through time."""
    return [row for run in runs for row in run.rows if row.key == key]
