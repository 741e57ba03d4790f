"""Journeys over a whole site on the real engines: what one process does, the others know."""

from __future__ import annotations

import asyncio
import re
import socket
import time
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.core.realtime.client import Client
from tests.core.serve.process import cpu_of
from tests.faults.writers import Journal, Speaker, word_of
from tests.real.stack import Stack

pytestmark = [pytest.mark.real, pytest.mark.faults]
PEOPLE = 6
_groups = count(1)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stack]:
    with django_db_blocker.unblock():
        found = Stack(tmp_path_factory.mktemp("site"))
    try:
        yield found.start()
    finally:
        found.stop()


class Circle:
    """A closed group of its own for one test."""

    def __init__(self, stack: Stack) -> None:
        self.group, self.thread, self.sessions = stack.people(PEOPLE, f"circle-{next(_groups)}")
        self.topic = f"group:{self.group}"

    def post(self, word: str) -> dict[str, Any]:
        """A message of the protocol."""
        return {
            "type": "post", "group": self.group, "thread": self.thread, "body": f"Message {word}.",
            "key": str(uuid.uuid4()),
        }  # fmt: skip


@pytest.fixture
def circle(stack: Stack) -> Circle:
    return Circle(stack)


@asynccontextmanager
async def opened(stack: Stack, session: str, port: int | None = None) -> AsyncIterator[Client]:
    """A client at the proxy, or at one of the socket processes."""
    url = f"ws://localhost:{port or stack.port}/ws/v1/"
    headers = {"Cookie": f"sessionid={session}"}
    async with connect(url, origin=Origin(stack.base), additional_headers=headers, compression=None) as line:
        client = Client(line)
        yield client
        await client.close()


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


# --- pages ---------------------------------------------------------------------------------------


def ask_worker(stack: Stack, path: str) -> str:
    """A page by a connection of its own, past the proxy, so that the kernel chooses a process each time."""
    address = stack.parts["proxy"]._environment["PAGES"]
    request = urllib.request.Request(f"http://{address}{path}", headers={"Host": f"localhost:{stack.port}"})
    with urllib.request.urlopen(request, timeout=15) as answer:
        return str(answer.read().decode())


def test_what_is_published_is_on_the_next_page_of_every_process(stack: Stack) -> None:
    made = stack.inside("article", title="Title 0")
    workers = stack.parts["pages"].children()
    assert len(workers) == 2
    before = [cpu_of(worker) for worker in workers]
    for number in range(40):
        ask_worker(stack, f"{made['path']}?n={number}")
    assert all(cpu_of(worker) > spent for worker, spent in zip(workers, before, strict=True)), "both answered"
    for number in range(1, 9):
        stack.inside("rename", page=made["page"], title=f"Title {number}")
        pages = [ask_worker(stack, made["path"]) for _ in range(8)]
        assert all(f"<title>Title {number}" in page for page in pages)
        assert f"<title>Title {number}" in stack.get(made["path"])[2]
    stack.inside("unpublish", page=made["page"])
    assert [stack.get(made["path"])[0] for _ in range(8)] == [404] * 8


def test_readers_while_a_page_is_published_never_see_the_one_before(stack: Stack) -> None:
    made = stack.inside("article", title="Number 0 of many")
    published, stale, stop = [0], [], [False]

    def read() -> int:
        reads = 0
        while not stop[0]:
            before = published[0]
            found = re.search(r"<title>Number (\d+)", ask_worker(stack, made["path"]))
            assert found
            if int(found[1]) < before:
                stale.append((int(found[1]), before))
            reads += 1
        return reads

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read) for _ in range(3)]
        for number in range(1, 26):
            stack.inside("rename", page=made["page"], title=f"Number {number} of many")
            published[0] = number
        stop[0] = True
        assert sum(found.result() for found in reading) > 25
    assert not stale


def test_the_small_form_and_the_tag_come_through_the_proxy(stack: Stack) -> None:
    made = stack.inside("article", title="Tags and packing")
    stack.get(made["path"])
    with urllib.request.urlopen(
        urllib.request.Request(stack.base + made["path"], headers={"Accept-Encoding": "gzip"}), timeout=10
    ) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        tag = answer.headers["ETag"]
    assert stack.get(made["path"], **{"If-None-Match": tag})[0] == 304


def test_static_files_come_from_the_proxy_and_keep(stack: Stack) -> None:
    page = stack.get("/en/")[2]
    found = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert found, "the page names a collected style sheet"
    status, headers, _ = stack.get(found[1])
    assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert headers["x-content-type-options"] == "nosniff"
    request = urllib.request.Request(stack.base + found[1], headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
    for path in ("/static/", "/static/../db.sqlite3", "/static/..%2fsecret_key", "/static../secret_key"):
        assert stack.get(path)[0] in {400, 403, 404}


def test_nobody_borrows_an_address(stack: Stack) -> None:
    """Each request claims another address; the limit of one address counts them all the same."""
    statuses = Counter(
        stack.get("/en/account/link/none/", **{"X-Forwarded-For": f"10.0.0.{n}", "X_Forwarded_For": f"10.0.1.{n}"})[0]
        for n in range(24)
    )
    assert statuses[429] == 4, statuses


def test_an_upload_lies_on_no_disk_and_slow_clients_cost_nobody(stack: Stack) -> None:
    slow = []
    head = f"POST /en/account/login/ HTTP/1.1\r\nHost: localhost:{stack.port}\r\nContent-Length: 20000000\r\n\r\n"
    get = f"GET /en/ HTTP/1.1\r\nHost: localhost:{stack.port}\r\n"
    try:
        for number in range(60):
            client = socket.create_connection(("localhost", stack.port), timeout=10)
            client.sendall((head if number % 2 else get).encode())
            slow.append(client)
        slow[1].sendall(b"x" * 8_000_000)
        time.sleep(0.3)
        proxy = stack.folder / "var" / "proxy"
        assert not [path for name in ("body", "answers") for path in (proxy / name).rglob("*") if path.is_file()]
        assert not _deleted_files(stack.parts["proxy"].children())
        began = time.monotonic()
        assert stack.get("/healthz")[0] == 200
        assert stack.get("/en/search/")[0] == 200
        assert time.monotonic() - began < 2
    finally:
        for client in slow:
            client.close()


def _deleted_files(pids: list[int]) -> list[str]:
    """Files that are open and were unlinked, as servers do with temporary ones."""
    found = []
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if " (deleted)" in str(target := link.readlink()) and "/dev/" not in str(target):
                    found.append(str(target))
    return found


def test_a_body_above_the_limit_is_refused(stack: Stack) -> None:
    with socket.create_connection(("localhost", stack.port), timeout=10) as client:
        client.sendall(
            f"POST /en/ HTTP/1.1\r\nHost: localhost:{stack.port}\r\nContent-Length: 40000000\r\n\r\n".encode()
        )
        assert client.recv(100).startswith(b"HTTP/1.1 413")


# --- sockets -------------------------------------------------------------------------------------


async def test_people_on_different_processes_talk(stack: Stack, circle: Circle) -> None:
    ports = [*stack.socket_ports, None]
    async with (
        opened(stack, circle.sessions[1], ports[0]) as a,
        opened(stack, circle.sessions[2], ports[1]) as b,
        opened(stack, circle.sessions[3], ports[2]) as c,
    ):
        starts = [(await client.subscribe(circle.topic))["seq"] for client in (a, b, c)]
        assert len(set(starts)) == 1
        delays = []
        for number in range(10):
            for client in (a, b, c):
                began = time.monotonic()
                await client.send(id=number, **circle.post("to all"))
                seq = (await client.answer(number))["seq"]
                for other in (a, b, c):
                    await other.until(lambda other=other, seq=seq: seq in other.seqs(circle.topic))  # type: ignore[misc]  # a bound lambda
                delays.append(time.monotonic() - began)
                client.got[:] = [message for message in client.got if message.get("id") != number]
        for client in (a, b, c):
            assert client.seqs(circle.topic) == list(range(starts[0] + 1, starts[0] + 31))
    assert sorted(delays)[15] < 0.3, "half of the messages reach everybody within 300 ms"


async def test_a_wrong_origin_gets_no_socket_through_the_proxy(stack: Stack, circle: Circle) -> None:
    for origin in (None, "https://evil.example", "null"):
        headers = {"Cookie": f"sessionid={circle.sessions[1]}"} | ({"Origin": origin} if origin else {})
        with pytest.raises(InvalidStatus):
            await connect(f"ws://localhost:{stack.port}/ws/v1/", additional_headers=headers)


@pytest.mark.parametrize("redis_is_up", [True, False])
async def test_who_leaves_hears_nothing_more_in_any_process(stack: Stack, circle: Circle, redis_is_up: bool) -> None:
    async with opened(stack, circle.sessions[1], stack.socket_ports[0]) as stays:
        for place, verb in enumerate(("leave", "sign_out"), start=2):
            session = circle.sessions[place if redis_is_up else place + 2]
            async with opened(stack, session, stack.socket_ports[1]) as leaves:
                await stays.subscribe(circle.topic)
                await leaves.subscribe(circle.topic)
                if not redis_is_up:
                    stack.redis.kill()
                words = {"group": circle.group} if verb == "leave" else {}
                await asyncio.to_thread(stack.inside, verb, session=session, **words)
                began = time.monotonic()
                await leaves.until(lambda leaves=leaves: leaves.told("revoked") or leaves.closed)  # type: ignore[misc]  # a bound lambda
                assert time.monotonic() - began < 1
                heard = len(leaves.frames(circle.topic))
                await stays.send(id=place, **circle.post("without you"))
                await stays.answer(place)
                await asyncio.sleep(0.5)
                assert len(leaves.frames(circle.topic)) == heard
                if not redis_is_up:
                    stack.redis.start()
                    await asyncio.sleep(0.5)


async def speak_through(stack: Stack, circle: Circle, trouble: Callable[[], None]) -> tuple[Journal, list[Speaker]]:
    """Let everybody talk through the proxy, make trouble in between, and let them go on for a moment."""
    journal, stop = Journal(), asyncio.Event()
    speakers = [Speaker(stack.port, session, circle.group, circle.thread, journal) for session in circle.sessions[1:]]
    speaking = [asyncio.create_task(speaker.speak(stop)) for speaker in speakers]
    await asyncio.sleep(1)
    await asyncio.to_thread(trouble)
    before, end = len(journal.acknowledged), time.monotonic() + 20
    while len(journal.acknowledged) < before + 2 * PEOPLE:
        assert time.monotonic() < end, "nothing is acknowledged any more"
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*speaking)
    return journal, speakers


def assert_exact(stack: Stack, circle: Circle, journal: Journal, speakers: list[Speaker]) -> None:
    """Whatever was acknowledged is there once, under its number; everybody saw every number, in order, once."""
    stored = stack.rows("SELECT key, seq FROM community_post WHERE thread_id = %s", circle.thread)
    assert not [key for key, found in Counter(key for key, _ in stored).items() if found > 1]
    numbers = {uuid.UUID(str(key)): seq for key, seq in stored}
    assert not {key: seq for key, seq in journal.acknowledged.items() if numbers.get(key) != seq}
    assert not journal.contradictions
    for speaker in speakers:
        assert speaker.seen == list(range(speaker.seen[0], speaker.seen[-1] + 1))


async def test_a_killed_socket_process_loses_nothing(stack: Stack, circle: Circle) -> None:
    def trouble() -> None:
        for name in ("sockets1", "sockets2"):
            stack.parts[name].end(9)
            time.sleep(0.5)
            stack.parts[name].start()

    journal, speakers = await speak_through(stack, circle, trouble)
    assert_exact(stack, circle, journal, speakers)


async def test_redis_killed_and_back_loses_nothing(stack: Stack, circle: Circle) -> None:
    def trouble() -> None:
        for _ in range(2):
            stack.redis.kill()
            time.sleep(1.5)
            stack.redis.start()
            time.sleep(0.5)

    journal, speakers = await speak_through(stack, circle, trouble)
    assert not journal.refused
    assert_exact(stack, circle, journal, speakers)


# --- work ----------------------------------------------------------------------------------------


def waiting(stack: Stack) -> list[tuple[Any, ...]]:
    """Rows of the fast lane that somebody still has to do."""
    return stack.rows("SELECT task, args FROM core_outboxrow WHERE status <> 'done' AND lane = 'fast'")


async def test_workers_do_what_follows_also_when_they_were_away(stack: Stack, circle: Circle) -> None:
    """A post is found by its readers and by nobody else, once a worker has told the index of it."""
    stack.parts["worker"].end(9)
    key = uuid.uuid4()
    async with opened(stack, circle.sessions[1]) as client:
        await client.send(id=1, **circle.post(word_of(key)))
        await client.answer(1)
    assert waiting(stack)
    stack.parts["worker"].start()
    await asyncio.to_thread(wait_for, lambda: not waiting(stack), 90)
    address = f"/en/search/?{urllib.parse.urlencode({'q': word_of(key)})}"
    await asyncio.to_thread(wait_for, lambda: f"<mark>{word_of(key)}" in stack.get(address, circle.sessions[2])[2], 10)
    assert "<mark>" not in stack.get(address)[2]
    assert "<mark>" not in stack.get(address, Circle(stack).sessions[1])[2]


def is_fault(line: str) -> bool:
    """Whether a part complained; a worker whose Redis was killed says with a traceback that it could not thank it."""
    return "Traceback" in line and "Couldn't ack" not in line


def test_every_part_ends_when_it_is_told(stack: Stack) -> None:
    """Comes last: a stop is clean, and nobody complained in the meantime."""
    for name, part in stack.parts.items():
        began = time.monotonic()
        assert part.end() in {0, -15}, name
        assert time.monotonic() - began < 15, name
    assert not [line for part in stack.parts.values() for line in part.log().splitlines() if is_fault(line)]
