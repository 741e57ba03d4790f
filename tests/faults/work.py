"""Work for workers that are killed: an effect that can happen once, and a count of how often it was tried."""

from __future__ import annotations

import time

from core.models import RateCounter


def count_task(number: int) -> None:
    """Take a moment, then note that this piece of work is done."""
    time.sleep(0.02)
    RateCounter.objects.get_or_create(subject="applied", window=number)


def deadly_task() -> None:
    """End the process that does this."""
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
