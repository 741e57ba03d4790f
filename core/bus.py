"""Short words between the parts of a site: inside the process at once, and over Redis to its other processes.

A word is a hint and may be lost: it says that something moved on, and the database says what. So nothing is
stored in Redis, nothing private travels through it, and without it everybody looks at the database more often.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from redis import Redis

Hear = Callable[[str, int], None]


class Line(Protocol):
    """Is told whether words of other processes arrive."""

    def __call__(self, *, online: bool) -> None:
        """The line is up again, or down."""


log = structlog.get_logger(__name__)
_CONNECT_SECONDS: Final = 1.0
_SILENCE_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 0.2
_FLUSH_SECONDS: Final = 3.0  # a broken line ends sooner

# Somebody's grants or session changed. The word names nobody: whoever hears it looks at its own people.
PEOPLE: Final = "people"
_listeners: list[Hear] = []


def is_shared() -> bool:
    """Whether the site runs as several processes that hear each other."""
    return bool(settings.REDIS_URL)


def tell(channel: str, number: int = 0) -> None:
    """Say it to this process now and to the others soon. Never waits, never fails; call it after the commit.

    Of several words about one channel that wait together the highest number is sent.
    """
    for listener in tuple(_listeners):
        listener(channel, number)
    if is_shared():
        _sender().send(channel, number)


def tell_of_people() -> None:
    """Say that somebody's rights or sign-in changed, so that sockets that must end do so at once."""
    tell(PEOPLE)


def listen(hear: Hear, line: Line | None = None) -> Callable[[], None]:
    """Call `hear(channel, number)` for each word, in the thread that says it; returns how to stop.

    `line` is told whether words of other processes arrive: True after each (re)connection, when whatever was
    said before may have been missed, and False while they do not. Without Redis it is never called.
    """
    _listeners.append(hear)
    ear = _Ear(hear, line) if is_shared() else None
    if ear is not None:
        ear.start()

    def stop() -> None:
        with suppress(ValueError):
            _listeners.remove(hear)
        if ear is not None:
            ear.stop()

    return stop


def _prefix() -> str:
    """The name of this site among others on the same Redis."""
    return f"{settings.REDIS_PREFIX}:bus:"


def _connect() -> Redis:
    """A connection that never waits long and never tries again by itself: we do, and we want to know."""
    from redis import Redis  # noqa: PLC0415 - the embedded site does without it
    from redis.backoff import NoBackoff  # noqa: PLC0415 - as above
    from redis.retry import Retry  # noqa: PLC0415 - as above

    return Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_CONNECT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class _Sender:
    """Sends what gathers while the last words are under way, in one round trip."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}
        self._changed = threading.Condition()
        self._sending = False
        self._client: Redis | None = None
        self._thread: threading.Thread | None = None

    def send(self, channel: str, number: int) -> None:
        """Leave a word for the thread."""
        with self._changed:
            self._waiting[channel] = max(number, self._waiting.get(channel, number))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bus-sender", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float) -> None:
        """Wait until everything is sent: a command ends soon after its last commit."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting and not self._sending, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._sending = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                words, self._waiting = self._waiting, {}
                self._sending = True
            self._publish(words)

    def _publish(self, words: dict[str, int]) -> None:
        try:
            self._client = self._client or _connect()
            with self._client.pipeline(transaction=False) as pipeline:
                for channel, number in words.items():
                    pipeline.publish(_prefix() + channel, number)
                pipeline.execute()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with Redis, the others look at the database
            log.warning("bus.not_sent", words=len(words), error=type(error).__name__)
            self._client = None


class _Ear(threading.Thread):
    """Hears the words of other processes: one pattern subscription, renewed for as long as it takes."""

    def __init__(self, hear: Hear, line: Line | None) -> None:
        super().__init__(name="bus-ear", daemon=True)
        self._hear = hear
        self._line = line
        self._stopped = threading.Event()
        self._online = False

    def run(self) -> None:
        """Listen until stopped."""
        while not self._stopped.is_set():
            try:
                with _connect() as client:
                    self._subscribe(client)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with Redis, we try again
                if self._online and not self._stopped.is_set():
                    log.warning("bus.line_lost", error=type(error).__name__)
                    self._turn(online=False)
            self._stopped.wait(_AGAIN_SECONDS)

    def _turn(self, *, online: bool) -> None:
        self._online = online
        if self._line is not None:
            self._line(online=online)

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()

    def _subscribe(self, client: Redis) -> None:
        prefix = _prefix()
        with client.pubsub() as subscription:  # type: ignore[no-untyped-call]  # as redis has it
            subscription.psubscribe(f"{prefix}*")
            heard = asked = time.monotonic()
            while not self._stopped.is_set():
                message = subscription.get_message(timeout=_SILENCE_SECONDS / 4)
                moment = time.monotonic()
                if message is not None:
                    heard = moment
                    self._take(message, prefix)
                elif moment - heard > 3 * _SILENCE_SECONDS:
                    raise TimeoutError("Redis does not answer")
                elif moment - max(heard, asked) > _SILENCE_SECONDS:
                    asked = moment
                    subscription.ping()

    def _take(self, message: dict[str, Any], prefix: str) -> None:
        if message["type"] == "psubscribe":
            self._turn(online=True)
        elif message["type"] == "pmessage":
            channel, text = message["channel"].decode(), message["data"]
            if text.isdigit():
                self._hear(channel.removeprefix(prefix), int(text))


_senders: dict[int, _Sender] = {}


def _sender() -> _Sender:
    """The sender of this process; a child that was forked makes its own."""
    found = _senders.get(os.getpid())
    if found is None:
        found = _senders.setdefault(os.getpid(), _Sender())
    return found


@atexit.register
def _flush() -> None:
    found = _senders.get(os.getpid())
    if found is not None:
        found.flush(_FLUSH_SECONDS)
