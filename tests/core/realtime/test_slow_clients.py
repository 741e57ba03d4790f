"""A client that does not read is cut off, and costs the others nothing."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import time
from functools import partial
from pathlib import Path

import pytest

from core.realtime import hub, outlets
from core.realtime.log import heads
from tests.core.realtime.client import Client, opened, run
from tests.core.realtime.room import ROOM, Visitor, say, visitor
from tests.core.serve.running import RunningServer

BULK = "w" * 60_000


def _has(client: Client, number: int) -> bool:
    return len(client.frames()) == number


def stalled_socket(port: int, who: Visitor) -> socket.socket:
    """Opens a websocket, subscribes, and then never reads again."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /ws/v1/ HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://127.0.0.1:{port}",
        f"Cookie: sessionid={who.session}",
    ]  # fmt: skip
    client.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    assert client.recv(1000).startswith(b"HTTP/1.1 101")
    text = f'{{"type":"subscribe","id":1,"topic":"{ROOM}"}}'.encode()
    client.sendall(bytes((0x81, 0x80 | len(text))) + b"\0\0\0\0" + text)  # masked with zeros
    assert b"subscribed" in client.recv(1000)
    return client


@pytest.fixture(autouse=True)
def _give_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets, "_CLOSE_WITHIN", 0.5)
    monkeypatch.setattr(hub, "STALL_SECONDS", 0.5)


async def test_a_stalled_client_is_cut_off_and_others_are_not_delayed(server: RunningServer) -> None:
    slow, quick = await run(visitor, ROOM), await run(visitor, ROOM)
    stalled = await asyncio.to_thread(stalled_socket, server.port, slow)
    try:
        async with opened(server.port, quick) as client:
            await client.subscribe()
            began = time.monotonic()
            # Plain ASGI leaves the kernel's buffers as large as they grow.
            posts = 30 if server.is_direct else 120
            for number in range(1, posts + 1):
                await run(say, BULK)
                if number % 10 == 0:
                    await client.until(partial(_has, client, number))
            assert time.monotonic() - began < 6
            assert client.seqs() == list(range(1, posts + 1))
        await asyncio.sleep(1.2)
        assert not server.hub().connections(), "the hub has forgotten it"
        # Over plain ASGI nobody can abort, and the server waits for the client as long as it likes.
        if server.is_direct:
            unread = await asyncio.to_thread(_rest_of, stalled)
            assert unread < 30 * len(BULK), "the server held back what the client did not take"
    finally:
        stalled.close()


async def test_a_stalled_client_frees_its_file_within_five_seconds(server: RunningServer) -> None:
    """Only where the transport is at hand: plain ASGI knows no abort."""
    if not server.is_direct:
        return
    who = await run(visitor, ROOM)
    before = _open_files()
    stalled = await asyncio.to_thread(stalled_socket, server.port, who)
    try:
        (connection,) = server.hub().connections()
        direct = connection.outlet
        assert isinstance(direct, outlets.DirectOutlet)
        raw = direct._direct.transport.get_extra_info("socket")
        assert raw.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * 128 * 1024, (
            "the kernel doubles what it is told"
        )
        server.loop.call_soon_threadsafe(_fill, server)
        began = time.monotonic()
        while _open_files() > before + 1:  # our own end is still open
            assert time.monotonic() - began < 5
            await asyncio.sleep(0.05)
    finally:
        stalled.close()


def _open_files() -> int:
    return len([link for link in Path("/proc/self/fd").iterdir() if _is_socket(link)])


def _is_socket(link: Path) -> bool:
    try:
        return "socket" in str(link.readlink())
    except FileNotFoundError:
        return False


def _rest_of(client: socket.socket) -> int:
    """How much the server had sent to a client before it ended the connection."""
    client.settimeout(3)
    got = 0
    try:
        while part := client.recv(1_000_000):
            got += len(part)
    except ConnectionResetError:
        pass
    except TimeoutError:
        pytest.fail("the connection is still open")
    return got


async def test_a_slow_client_sees_why_and_resumes(server: RunningServer) -> None:
    """It reads, but only what is in its pipe; then it is told 4008 and asks for the rest."""
    who = await run(visitor, ROOM)
    async with opened(server.port, who, max_queue=1) as client:
        await client.subscribe()
        server.loop.call_soon_threadsafe(_fill, server)
        assert await client.until(lambda: client.closed) == outlets.TOO_SLOW
    async with opened(server.port, who) as client:
        await run(say, "still there")
        await client.subscribe(after=0)
        await client.until(client.frames)
    assert (await run(heads, [ROOM])) == {ROOM: 1}


def _fill(server: RunningServer) -> None:
    """Sends more at one moment than a client may have unsent."""
    for connection in server.hub().connections():
        for _ in range(200):
            connection.outlet.write(outlets.Packed({"type": "noise", "text": BULK}))


async def test_catching_up_on_much_does_not_cut_a_reader_off(server: RunningServer) -> None:
    who = await run(visitor, ROOM)

    def much() -> None:
        for _ in range(40):
            say(BULK)

    await run(much)
    async with opened(server.port, who) as client:
        await client.subscribe(after=0)
        await client.until(lambda: len(client.seqs()) == 40)
    assert client.seqs() == list(range(1, 41))
    assert client.closed is None or client.closed == 1000
