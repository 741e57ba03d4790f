"""The bridge: whole requests only, slow clients hold no thread, streams end with their reader."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from core.serve.bridge import Bridge
from core.serve.limits import Limits
from tests.core.serve.running import RunningServer, get, parts, read_all
from tests.disk import written_files

Start = Callable[..., Any]
LIMITS = Limits(
    threads=2, streams=2, waiting=3, body=300_000, small_body=1000, bodies=400_000, body_pause=0.4, body_total=1.2
)


class Stream:
    """A streaming answer that knows whether it was closed."""

    streaming = True

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def close(self) -> None:
        self.closed.set()


class Application:
    """A WSGI application that remembers what it saw."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.release = threading.Event()
        self.stream = Stream(self._ticks())

    def _ticks(self) -> Iterator[bytes]:
        while True:
            time.sleep(0.02)
            yield b"x" * 2000

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        self.seen.append({**environ, "body": body})
        match environ["PATH_INFO"]:
            case "/stream":
                start("200 OK", [("Content-Type", "text/plain")])
                return self.stream
            case "/big":
                start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "900000")])
                return [b"y" * 900_000]
            case "/unsized":
                start("200 OK", [("Content-Type", "text/plain")])
                return [b"un", b"sized"]
            case "/wait":
                self.release.wait(5)
            case "/fault":
                raise ValueError("made for a test")
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def server(application: Application) -> Iterator[RunningServer]:
    with RunningServer(Bridge(application, LIMITS)) as running:
        yield running
        application.release.set()


def post(body: bytes, *headers: str, length: int | None = None) -> bytes:
    return get("/echo", f"Content-Length: {len(body) if length is None else length}", *headers, method="POST") + body


@pytest.mark.parametrize("size", [0, 1, 999, 1001, 250_000])
def test_a_body_arrives_whole_and_never_touches_a_disk(server: RunningServer, size: int) -> None:
    with written_files() as written:
        status, _, body = parts(server.ask(post(b"z" * size)))
    assert (status, len(body)) == (200, size)
    assert not written


def test_large_bodies_share_a_limit_and_small_ones_pass(server: RunningServer) -> None:
    """One upload that is not finished keeps its room; what does not fit beside it may come again soon."""
    with server.connect() as client:
        client.sendall(post(b"a" * 250_000, length=260_000))
        time.sleep(0.2)
        status, headers, _ = parts(server.ask(post(b"b" * 200_000)))
        assert (status, headers["retry-after"]) == (503, "2")
        assert parts(server.ask(post(b"c" * 900)))[0] == 200
    time.sleep(0.1)
    for _ in range(3):
        assert parts(server.ask(post(b"d" * 250_000)))[0] == 200


def test_a_chunked_body_gets_a_length(server: RunningServer, application: Application) -> None:
    request = get("/echo", "Transfer-Encoding: chunked", method="POST") + b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
    assert parts(server.ask(request))[2] == b"abcdefg"
    assert application.seen[0]["CONTENT_LENGTH"] == "7"


def test_a_declared_body_that_is_too_large_is_refused_before_it_is_sent(
    server: RunningServer, application: Application
) -> None:
    status, headers, _ = parts(server.ask(post(b"", length=300_001)))
    assert (status, headers["connection"]) == (413, "close")
    assert not application.seen


def test_a_chunked_body_that_grows_too_large_is_refused(server: RunningServer, application: Application) -> None:
    chunk = b"186a0\r\n" + b"q" * 100_000 + b"\r\n"
    request = get("/echo", "Transfer-Encoding: chunked", method="POST") + chunk * 4 + b"0\r\n\r\n"
    assert parts(server.ask(request))[0] == 413
    assert not application.seen


def test_an_aborted_upload_never_reaches_the_view(server: RunningServer, application: Application) -> None:
    with server.connect() as client:
        client.sendall(post(b"half", length=2000))
    time.sleep(0.1)
    assert parts(server.ask(get("/")))[0] == 200
    assert [seen["PATH_INFO"] for seen in application.seen] == ["/"]


def test_a_body_that_pauses_too_long_is_refused(server: RunningServer, application: Application) -> None:
    with server.connect() as client:
        client.sendall(post(b"half", length=2000))
        assert parts(read_all(client))[0] == 408
    assert not application.seen


def test_a_body_that_trickles_has_an_end(server: RunningServer) -> None:
    with server.connect() as client:
        client.sendall(post(b"", length=2000))
        client.settimeout(0.15)
        answer = b""
        for _ in range(20):
            client.sendall(b"t")
            with suppress(TimeoutError):
                answer = client.recv(4000)
                break
    assert parts(answer)[0] == 408


def test_head_gets_headers_only_and_the_connection_stays_in_step(server: RunningServer) -> None:
    with server.connect() as client:
        client.sendall(b"HEAD /big HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.2)
        first = client.recv(65_536)
        client.sendall(get("/next"))
        second = read_all(client)
    assert parts(first)[1]["content-length"] == "900000"
    assert parts(first)[2] == b""
    assert second.startswith(b"HTTP/1.1 200")


def test_header_names_with_an_underscore_and_proxy_are_ignored(server: RunningServer, application: Application) -> None:
    server.ask(get("/", "X_Real_Name: evil", "Proxy: http://evil", "X-Real: good", "Cookie: a=1", "Cookie: b=2"))
    seen = application.seen[0]
    assert seen["HTTP_X_REAL"] == "good"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert not {"HTTP_X_REAL_NAME", "HTTP_PROXY"} & set(seen)


def test_the_path_keeps_its_bytes(server: RunningServer, application: Application) -> None:
    server.ask(get("/es/ni%C3%B1os/%2F?q=%20a"))
    assert application.seen[0]["PATH_INFO"].encode("latin-1").decode() == "/es/niños//"
    assert application.seen[0]["QUERY_STRING"] == "q=%20a"


def test_more_than_a_fixed_number_of_waiting_requests_is_answered_at_once(
    server: RunningServer, application: Application
) -> None:
    with ThreadPoolExecutor(9) as clients:
        answers = [clients.submit(server.ask, get("/wait")) for _ in range(9)]
        time.sleep(0.5)
        refused = [answer.result() for answer in answers if answer.done()]
        application.release.set()
        statuses = sorted(parts(answer.result())[0] for answer in answers)
    assert [parts(answer)[0] for answer in refused] == [503] * 4
    assert statuses == [200] * 5 + [503] * 4


def test_a_fault_of_the_application_is_a_500_without_its_text(server: RunningServer) -> None:
    status, _, body = parts(server.ask(get("/fault")))
    assert status == 500
    assert b"made for a test" not in body


def test_a_stream_ends_when_its_reader_leaves(server: RunningServer, application: Application) -> None:
    with server.connect() as client:
        client.sendall(get("/stream"))
        assert client.recv(100)
    assert application.stream.closed.wait(1)


def test_slow_clients_do_not_hold_up_others(application: Application) -> None:
    slow: list[socket.socket] = []
    with RunningServer(Bridge(application, Limits(threads=2, body_pause=8))) as server:
        try:
            for number in range(60):
                client = server.connect()
                client.sendall((get("/big"), post(b"half", length=2000), b"GET / HT")[number % 3])
                slow.append(client)
            time.sleep(0.3)
            began = time.monotonic()
            assert parts(server.ask(get("/")))[0] == 200
            assert time.monotonic() - began < 1
        finally:
            for client in slow:
                client.close()


def test_a_plain_answer_without_a_length_gets_one(server: RunningServer, application: Application) -> None:
    status, headers, body = parts(server.ask(get("/unsized")))
    assert (status, headers["content-length"], body) == (200, "7", b"unsized")
