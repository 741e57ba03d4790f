"""Queries of every list and every socket action, with some data and with ten times as much."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.place import prepared
from bench.row import Row

MOST = 12
# Pages of Wagtail's own desk, and pages behind a sign-in, have no limit of their own; none may grow.
_LIMITED = "stranger: "


def measure() -> Iterator[Row]:
    """Fill, count, fill more, count again."""
    with prepared() as place:
        found: dict[str, dict[str, list[int]]] = json.loads(place.module("bench.queries"))
    pages, sockets = found["pages"], found["sockets"]
    grown = {name: counts for kind in (pages, sockets) for name, counts in kind.items() if counts[1] > counts[0]}
    yield Row(
        "queries-growing",
        f"pages and socket actions that ask more at 10 times the data, of {len(pages) + len(sockets)}",
        len(grown),
        goal="<= 0",
        note="; ".join(f"{name} {few} to {many}" for name, (few, many) in grown.items()),
    )
    for name, most in sorted(((name, max(both)) for name, both in pages.items()), key=lambda entry: -entry[1]):
        yield Row(f"queries {name}", f"queries, {name}", most, goal=f"<= {MOST}" if name.startswith(_LIMITED) else "")
    for name, both in sockets.items():
        yield Row(f"queries socket {name}", f"queries, socket: {name}", max(both))
