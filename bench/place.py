"""Scratch sites to measure: a prepared folder of data, people in a group, and a server on it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.core.serve.process import ANSWERS, ROOT, Site

PEOPLE = 100
# Where the tests keep the migrated database.
_TEMPLATES = ROOT / "var" / "test-template"


@dataclass(frozen=True, slots=True)
class Room:
    """A group with one thread, and the sessions of its members."""

    group: int
    thread: int
    sessions: list[str] = field(default_factory=list)


class Place(Site):
    """A site of its own that may also run with parts exchanged (see bench.live)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, None)
        self.room = Room(0, 0)

    def run(self, *words: str) -> str:
        """Run a management command; returns what it printed."""
        done = self.command(*words)
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed: {done.stderr[-800:]}")
        return done.stdout

    def module(self, *words: str) -> str:
        """Run a module of the measurement on this site's data; returns what it printed."""
        line = [sys.executable, "-m", *words]
        done = subprocess.run(line, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed: {done.stderr[-800:]}")
        return done.stdout

    def invite(self, people: int = PEOPLE) -> Room:
        """Make verified physicians in a closed group."""
        first, *sessions = self.run("bench_people", str(people), "--group", "bench").splitlines()
        group, thread = (int(part.partition("=")[2]) for part in first.split())
        self.room = Room(group, thread, sessions)
        return self.room

    def start_live(self, *switches: str) -> None:
        """Start the server of bench.live instead of the real command; it need not answer yet."""
        line = [sys.executable, "-m", "bench.live", str(self.port), *switches]
        with (self.folder / "stderr.txt").open("a") as errors:
            self.process = subprocess.Popen(
                line, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def ready(self, seconds: float = 60) -> None:
        """Wait until the server says that it answers."""
        if self.process is None or self.process.stdout is None:
            raise RuntimeError("no server was started")
        end = time.monotonic() + seconds
        while ANSWERS not in self.process.stdout.readline():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"it does not answer: {self.errors()[-800:]}")

    def twin(self, folder: Path) -> Place:
        """A copy of the data at another address; only while no server runs on it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        twin = Place(folder)
        twin.room = self.room
        return twin

    def finish(self) -> None:
        """End the server, if one runs, and do not wait for ever."""
        if self.process is None:
            return
        try:
            self.end()
        except subprocess.TimeoutExpired:
            self.end(signal.SIGKILL)


@cache
def _pristine() -> TemporaryDirectory[str]:
    """A migrated site that is copied for each group of rows; it goes when this process ends.

    It lacks the demonstration's content, which changes with time and would change the figures with it.
    """
    folder = TemporaryDirectory(prefix="consilium-bench-")
    place = Place(Path(folder.name))
    for template in _TEMPLATES.glob("template-*.sqlite3"):  # counts only if it is of this state of the source
        shutil.copy(template, place.folder)
    place.environment["DEMO"] = "false"
    place.run("prepare")
    return folder


@contextmanager
def prepared() -> Iterator[Place]:
    """A migrated site for the time of a `with` block."""
    with TemporaryDirectory(prefix="consilium-bench-") as folder:
        place = Place(Path(_pristine().name)).twin(Path(folder) / "site")
        try:
            yield place
        finally:
            place.finish()
