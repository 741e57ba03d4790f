"""Answers that are at hand: the same bytes as the usual way, on any connection."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from core.pagecache import cached_public
from core.pagecache.generation import Generation
from core.pagecache.keys import Key
from core.pagecache.store import Answer, PageCache
from core.pagecache.wsgi import CachedPages
from core.serve.bridge import Bridge
from core.serve.connections import GuardedProtocol
from core.serve.limits import Limits
from core.serve.router import Router
from tests.core.serve.running import RunningServer, get, parts, read_all

PAGE = b"<p>" + b"words " * 500
LARGE = b"%r" % os.urandom(100_000)


class Spied(Router):
    """A router that counts what it had at hand, and can be made to have nothing."""

    def __init__(self, folder: Path) -> None:
        self.cache = PageCache(Generation(folder / "generation"))
        super().__init__(
            Bridge(CachedPages(self._wsgi, lambda: self.cache), Limits(threads=2)), self._no_sockets, lambda: self.cache
        )
        self.has_nothing = False
        self.given = 0

    def at_hand(self, *words: Any) -> Answer | None:
        answer = None if self.has_nothing else super().at_hand(*words)
        self.given += answer is not None
        return answer

    def _wsgi(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        response = cached_public(kinds=["test-kind"])(self._view)(WSGIRequest(environ))
        start("200 OK", [*response.items(), ("X-Frame-Options", "DENY"), ("X-Request-ID", "abc")])
        return response

    def _view(self, request: HttpRequest) -> HttpResponse:
        body = (
            LARGE if "large" in request.path else PAGE + request.path.encode() + request.META["QUERY_STRING"].encode()
        )
        return HttpResponse(body)

    async def _no_sockets(self, *_: Any) -> None:
        pytest.fail("No socket was asked for.")


@pytest.fixture
def router(tmp_path: Path) -> Spied:
    return Spied(tmp_path)


@pytest.fixture
def server(router: Spied) -> Iterator[RunningServer]:
    with RunningServer(router) as running:
        for theme in "", "Cookie: theme=dark":
            for path in "/en/a/", "/en/a/?q=1", "/en/large/":
                running.ask(get(path, *filter(None, [theme])))
        router.given = 0
        yield running


def head(first: str, *headers: str, host: str | None = "localhost") -> bytes:
    lines = [first, *([f"Host: {host}"] if host is not None else []), *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


A = "GET /en/a/ HTTP/1.1"
TAG = 'W/"' + "0" * 24 + '"'
AT_HAND = {
    "plain": head(A),
    "packed": head(A, "Accept-Encoding: br, gzip"),
    "not packed": head(A, "Accept-Encoding: gzip;q=0"),
    "any encoding": head(A, "Accept-Encoding: *"),
    "head": head("HEAD /en/a/ HTTP/1.1"),
    "head, packed": head("HEAD /en/a/ HTTP/1.1", "Accept-Encoding: gzip"),
    "unchanged": head(A, "If-None-Match: *"),
    "changed": head(A, f"If-None-Match: {TAG}"),
    "query": head("GET /en/a/?q=1 HTTP/1.1"),
    "empty query": head("GET /en/a/? HTTP/1.1"),
    "percent": head("GET /en/%61/ HTTP/1.1"),
    "theme": head(A, "Cookie: theme=dark; csrftoken=x"),
    "another cookie": head(A, "Cookie: csrftoken=x"),
    "keep-alive": head(A, "Connection: keep-alive"),
    "an underscore": head(A, "Accept_Encoding: gzip", "Authorization_: x"),
    "twice what does not matter": head(A, "X-One: 1", "X-One: 2"),
}
USUAL = {
    "session": head(A, "Cookie: sessionid=x"),
    "message": head(A, "Cookie: messages=x"),
    "authorization": head(A, "Authorization: Basic eA=="),
    "range": head(A, "Range: bytes=0-3"),
    "htmx": head(A, "HX-Request: true"),
    "no host": head(A, host=None),
    "unknown host": head(A, host="evil.example"),
    "two hosts": head(A, "Host: localhost"),
    "two cookies": head(A, "Cookie: a=b", "Cookie: theme=dark"),
    "two encodings": head(A, "Accept-Encoding: br", "Accept-Encoding: gzip"),
    "whole address": head("GET http://localhost/en/a/ HTTP/1.1"),
    "fragment": head("GET /en/a/#b HTTP/1.1"),
    "long": head(f"GET /en/a/?{'q' * 2000} HTTP/1.1"),
    "old protocol": head("GET /en/a/ HTTP/1.0"),
    "old protocol, kept": head("GET /en/a/ HTTP/1.0", "Connection: keep-alive"),
    "last": head(A, "Connection: close"),
    "post": head("POST /en/a/ HTTP/1.1", "Content-Length: 0"),
    "options": head("OPTIONS /en/a/ HTTP/1.1"),
    "empty body": head(A, "Content-Length: 0"),
    "body": head(A, "Content-Length: 3") + b"abc",
    "chunks": head(A, "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n",
    "expects": head(A, "Expect: 100-continue"),
}
BROKEN = [head("GET /en/\xe9/ HTTP/1.1"), b"GET /en/a/ HTTP/1.1\r\nHost localhost\r\n\r\n", head(A, "X-Zero: \0")]
LAST = get("/en/a/", "Accept-Encoding: gzip")


def talk(server: RunningServer, *messages: bytes) -> bytes:
    """Everything that comes back on one connection, without the time of day."""
    with server.connect() as client:
        for message in messages:
            client.sendall(message)
            time.sleep(0.01)
        return re.sub(rb"(?m)^date: .*\r\n", b"", read_all(client))


@pytest.mark.parametrize("form", [*AT_HAND, *USUAL])
def test_both_ways_give_the_same_bytes(server: RunningServer, router: Spied, form: str) -> None:
    """One after the other on a kept connection, several at once, and with a head in pieces."""
    request = AT_HAND.get(form) or USUAL[form]
    conversations = [
        (request, LAST),
        (request + request + LAST,),
        (request[:9], request[9:25], request[25:], LAST),
        (AT_HAND["plain"], request, LAST),
    ]
    router.has_nothing = True
    usual = [talk(server, *messages) for messages in conversations]
    router.has_nothing = False
    assert [talk(server, *messages) for messages in conversations] == usual
    # By this the comparison compares two ways and not one with itself: once, once, once and twice.
    assert router.given == (5 if form in AT_HAND else 1)


def test_what_was_published_meanwhile_is_not_at_hand(server: RunningServer, router: Spied) -> None:
    router.cache.generation.bump()
    assert talk(server, AT_HAND["plain"], LAST)
    assert router.given == 0


@pytest.mark.parametrize("request_", BROKEN)
def test_what_is_broken_is_refused_on_both_ways(server: RunningServer, router: Spied, request_: bytes) -> None:
    for has_nothing in True, False:
        router.has_nothing = has_nothing
        assert talk(server, request_).startswith(b"HTTP/1.1 400 ")
    assert router.given == 0


def test_a_change_of_the_protocol_is_not_answered_at_once(server: RunningServer, router: Spied) -> None:
    with server.connect() as client:
        client.sendall(head(A, "Connection: Upgrade", "Upgrade: h2c"))
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK\r\n")
    assert router.given == 0


def test_a_tag_that_was_given_is_found_unchanged(server: RunningServer, router: Spied) -> None:
    tag = parts(server.ask(get("/en/a/")))[1]["etag"]
    answer = talk(server, head(A, f"If-None-Match: {tag}"), LAST)
    assert answer.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert router.given == 1


def test_many_requests_at_once_are_answered_in_order_and_only_the_first_at_once(
    server: RunningServer, router: Spied
) -> None:
    paths = ["/en/a/", "/en/a/?q=1"] * 20
    answer = talk(server, b"".join(head(f"GET {path} HTTP/1.1") for path in paths) + LAST)
    assert re.findall(rb"words (/en/a/(?:q=1)?)(?=HTTP)", answer) == [b"/en/a/", b"/en/a/q=1"] * 20
    assert router.given == 1


def test_who_does_not_read_is_not_written_to_without_end(server: RunningServer, router: Spied) -> None:
    """Requests come one at a time; once the way out is full the usual way waits for it."""
    with server.connect() as client:
        for _ in range(200):
            client.sendall(head("GET /en/large/ HTTP/1.1"))
            time.sleep(0.002)
        time.sleep(0.3)
        assert router.given < 150
        client.sendall(LAST)
        whole = read_all(client)
    assert whole.count(b"HTTP/1.1 200 OK\r\n") == 201
    assert whole.count(LARGE) == 200


def test_an_idle_connection_is_closed_after_its_time(server: RunningServer, router: Spied) -> None:
    server._server.config.timeout_keep_alive = 1
    with server.connect() as client:
        began = time.monotonic()
        client.sendall(AT_HAND["plain"])
        assert read_all(client).endswith(b"/en/a/")
    assert 0.5 < time.monotonic() - began < 5
    assert router.given == 1


def test_a_head_that_stops_after_an_answer_ends_the_connection(
    server: RunningServer, router: Spied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GuardedProtocol, "limits", Limits(head=0.4))
    with server.connect() as client:
        began = time.monotonic()
        client.sendall(AT_HAND["plain"] + b"GET /en/a/ HT")
        with suppress(ConnectionResetError):
            read_all(client)
    assert 0.2 < time.monotonic() - began < 3
    assert router.given == 1


def test_a_kept_connection_does_not_hold_up_the_end(router: Spied) -> None:
    with RunningServer(router) as server:
        server.ask(get("/en/a/"))
        client = server.connect()
        client.sendall(AT_HAND["plain"])
        time.sleep(0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert read_all(client).endswith(b"/en/a/")
    client.close()


def test_behind_a_proxy_the_usual_way_reads_for_whom_it_speaks(router: Spied, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    with RunningServer(router) as server:
        for _ in range(2):
            server.ask(get("/en/a/", "X-Forwarded-Proto: https"))
    assert router.given == 0
    assert router.cache.find(Key("https", "localhost", "/en/a/", "", "en", "")) is not None
