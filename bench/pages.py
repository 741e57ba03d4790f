"""What pages cost: a cached one against a file of the same bytes, and one that is rendered."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench import files
from bench.load import Read, Requests, body_of, new_each_time, read_pages, same
from bench.measure import cpu_of
from bench.place import Place, prepared
from bench.row import Row

ROUNDS = 5
SECONDS = 1.0
ARTICLE = "/en/health/bench-article-0/"
PACKED = "Accept-Encoding: gzip"
FORMS = {"gzip": (PACKED,), "plain": ()}
RENDERED = {
    "article": (ARTICLE, ""),
    "home": ("/en/", ""),
    "search": ("/en/search/?q=cough", ""),
    "thread": ("/en/community/{group}-bench/threads/{thread}/", "signed in"),
}


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who answers: what to ask, where, and whose processor time counts."""

    port: int
    processes: list[int]
    requests: Requests


@dataclass(frozen=True, slots=True)
class Price:
    """One round: milliseconds of processor time a page, and pages a second."""

    cpu: float
    rate: float


def measure() -> Iterator[Row]:
    """Fill a site, serve it, and read."""
    with prepared() as place:
        place.module("bench.content", "1")
        place.invite(5)
        place.start()
        for form, headers in FORMS.items():
            yield from _cached(place, form, headers)
        yield from _rendered(place)


def _cached(place: Place, form: str, headers: tuple[str, ...]) -> Iterator[Row]:
    """The article out of the page cache, and the same bytes as a file, in turns."""
    asyncio.run(body_of(ARTICLE, place.port, *headers))  # rendered now
    body = asyncio.run(body_of(ARTICLE, place.port, *headers))
    with TemporaryDirectory(prefix="consilium-bench-") as scratch, ExitStack() as stack:
        folder = Path(scratch)
        files.lay_out(folder, {"page": body})
        others = {"granian": stack.enter_context(files.granian(folder, "page"))}
        if files.has_nginx():
            others["nginx"] = stack.enter_context(files.nginx(folder, "page"))
        servers = {
            name: Server(it.port, it.processes, same(f"{it.prefix}page", it.port)) for name, it in others.items()
        }
        servers["site"] = Server(place.port, [place.pid], same(ARTICLE, place.port, *headers))
        prices = _in_turns(servers)
    base = "nginx" if "nginx" in prices else "granian"
    note = "" if base == "nginx" else "nginx is not installed: compared with granian's files"
    kind = f"cached article, {form}, {len(body) / 1024:.0f} KiB"
    yield Row(f"cached-{form}", f"{kind}: CPU against {base}", prices["site"].cpu, "ms", prices[base].cpu, "<= 3", note)
    yield Row(
        f"cached-{form}-rate", f"{kind}: pages a second against {base}",
        prices["site"].rate, "/s", prices[base].rate, ">= 0.4", note,
    )  # fmt: skip
    if base == "nginx":
        yield Row(
            f"granian-{form}", f"{kind}: granian's files against nginx, CPU", prices["granian"].cpu, "ms",
            prices["nginx"].cpu, note="for information",
        )  # fmt: skip


def _rendered(place: Place) -> Iterator[Row]:
    """Pages that no cache knows, one at a time."""
    cookie = f"Cookie: sessionid={place.room.sessions[0]}"
    servers = {}
    for name, (pattern, who) in RENDERED.items():
        path = pattern.format(group=place.room.group, thread=place.room.thread)
        headers = (PACKED, cookie) if who else (PACKED,)
        servers[name] = Server(place.port, [place.pid], new_each_time(path, place.port, *headers))
    prices = _in_turns(servers, connections=1)
    for name, price in prices.items():
        who = RENDERED[name][1] or "a stranger"
        yield Row(f"rendered-{name}", f"{name}, rendered for {who}: CPU", price.cpu, "ms")


def _in_turns(servers: dict[str, Server], connections: int = 8) -> dict[str, Price]:
    """Several rounds, each server in each; the medians."""
    rounds: dict[str, list[Price]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            rounds[name].append(uvloop.run(_price(server, connections)))
    return {
        name: Price(statistics.median(price.cpu for price in found), statistics.median(price.rate for price in found))
        for name, found in rounds.items()
    }


async def _price(server: Server, connections: int) -> Price:
    await read_pages(server.port, server.requests, 0.2, connections)
    before = cpu_of(*server.processes)
    read: Read = await read_pages(server.port, server.requests, SECONDS, connections)
    return Price((cpu_of(*server.processes) - before) / read.pages * 1000, read.pages / read.seconds)
