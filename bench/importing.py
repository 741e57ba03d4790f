"""A whole edition: what its import takes, how long posts wait beside it, how fast it is searched."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from bench.place import Place, prepared
from bench.row import Row, Skipped
from tests.core.serve.process import ROOT, Site

EDITION = Path("content/medlineplus/rebuilt")
PAUSE = 0.25  # the site allows five messages a second on a socket
LONGEST = 30


def edition(data: Path) -> list[str]:
    """Files of the newest edition; none where the real data is not beside the checkout."""
    return sorted(map(str, (data / EDITION).glob("*.xml")))


def measure() -> Iterator[Row]:
    """Beside a server, and on a site of its own; nothing without the real data."""
    files = edition(data_folder())
    if not files:
        raise Skipped("there are no topics beside the checkout (or in CONSILIUM_DATA)")
    with prepared() as place:
        place.environment["DEMO"] = "true"
        room = place.invite(2)
        place.start()
        yield from beside(place, room.group, room.thread, room.sessions[0], files)
    with prepared() as place:
        place.environment["DEMO"] = "false"
        yield from alone(place, files)
        yield from reindexed(place)
        yield from searches(place)


def alone(site: Site, files: list[str]) -> list[Row]:
    """Import, publish and index without a server beside it."""
    began = time.monotonic()
    made, usage = _import(site, files)
    took = time.monotonic() - began
    return [
        Row("import", f"import of {made} topics, live and searchable", took, "s", goal="<= 90"),
        Row("import-rate", "... topics", made / took, "/s"),
        Row("import-cpu", "... processor time", usage.ru_utime + usage.ru_stime, "s"),
        Row("import-memory", "... memory of the process", usage.ru_maxrss / 1024, "MB", goal="< 250"),
    ]


def beside(site: Site, group: int, thread: int, session: str, files: list[str]) -> list[Row]:
    """Post on while the same import runs beside the server."""
    waits, took = asyncio.run(_post_while_importing(site, group, thread, session, files))
    waits.sort()
    return [
        Row(
            "import-wait", f"longest wait of {len(waits)} posts beside an import", waits[-1] * 1000, "ms", goal="<= 500"
        ),
        Row("import-wait-p99", "... 99 in 100", waits[int(len(waits) * 0.99)] * 1000, "ms"),
        Row("import-beside", "... time of that import", took, "s"),
    ]


def reindexed(place: Place) -> list[Row]:
    """Read every object again and build the index anew."""
    began = time.monotonic()
    place.run("search_reindex")
    took = time.monotonic() - began
    with closing(sqlite3.connect(place.folder / "db.sqlite3")) as database:
        (count,) = database.execute("SELECT count(*) FROM search_searchrow").fetchone()
    return [Row("index-rate", f"index of {count} documents built anew", count / took, "documents/s")]


def searches(site: Site, count: int = 400) -> list[Row]:
    """Searches on what was imported, in a process of their own."""
    line = [sys.executable, "-m", "bench.searching", str(count)]
    done = subprocess.run(line, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return [
        Row("search-p50", f"{found['queries']} searches, median", found["search_p50"], "ms"),
        Row("search-p95", "... 95 in 100", found["search_p95"], "ms", goal="<= 50"),
        Row("search-page-p95", "... their whole pages, 95 in 100", found["page_p95"], "ms"),
    ]


def _import(site: Site, files: list[str]) -> tuple[int, resource.struct_rusage]:
    """How many topics came in, and what that process used, apart from all others."""
    line = [sys.executable, "manage.py", "import_medlineplus", "--publish", *files]
    with TemporaryFile("w+") as said, TemporaryFile("w+") as errors:
        process = subprocess.Popen(line, cwd=ROOT, env=site.environment, stdout=said, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(errors.read()[-500:])
        summary: dict[str, int] = json.loads(said.read().splitlines()[-1])
    return summary["created"] + summary["updated"], usage


async def _post_while_importing(
    site: Site, group: int, thread: int, session: str, files: list[str]
) -> tuple[list[float], float]:
    address, origin = f"ws://localhost:{site.port}/ws/v1/", Origin(f"http://localhost:{site.port}")
    cookie = {"Cookie": f"sessionid={session}"}
    async with connect(address, origin=origin, additional_headers=cookie, compression=None) as socket:
        began, waits = time.monotonic(), []
        importing = asyncio.create_task(asyncio.to_thread(_import, site, files))
        while not importing.done():
            waits.append(await _wait_of_a_post(socket, group, thread))
            await asyncio.sleep(PAUSE)
        await importing
    return waits, time.monotonic() - began


async def _wait_of_a_post(socket: ClientConnection, group: int, thread: int) -> float:
    """Seconds from sending a message to its acknowledgement."""
    post = {"group": group, "thread": thread, "body": "A message beside an import.", "key": str(uuid.uuid4())}
    said = time.monotonic()
    await socket.send(json.dumps({"type": "post", "id": 1, **post}))
    answer = json.loads(await asyncio.wait_for(socket.recv(), LONGEST))
    if answer["type"] != "ack":
        raise RuntimeError(f"a post was answered with {answer}")
    return time.monotonic() - said


def data_folder() -> Path:
    """The folder of real data beside the checkout."""
    return Path(os.environ.get("CONSILIUM_DATA", ROOT.parent / "shared" / "data"))
