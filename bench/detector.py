"""`python -m bench.detector`: the time of the de-identification detector on texts as long as a case."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path

from cases.deidentify import find
from tests.core.serve.process import ROOT

LENGTH = 2_000
ROUNDS = 5
LANGUAGES = ("en", "es")
PROSE = ROOT / "tests" / "cases" / "deidentify"


def texts(path: Path, count: int) -> list[str]:
    """Stretches of a file of marked prose, without its marks, each beginning elsewhere."""
    plain = re.sub(r"\[\[[A-Z]+:|\]\]|^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    longer = plain * (LENGTH * 2 // len(plain) + 2)
    return [longer[start : start + LENGTH] for start in range(0, len(plain), len(plain) // count)][:count]


def measure() -> tuple[float, float]:
    """Milliseconds of processor time for 2,000 characters: the median, and the 95th percentile of both languages.

    Each text counts with the median of its rounds, so that other work on the machine weighs less.
    """
    samples = [(language, text) for language in LANGUAGES for text in texts(PROSE / f"prose_{language}.txt", count=20)]
    times = sorted(statistics.median(_seconds(text, language) for _ in range(ROUNDS)) for language, text in samples)
    return statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000


def _seconds(text: str, language: str) -> float:
    started = time.process_time()
    find(text, language)
    return time.process_time() - started


if __name__ == "__main__":
    print("{:.1f} ms median, {:.1f} ms at the 95th percentile, for 2,000 characters".format(*measure()))
