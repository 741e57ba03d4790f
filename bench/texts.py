"""What the check of a text for patient details takes, on texts as long as a case."""

from __future__ import annotations

from collections.abc import Iterator

from bench import detector
from bench.row import Row


def measure() -> Iterator[Row]:
    """The detector alone, in this process."""
    median, most = detector.measure()
    head = f"check of a text of {detector.LENGTH:,} characters for patient details, CPU"
    yield Row("detector-p50", f"{head}, median", median, "ms")
    yield Row("detector-p95", f"{head}, 95 in 100", most, "ms", goal="<= 30")
