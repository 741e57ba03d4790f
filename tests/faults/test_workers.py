"""Workers, their broker and the clock are killed in the middle of work: all of it is done, and nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from core import outbox
from core.models import OutboxRow, RateCounter
from core.outbox import rows
from tests.databases import ROOT
from tests.faults.work import count_task, deadly_task
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.real, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PIECES = 200
WORKER = ("worker", "--loglevel", "ERROR", "--concurrency", "2", "--without-gossip", "--without-mingle")
BEAT = ("beat", "--loglevel", "ERROR", "--pidfile", "")


class Part:
    """A worker or the clock, as the processes of a site are started, in a session of its own."""

    def __init__(self, words: tuple[str, ...], folder: Path, broker: str) -> None:
        name = connection.settings_dict["NAME"]
        self._words = [sys.executable, "-m", "tests.faults.worker", *words]
        self._log = folder / f"{words[0]}.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}",
            "CELERY_BROKER_URL": broker,
            "ELASTICSEARCH_PREFIX": settings.ELASTICSEARCH_PREFIX,
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "default",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """The process and its children, without a word."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def said(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of this test's own, which it may kill."""
    with RedisServer(tmp_path / "redis") as found:
        yield found


@contextmanager
def running(*parts: Part) -> Iterator[None]:
    with ExitStack() as stack:
        for part in parts:
            stack.callback(part.kill)
            part.start()
        yield


def wait_for(status: str, number: int, seconds: float, *parts: Part) -> None:
    """Until so many rows have come so far."""
    end = time.monotonic() + seconds
    while OutboxRow.objects.filter(status=status).exclude(key__contains="@").count() < number:
        found = Counter(OutboxRow.objects.values_list("status", flat=True))
        assert time.monotonic() < end, f"{found}\n" + "\n".join(part.said()[-2000:] for part in parts)
        time.sleep(0.2)


def add(pieces: int) -> None:
    """Work whose first word to the workers is lost: nothing but its rows is there."""
    with transaction.atomic():
        for number in range(pieces):
            outbox.add(count_task, number, lane="slow" if number % 4 == 0 else "fast")


def test_killed_workers_lose_nothing(tmp_path: Path, broker: RedisServer) -> None:
    worker, clock = Part(WORKER, tmp_path, broker.url), Part(BEAT, tmp_path, broker.url)
    add(PIECES)
    OutboxRow.objects.update(asked_until=None)
    with running(worker, clock):
        for share in (0.1, 0.3, 0.5):
            wait_for("done", int(PIECES * share), 60, worker, clock)
            worker.kill()
            worker.start()
        broker.kill()  # without a record of its own: every word that waited is gone
        time.sleep(1)
        broker.start()
        wait_for("done", int(PIECES * 0.7), 60, worker, clock)
        clock.kill()
        clock.start()
        wait_for("done", PIECES, 90, worker, clock)
    assert set(RateCounter.objects.values_list("window", flat=True)) == set(range(PIECES))
    assert RateCounter.objects.count() == PIECES
    assert not OutboxRow.objects.filter(status="failed").exists()


def test_work_that_ends_its_worker_is_given_up(tmp_path: Path, broker: RedisServer) -> None:
    worker, clock = Part(WORKER, tmp_path, broker.url), Part(BEAT, tmp_path, broker.url)
    with transaction.atomic():
        outbox.add(deadly_task)
        outbox.add(count_task, 1)
    OutboxRow.objects.filter(task__endswith="deadly_task").update(attempts=rows.GIVE_UP_AFTER - 2)
    OutboxRow.objects.update(asked_until=None)
    with running(worker, clock):
        wait_for("failed", 1, 60, worker, clock)
        wait_for("done", 1, 60, worker, clock)
    assert "ended" in outbox.failed().get().error


COMMITS = """
import time, django
django.setup()
from django.db import transaction
from core import outbox
from tests.faults.work import count_task
began = time.monotonic()
for number in range(50):
    with transaction.atomic():
        outbox.add(count_task, number)
print(time.monotonic() - began)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
def test_a_commit_does_not_wait_for_a_broker_that_is_away(tmp_path: Path, broker: RedisServer, end: int) -> None:
    part = Part(WORKER, tmp_path, broker.url)
    environment = part.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if end == signal.SIGKILL:
        broker.kill()
    else:
        broker.send(end)
    line = [sys.executable, "-c", COMMITS]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    if end == signal.SIGSTOP:
        broker.send(signal.SIGCONT)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 8
    assert OutboxRow.objects.filter(status="pending").count() == 50
