"""Finished pages in memory: what is kept, for how long, and how it is answered."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from core import bus
from core.clock import now
from core.pagecache.generation import Generation, site_generation
from core.pagecache.keys import Key

MAX_PAGE: Final = 512 * 1024
MAX_TOTAL: Final = 64 * 1024 * 1024
_TTL: Final = timedelta(minutes=10)
# A second host learns of a publication over Redis, which may lose a word.
_TTL_OF_HOSTS: Final = timedelta(seconds=30)
_MAX_REFUSED: Final = 4096
_WORTH_PACKING: Final = 500

Headers = Sequence[tuple[str, str]]
RawHeaders = list[tuple[bytes, bytes]]
# Each belongs to one request or one connection, or is written anew for each answer.
_DROPPED: Final = {"x-request-id", "connection", "date", "content-length", "etag", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body; the headers also as they travel."""

    status: int
    headers: RawHeaders
    body: bytes
    head: bytes


def _answer(status: int, headers: RawHeaders, body: bytes) -> Answer:
    return Answer(status, headers, body, b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n")


@dataclass(frozen=True, slots=True)
class Page:
    """One stored page in both forms. The answers are built once."""

    generation: int
    until: datetime
    etag: str
    plain: Answer
    packed: Answer | None
    unchanged: Answer

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return len(self.plain.body) + (len(self.packed.body) if self.packed else 0) + 2048

    def answer(self, method: str, headers: Mapping[str, str]) -> Answer:
        """The form that this client asks for."""
        if matches(self.etag, headers.get("if-none-match", "")):
            return self.unchanged
        found = self.plain
        if self.packed is not None and accepts_gzip(headers.get("accept-encoding", "")):
            found = self.packed
        return found if method != "HEAD" else replace(found, body=b"")


def time_to_live() -> timedelta:
    """How long a page counts at most, whatever was heard."""
    return _TTL_OF_HOSTS if bus.is_shared() else _TTL


@lru_cache(maxsize=64)
def accepts_gzip(header: str) -> bool:
    """Whether a client takes gzip; `gzip;q=0` says that it does not."""
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def matches(etag: str, header: str) -> bool:
    """Whether If-None-Match names the page (weak comparison, RFC 9110 13.1.2)."""
    if not header:
        return False
    return any(part.strip().removeprefix("W/") in {etag.removeprefix("W/"), "*"} for part in header.split(","))


def build_page(generation: int, until: datetime, headers: Headers, body: bytes) -> Page:
    """Prepare every form of a page. The tag is weak: plain and packed bytes are one page."""
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    common = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in _varying(kept)]
    common.append((b"etag", etag.encode()))
    packed = None
    if len(body) > _WORTH_PACKING:
        small = gzip.compress(body, 6, mtime=0)
        packed = _answer(200, [*common, (b"content-encoding", b"gzip"), _length(small)], small)
    plain = _answer(200, [*common, _length(body)], body)
    return Page(generation, until, etag, plain, packed, _answer(304, common, b""))


def _varying(headers: Headers) -> list[tuple[str, str]]:
    """Say that the answer depends on Accept-Encoding."""
    vary = [value for name, value in headers if name.lower() == "vary"]
    rest = [(name, value) for name, value in headers if name.lower() != "vary"]
    return [*rest, ("vary", ", ".join(dict.fromkeys([*vary, "Accept-Encoding"])))]


def _length(body: bytes) -> tuple[bytes, bytes]:
    return (b"content-length", str(len(body)).encode())


class PageCache:
    """Pages by key, the least used ones dropped first. All methods may be called from any thread."""

    def __init__(self, generation: Generation, max_total: int = MAX_TOTAL) -> None:
        self.generation = generation
        self._max_total = max_total
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._refused: OrderedDict[Key, None] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def find(self, key: Key) -> Page | None:
        """The page, if it is of this generation and of this moment."""
        page = self._pages.get(key)
        if page is None:
            return None
        if page.generation != self.generation.read() or page.until <= now():
            return None
        return page

    def store(self, key: Key, page: Page) -> bool:
        """Keep a page, unless something was published since its rendering began."""
        if page.generation != self.generation.read() or page.until <= now():
            return False
        with self._lock:
            self._forget(key)
            self._refused.pop(key, None)
            self._pages[key] = page
            self._total += page.size
            while self._total > self._max_total:
                self._forget(next(iter(self._pages)))
        return True

    def refuse(self, key: Key) -> None:
        """Remember that this address is not cached, so that nobody waits for it."""
        with self._lock:
            self._refused[key] = None
            while len(self._refused) > _MAX_REFUSED:
                self._refused.popitem(last=False)

    def is_refused(self, key: Key) -> bool:
        """Whether the last rendering of this address was not stored."""
        return key in self._refused

    def _forget(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._total -= page.size


@lru_cache(maxsize=4)
def _cache_of(generation: Generation) -> PageCache:
    return PageCache(generation)


def site_cache() -> PageCache:
    """The cache of this process."""
    return _cache_of(site_generation())
