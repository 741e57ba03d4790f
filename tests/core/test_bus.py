"""Words between processes: they arrive, they may be lost, and nobody waits for them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import bus
from core.pagecache.generation import Generation, follow_other_hosts
from tests.core.realtime.room import wait_until
from tests.redis_server import RedisServer

ELSEWHERE = """
import sys
from django.conf import settings
settings.configure(REDIS_URL=sys.argv[1], REDIS_PREFIX=sys.argv[2])
from core import bus
for word in sys.argv[3:]:
    channel, _, number = word.partition("=")
    bus.tell(channel, int(number or 0))
"""


@pytest.fixture
def redis(tmp_path: Path, settings: object) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as found:
        settings.REDIS_URL = found.url  # type: ignore[attr-defined]  # pytest-django's settings
        yield found


class Ears:
    """What was heard, and the states of the line."""

    def __init__(self) -> None:
        self.words: list[tuple[str, int]] = []
        self.line: list[bool] = []
        self.stop = bus.listen(lambda channel, number: self.words.append((channel, number)), self._turn)

    def _turn(self, *, online: bool) -> None:
        self.line.append(online)


@pytest.fixture
def ears(redis: RedisServer) -> Iterator[Ears]:
    found = Ears()
    wait_until(lambda: found.line == [True])
    yield found
    found.stop()


def say_elsewhere(redis: RedisServer, *words: str, site: str | None = None) -> None:
    """Another process says something and ends at once."""
    from django.conf import settings

    line = [sys.executable, "-c", ELSEWHERE, redis.url, site or settings.REDIS_PREFIX, *words]
    assert subprocess.run(line, check=False, timeout=20).returncode == 0


def test_a_command_that_ends_at_once_is_heard(redis: RedisServer, ears: Ears) -> None:
    say_elsewhere(redis, "topic:group:1=4", "topic:group:2=9", "people")
    wait_until(lambda: len(ears.words) == 3, seconds=8)
    assert set(ears.words) == {("topic:group:1", 4), ("topic:group:2", 9), ("people", 0)}


def test_another_site_on_the_same_redis_is_not_heard(redis: RedisServer, ears: Ears) -> None:
    say_elsewhere(redis, "topic:group:1=400", site="another")
    say_elsewhere(redis, "topic:group:1=4")
    wait_until(lambda: ears.words, seconds=8)
    assert ears.words == [("topic:group:1", 4)]


def test_this_process_hears_before_redis_does(redis: RedisServer, ears: Ears) -> None:
    redis.kill()
    began = time.monotonic()
    for number in range(200):
        bus.tell("topic:group:1", number)
    assert time.monotonic() - began < 0.5
    assert ears.words == [("topic:group:1", number) for number in range(200)]


def test_of_words_that_wait_together_the_highest_number_is_sent(redis: RedisServer) -> None:
    redis.send(signal.SIGSTOP)
    for number in (5, 7, 6):
        bus.tell("topic:group:1", number)
    far = Ears()
    bus._listeners.clear()  # what is heard now came over Redis
    redis.send(signal.SIGCONT)
    wait_until(lambda: far.line)
    for number in (9, 8):
        bus.tell("topic:group:1", number)
    wait_until(lambda: ("topic:group:1", 9) in far.words)
    far.stop()


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_the_line_is_known_to_be_lost_and_is_renewed(redis: RedisServer, ears: Ears, end: str) -> None:
    """A Redis that was killed is noticed at once; one that only says nothing, after seconds."""
    _lose(redis, end)
    wait_until(lambda: ears.line == [True, False], seconds=8)
    if end == "kill":
        redis.start()
    else:
        redis.send(signal.SIGCONT)
    wait_until(lambda: ears.line[2:] == [True], seconds=8)
    say_elsewhere(redis, "topic:group:1=4")
    wait_until(lambda: ears.words == [("topic:group:1", 4)], seconds=8)


def _lose(redis: RedisServer, end: str) -> None:
    if end == "kill":
        redis.kill()
    else:
        redis.send(signal.SIGSTOP)


def test_without_redis_the_process_talks_to_itself(settings: object) -> None:
    settings.REDIS_URL = ""  # type: ignore[attr-defined]  # pytest-django's settings
    ears = Ears()
    bus.tell("people")
    ears.stop()
    bus.tell("people")
    assert ears.words == [("people", 0)]
    assert not ears.line


def test_pages_are_outdated_by_other_hosts_and_not_twice_by_our_own(
    redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Generation(tmp_path / "ours" / "generation")
    monkeypatch.setattr("core.pagecache.generation.site_generation", lambda: ours)
    stop = follow_other_hosts()
    read: Callable[[], int] = ours.read
    wait_until(lambda: read() == 1)  # the line is up: what was missed before counts as a publication
    say_elsewhere(redis, f"pages={ours.host}", "people")
    say_elsewhere(redis, "pages=12345")
    wait_until(lambda: read() == 2, seconds=8)
    redis.kill()
    redis.start()
    wait_until(lambda: read() == 3, seconds=8)
    stop()
