"""How long a warm start takes until the first page is answered."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.request import urlopen

from bench.pages import ARTICLE
from bench.place import Place, prepared
from bench.row import Row
from tests.core.serve.process import ROOT

ROUNDS = 3
_PATIENCE = 60


def measure() -> Iterator[Row]:
    """`prepare` and `serve` on a site that is ready, one after the other as `make run` does them."""
    with prepared() as place:
        place.module("bench.content", "1")
        place.environment["DEMO"] = "false"
        place.run("prepare")
        preparing, answering, bare = [], [], []
        for _ in range(ROUNDS):
            began = time.monotonic()
            place.run("prepare")
            preparing.append(time.monotonic() - began)
            answering.append(_first_answer(place))
            bare.append(_bare_import())
        both = [one + other for one, other in zip(preparing, answering, strict=True)]
        yield Row(
            "warm-start",
            "warm start, `prepare` and `serve`, to the first page",
            statistics.median(both),
            "s",
            goal="<= 5",
        )
        yield Row("warm-serve", "... `serve` alone", statistics.median(answering), "s")
        yield Row("warm-bare", "... for comparison: Python importing Django and uvicorn", statistics.median(bare), "s")


def _first_answer(place: Place) -> float:
    """Seconds from the command to the whole first page."""
    began = time.monotonic()
    line = [sys.executable, "manage.py", "serve", "--host", "localhost", "--port", str(place.port)]
    with (place.folder / "stderr.txt").open("a") as errors:
        process = subprocess.Popen(
            line, cwd=ROOT, env=place.environment, stdout=subprocess.DEVNULL, stderr=errors, text=True
        )
    try:
        while time.monotonic() - began < _PATIENCE:
            with suppress(OSError), urlopen(f"http://localhost:{place.port}{ARTICLE}", timeout=30) as answer:
                answer.read()
                return time.monotonic() - began
            time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(20)
    raise RuntimeError(f"no answer: {place.errors()[-800:]}")


def _bare_import() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django.db.models, django.template, uvicorn"], check=False)
    return time.monotonic() - began
