"""The hub of one process: who listens to what, and how frames reach them in order, once, without a gap.

The log in the database is the only source. A word of the bus says that a topic moved on; the hub then reads
what follows its cursor. So a lost word, a post by another process and a restart are the same case: the hub
also looks by itself, often where no other process can be heard, rarely where they can.
Nothing here ever waits for a client.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Final, ParamSpec, TypeVar

import structlog
from django.db import Error as DatabaseError
from django.db import connection as database
from django.utils.translation import gettext as _

from core import bus
from core.realtime import people, protocol, reading
from core.realtime.commands import CommandError
from core.realtime.log import TOLD, heads
from core.realtime.outlets import MAX_UNSENT, TOO_SLOW, Packed
from core.realtime.rooms import Connection, Room, Subscription
from core.realtime.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)

COALESCE_SECONDS: Final = 0.02
HOLE_SECONDS: Final = 0.03
LOOK_SECONDS: Final = 0.2
# While words of other processes arrive, looking is only a net under them.
PEOPLE_SECONDS: Final = 0.5
HEADS_SECONDS: Final = 2.0
RECHECK_SECONDS: Final = 30.0
MAX_SOCKETS: Final = 10
MAX_SUBSCRIPTIONS: Final = 50
STALL_SECONDS: Final = 2.0
_THREADS: Final = 2


class Hub:
    """Connections and rooms of one event loop. Only what the bus calls is called from other threads."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.writer = Writer()
        self._reader = reading.Reader()
        self._rooms: dict[str, Room] = {}
        self._people: defaultdict[int, set[Connection]] = defaultdict(set)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="hub")
        # Checking a text may take long; delivery and the end of access must not wait for it.
        self._checks = ThreadPoolExecutor(1, thread_name_prefix="socket-checks")
        self._hinted: dict[str, int] = {}
        self._hint_lock = threading.Lock()
        self._catching_up: set[asyncio.Task[None]] = set()
        self._online = False
        self._stirred = asyncio.Event()
        self._heads_at = 0.0
        self._stop_listening = bus.listen(self._heard, self._line_changed)
        self.writer.start()
        self._watcher = self.loop.create_task(self._watch())

    # --- connections ---------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        """Count a socket in; a person's eleventh is closed."""
        sockets = self._people[connection.person.user_id]
        if len(sockets) >= MAX_SOCKETS:
            connection.outlet.end(protocol.TOO_MANY_SOCKETS)
            return
        sockets.add(connection)

    def leave(self, connection: Connection) -> None:
        """Forget a socket and all it listened to."""
        for subscription in list(connection.subscriptions.values()):
            self._drop(subscription)
        sockets = self._people[connection.person.user_id]
        sockets.discard(connection)
        if not sockets:
            del self._people[connection.person.user_id]

    def connections(self) -> list[Connection]:
        """Every open socket."""
        return [connection for sockets in self._people.values() for connection in sockets]

    # --- subscriptions -------------------------------------------------------------------------

    async def subscribe(self, connection: Connection, message: dict[str, object]) -> None:
        """Let a client listen: the number first, then what it missed, then what comes."""
        wish, message_id = protocol.read_subscribe(message), protocol.id_of(message)
        if len(connection.subscriptions) >= MAX_SUBSCRIPTIONS and wish.topic not in connection.subscriptions:
            raise CommandError("too_many", _("This tab listens to too much already."))
        try:
            entry = await self.in_thread(reading.enter, connection.person, wish.topic, wish.after)
        except DatabaseError as error:
            self._send_away(connection, error)
            return
        if not entry.allowed:
            raise CommandError("not_found", _("This does not exist, or it is not for you."))
        self.unsubscribe(connection, wish.topic)
        subscription = Subscription(connection, wish.topic, sent=entry.sent)
        connection.subscriptions[wish.topic] = subscription
        room = self._rooms.setdefault(wish.topic, Room(wish.topic))
        room.members.add(subscription)
        if room.cursor < 0:
            room.cursor = entry.head
        connection.tell(protocol.subscribed(message_id, wish.topic, entry.head))
        if entry.too_far:
            connection.tell(protocol.refetch(wish.topic))
        self._moved(room, entry.head)
        await self._catch_up(room, subscription)

    def unsubscribe(self, connection: Connection, topic: str) -> None:
        """Stop listening; not an error if the client did not listen."""
        subscription = connection.subscriptions.get(topic)
        if subscription is not None:
            self._drop(subscription)

    def _drop(self, subscription: Subscription) -> None:
        subscription.connection.subscriptions.pop(subscription.topic, None)
        room = self._rooms.get(subscription.topic)
        if room is not None:
            room.members.discard(subscription)
            if not room.members:
                del self._rooms[subscription.topic]

    # --- delivery ------------------------------------------------------------------------------

    def _heard(self, channel: str, number: int) -> None:
        """A commit changed something, here or in another process. Many words of one moment wake the loop once."""
        if channel == bus.PEOPLE:
            self._soon(self._stirred.set)
        elif channel.startswith(TOLD):
            topic = channel.removeprefix(TOLD)
            with self._hint_lock:
                first = not self._hinted
                self._hinted[topic] = max(number, self._hinted.get(topic, 0))
            if first:
                self._soon(self._take_hints)

    def _line_changed(self, *, online: bool) -> None:
        self._soon(partial(self._set_online, online=online))

    def _set_online(self, *, online: bool) -> None:
        """Look at once: what was said while the line was down was not heard."""
        self._online = online
        self._heads_at = 0.0
        self._stirred.set()

    def _soon(self, function: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the log has it all
            self.loop.call_soon_threadsafe(function)

    def _take_hints(self) -> None:
        with self._hint_lock:
            found, self._hinted = self._hinted, {}
        for topic, seq in found.items():
            room = self._rooms.get(topic)
            if room is not None:
                self._moved(room, seq)

    def _moved(self, room: Room, seq: int) -> None:
        room.target = max(room.target, seq)
        if room.target > room.cursor and room.pump is None and room.members and not self._watcher.done():
            room.pump = self.loop.create_task(self._pump(room))

    async def _pump(self, room: Room) -> None:
        """Deliver until the room has reached its target: the first frame at once, then what gathers."""
        try:
            while room.members and room.target > room.cursor:
                batch = await self._read(room.topic, room.cursor, room.languages())
                if batch is None:
                    await self._nothing_follows(room)
                    break
                room.cursor = batch.last
                packed: dict[tuple[int, str], list[tuple[int, Packed]]] = {}
                for member in tuple(room.members):
                    if not member.behind and not member.take(batch, packed):
                        self._start_catching_up(room, member)
                await asyncio.sleep(COALESCE_SECONDS)
        except Exception as error:
            log.warning("realtime.read_failed", error=type(error).__name__, exc_info=_unexpected(error))
            await asyncio.sleep(LOOK_SECONDS)
        finally:
            room.pump = None
            self._moved(room, room.target)

    async def _read(self, topic: str, after: int, languages: frozenset[str]) -> reading.Batch | None:
        """Read the next frames; a hole may be a commit that is not visible yet, so look twice."""
        batch = await self.in_thread(self._reader.read_batch, topic, after, languages)
        if batch is None:
            await asyncio.sleep(HOLE_SECONDS)
            batch = await self.in_thread(self._reader.read_batch, topic, after, languages)
        return batch

    async def _nothing_follows(self, room: Room) -> None:
        """A word was wrong, or the log has lost the next number (pruned, restored): then everybody reads anew."""
        head = (await self.in_thread(heads, [room.topic])).get(room.topic, 0)
        room.target = max(head, room.cursor)
        if head <= room.cursor:
            return
        room.cursor = head
        packed = Packed(protocol.refetch(room.topic))
        for member in room.members:
            if not member.behind:
                member.sent = room.cursor
                member.connection.outlet.write(packed)

    def _start_catching_up(self, room: Room, subscription: Subscription) -> None:
        subscription.behind = True
        task = self.loop.create_task(self._catch_up(room, subscription))
        self._catching_up.add(task)
        task.add_done_callback(self._catching_up.discard)

    async def _catch_up(self, room: Room, subscription: Subscription) -> None:
        """Bring one client to the room's cursor, page by page, then let it take part."""
        try:
            await self._read_up(room, subscription)
        except Exception as error:  # noqa: BLE001 - a client that was left behind would wait for ever; it resumes
            self._send_away(subscription.connection, error)

    async def _read_up(self, room: Room, subscription: Subscription) -> None:
        connection = subscription.connection
        while connection.subscriptions.get(room.topic) is subscription:
            if subscription.sent >= room.cursor:
                subscription.behind = False
                return
            await self._drained(connection)
            batch = await self._read(room.topic, subscription.sent, frozenset({connection.language}))
            if batch is None:
                connection.tell(protocol.refetch(room.topic))
                subscription.sent = room.cursor
                continue
            if connection.subscriptions.get(room.topic) is subscription:
                subscription.take(batch, {})

    async def _drained(self, connection: Connection) -> None:
        """Wait until a client has read most of what it was sent. One that reads nothing is cut off."""
        least = connection.outlet.unsent()
        until = time.monotonic() + STALL_SECONDS
        while (unsent := connection.outlet.unsent()) > MAX_UNSENT // 4:
            if unsent < least:
                least, until = unsent, time.monotonic() + STALL_SECONDS
            if time.monotonic() > until:
                self._end(connection, TOO_SLOW)
                return
            await asyncio.sleep(0.01)

    # --- watching the database -----------------------------------------------------------------

    async def _watch(self) -> None:
        """Notice what nobody told: posts of other processes, lost rights, ended sessions."""
        while True:
            with suppress(TimeoutError):
                pause = PEOPLE_SECONDS if self._online else LOOK_SECONDS
                await asyncio.wait_for(self._stirred.wait(), pause)
                await asyncio.sleep(COALESCE_SECONDS)
            self._stirred.clear()
            if not self._people:
                continue
            try:
                await self._look()
            except Exception as error:
                log.warning("realtime.look_failed", error=type(error).__name__, exc_info=_unexpected(error))
                await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        connections = self.connections()
        seen = await self.in_thread(
            reading.look,
            self._topics_to_look_at(),
            {c.person.user_id for c in connections},
            {c.person.session_key for c in connections},
        )
        for topic, seq in seen.heads.items():
            room = self._rooms.get(topic)
            if room is not None:
                self._moved(room, seq)
        await self._see_people(connections, seen)

    def _topics_to_look_at(self) -> list[str]:
        """All that somebody listens to; none while words arrive, except every two seconds."""
        if self._online and time.monotonic() < self._heads_at:
            return []
        self._heads_at = time.monotonic() + HEADS_SECONDS
        return list(self._rooms)

    async def _see_people(self, connections: list[Connection], seen: reading.Look) -> None:
        """End what ended, and read anew the grants of those for whom something changed."""
        old = time.monotonic() - RECHECK_SECONDS
        doubtful: defaultdict[str, list[Connection]] = defaultdict(list)
        for connection in connections:
            person = connection.person
            if person.session_key in seen.ended:
                self._end(connection, protocol.SIGN_IN_ENDED)
            elif seen.versions.get(person.user_id, 0) != person.version or connection.checked_at < old:
                doubtful[person.session_key].append(connection)
        for session_key, sockets in doubtful.items():
            await self._recheck(session_key, sockets)

    async def _recheck(self, session_key: str, sockets: list[Connection]) -> None:
        """Read the grants of a session anew: end its sockets, or those subscriptions that are not allowed any more."""
        person = await self.in_thread(people.identify, session_key)
        for connection in sockets:
            connection.checked_at = time.monotonic()
            if person is None or person.user_id != connection.person.user_id:
                self._end(connection, protocol.SIGN_IN_ENDED)
                continue
            connection.person = person
            topics = list(connection.subscriptions)
            allowed = await self.in_thread(reading.still_allowed, person.viewer, topics) if topics else set()
            for topic in topics:
                if topic not in allowed:
                    self.unsubscribe(connection, topic)
                    connection.tell(protocol.revoked(topic))

    def _send_away(self, connection: Connection, error: Exception) -> None:
        """Have a client come back on a new socket, with its last number, for something failed half-way."""
        log.warning("realtime.sent_away", error=type(error).__name__, exc_info=_unexpected(error))
        self._end(connection, protocol.COME_BACK)

    def _end(self, connection: Connection, code: int) -> None:
        """Close a socket; from this moment on it gets nothing."""
        for subscription in list(connection.subscriptions.values()):
            self._drop(subscription)
        connection.outlet.end(code)

    # --- threads and the end -------------------------------------------------------------------

    async def in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what asks the database in one of the hub's two threads."""
        return await self._run(self._threads, partial(function, *args, **kwargs))

    async def prepare(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what comes before a command, beside everything else."""
        return await self._run(self._checks, partial(function, *args, **kwargs))

    async def _run(self, threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
        def call() -> T:
            try:
                return function()
            except DatabaseError:  # it may only have been restarted: a new connection tells
                reading.recover()
            try:
                return function()
            except DatabaseError:
                reading.recover()
                raise

        return await self.loop.run_in_executor(threads, call)

    async def stop(self) -> None:
        """End the watch, write what waits, and close the threads' connections."""
        self._stop_listening()
        self._watcher.cancel()
        with suppress(asyncio.CancelledError):
            await self._watcher
        await self.loop.run_in_executor(None, self.writer.stop)
        meeting = threading.Barrier(_THREADS, timeout=1)
        closing = [self.loop.run_in_executor(self._threads, _close_database, meeting) for _ in range(_THREADS)]
        await asyncio.gather(*closing)
        await self.loop.run_in_executor(self._checks, _close_database, threading.Barrier(1))
        for threads in (self._threads, self._checks):
            threads.shutdown(wait=False, cancel_futures=True)


def _unexpected(error: Exception) -> Exception | None:
    """What the log shows in full: a database that is away is known, anything else is a fault of ours."""
    return None if isinstance(error, DatabaseError) else error


def _close_database(meeting: threading.Barrier) -> None:
    """Close this thread's connection; the meeting makes sure that each thread does it once."""
    with suppress(threading.BrokenBarrierError):
        meeting.wait()
    database.close()


_hubs: dict[int, Hub] = {}


def current_hub() -> Hub:
    """The hub of the running loop; made at the first socket."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(id(loop))
    if hub is None or hub.loop is not loop:
        hub = _hubs[id(loop)] = Hub()
    return hub


async def stop_hub() -> None:
    """End the hub of the running loop, if there is one."""
    hub = _hubs.pop(id(asyncio.get_running_loop()), None)
    if hub is not None:
        await hub.stop()
