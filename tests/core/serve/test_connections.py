"""What one address may take: connections, and time for the head of a request."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from core.serve.bridge import Bridge
from core.serve.connections import GuardedProtocol
from core.serve.limits import Limits
from tests.core.realtime.room import wait_until
from tests.core.serve.running import RunningServer, get, parts, read_all


def hello(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterable[RunningServer]:
    monkeypatch.setattr(GuardedProtocol, "limits", Limits(connections_per_address=4, head=0.5))
    with RunningServer(Bridge(hello)) as running:
        yield running


def close(clients: list[socket.socket]) -> None:
    for client in clients:
        client.close()
    clients.clear()


def test_an_address_has_so_many_connections_and_gets_them_back(server: RunningServer) -> None:
    held = [server.connect() for _ in range(4)]
    status, headers, _ = parts(server.ask(get("/")))
    assert (status, headers["retry-after"]) == (503, "5")
    close(held)
    wait_until(lambda: parts(server.ask(get("/")))[0] == 200)
    assert GuardedProtocol._open.total() <= 1


def test_a_proxy_speaks_for_many(server: RunningServer, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    held = [server.connect() for _ in range(12)]
    assert parts(server.ask(get("/")))[0] == 200
    close(held)


@pytest.mark.parametrize("head", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_a_head_that_does_not_come_ends_the_connection(server: RunningServer, head: bytes) -> None:
    with server.connect() as client:
        client.sendall(head)
        began = time.monotonic()
        assert _ends_without_an_answer(client)
    assert 0.2 < time.monotonic() - began < 2


def test_a_head_that_trickles_gains_no_time(server: RunningServer) -> None:
    with server.connect() as client:
        began = time.monotonic()
        with pytest.raises(OSError, match=r".*"):
            for byte in b"GET / HTTP/1.1\r\n" + b"X" * 200:
                client.sendall(bytes((byte,)))
                time.sleep(0.05)
    assert time.monotonic() - began < 2


def test_a_head_without_end_is_not_kept(server: RunningServer) -> None:
    """A fast one, which its time would not stop before it fills the memory."""
    sent = 0
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        with pytest.raises(OSError, match=r".*"):
            while sent < 50_000_000:
                client.sendall(b"x" * 65_536)
                sent += 65_536
    assert sent < 20_000_000


def test_a_second_request_on_a_kept_connection_has_its_own_time(server: RunningServer) -> None:
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.7)  # longer than a head may take: an idle connection is no slow head
        assert client.recv(4000).endswith(b"hello")
        client.sendall(get("/"))
        assert read_all(client).endswith(b"hello")


def _ends_without_an_answer(client: socket.socket) -> bool:
    client.settimeout(5)
    try:
        return client.recv(100) == b""
    except ConnectionResetError:
        return True
