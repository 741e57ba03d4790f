"""Reading what a process used, from outside it (Linux)."""

from __future__ import annotations

import os
import time
from pathlib import Path

_NANOSECONDS = 1e9


def cpu_of(*processes: int) -> float:
    """Seconds of processor time of these processes so far, all their threads together."""
    return sum(map(_cpu, processes))


def _cpu(process: int) -> float:
    """From the scheduler's own count, which is exact where ticks of 10 ms are not."""
    total = 0
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread has just ended
    return total / _NANOSECONDS if total else _ticks(process)


def _ticks(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> int:
    """Bytes of main memory that a process holds for itself (and its share of what is shared)."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel does not say how much memory a process holds")


def children_of(process: int) -> list[int]:
    """The processes that it started."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def settle(process: int, seconds: float = 5.0) -> float:
    """Wait until a process has done what follows (its outbox); returns its processor time then."""
    end = time.monotonic() + seconds
    before = cpu_of(process)
    while time.monotonic() < end:
        time.sleep(0.1)
        after = cpu_of(process)
        if after - before < 0.02:
            return after
        before = after
    return before


def p99(values: list[float]) -> float:
    """The value that 99 in 100 do not exceed."""
    return sorted(values)[int(len(values) * 0.99)]
