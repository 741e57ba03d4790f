"""The router: a cached page takes no thread, and one rendering serves all who wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from core.pagecache import cached_public
from core.pagecache.generation import Generation
from core.pagecache.store import PageCache
from core.pagecache.wsgi import CachedPages
from core.serve.bridge import Bridge
from core.serve.limits import Limits
from core.serve.router import Router
from tests.core.serve.running import RunningServer, get, parts


class Pages:
    """One view behind cache, bridge and router."""

    def __init__(self, folder: Path) -> None:
        self.views = 0
        self.hold = threading.Event()
        self.hold.set()
        self.cache = PageCache(Generation(folder / "generation"))
        self.application = Router(
            Bridge(CachedPages(self._wsgi, lambda: self.cache), Limits(threads=2)), self._no_sockets, lambda: self.cache
        )

    def _wsgi(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.views += 1
        self.hold.wait(5)
        response = cached_public(kinds=["test-kind"])(self._view)(WSGIRequest(environ))
        start("200 OK", list(response.items()))
        return response

    def _view(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.path} {self.views}")

    async def _no_sockets(self, *_: Any) -> None:
        pytest.fail("No socket was asked for.")


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


@pytest.fixture
def server(pages: Pages) -> Iterator[RunningServer]:
    with RunningServer(pages.application) as running:
        yield running


def test_a_hit_takes_no_thread(server: RunningServer, pages: Pages) -> None:
    server.ask(get("/en/a/"))
    pages.hold.clear()
    with ThreadPoolExecutor(2) as others:
        busy = [others.submit(server.ask, get(f"/en/{name}/")) for name in "bc"]
        time.sleep(0.2)
        status, _, body = parts(server.ask(get("/en/a/")))
        pages.hold.set()
        assert (status, body) == (200, b"/en/a/ 1")
        assert [parts(answer.result())[0] for answer in busy] == [200, 200]


def test_who_waits_for_a_page_holds_no_thread_and_gets_the_same(server: RunningServer, pages: Pages) -> None:
    pages.hold.clear()
    with ThreadPoolExecutor(9) as readers:
        same = [readers.submit(server.ask, get("/en/a/")) for _ in range(8)]
        time.sleep(0.3)
        assert pages.views == 1
        pages.hold.set()
        bodies = {parts(answer.result())[2] for answer in same}
    assert bodies == {b"/en/a/ 1"}


def test_a_session_goes_to_the_view_each_time(server: RunningServer, pages: Pages) -> None:
    for _ in range(2):
        server.ask(get("/en/a/", "Cookie: sessionid=x"))
    assert pages.views == 2
    server.ask(get("/en/a/"))
    assert parts(server.ask(get("/en/a/", "Cookie: sessionid=x")))[2] == b"/en/a/ 4"


def test_sixty_publications_under_hammering_readers_show_nothing_old(server: RunningServer, pages: Pages) -> None:
    """A reader that asks after a publication has returned never gets what was before it."""
    published = 0
    stale: list[tuple[int, int]] = []
    stop = threading.Event()
    state = {"version": 0}

    def versioned(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        version = state["version"]
        time.sleep(0.002)
        response = cached_public(kinds=["test-kind"])(lambda _request: HttpResponse(f"{version}"))(WSGIRequest(environ))
        start("200 OK", list(response.items()))
        return response

    pages.application._pages = Bridge(CachedPages(versioned, lambda: pages.cache), Limits(threads=2))

    def hammer() -> None:
        while not stop.is_set():
            before = published
            got = int(parts(server.ask(get("/en/a/")))[2])
            if got < before:
                stale.append((got, before))

    readers = [threading.Thread(target=hammer) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, 61):
        state["version"] = number
        pages.cache.generation.bump()
        published = number
        time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert not stale
