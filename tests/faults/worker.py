"""`python -m tests.faults.worker ...`: Celery as the site runs it, with leases short enough for a test."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def shorten() -> None:
    """Give killed work back after seconds instead of minutes."""
    from config import celery
    from core.outbox import rows, workers

    rows.LEASES.update(dict.fromkeys(rows.LEASES, timedelta(seconds=4)))
    celery.BEFORE_LEASE = timedelta(seconds=0.5)
    workers.ASK_AGAIN = timedelta(seconds=4)


def main() -> None:
    """Run what the words ask for: worker or beat."""
    import django

    django.setup()
    shorten()
    from config.celery import app

    app.start(sys.argv[1:])


if __name__ == "__main__":
    main()
