"""Celery: workers are told ids of outbox rows, and beat keeps the times of the jobs. Without a broker neither runs.

Nothing rests with the broker: a word that is lost is said again, and one that comes twice finds the row done.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any, Final

from celery import Celery
from celery.signals import beat_init, celeryd_init
from django.conf import settings

# Models are not ready when this module is read; a test compares these with the outbox's own.
LANES: Final = ("fast", "slow")
LONGEST_LEASE: Final = timedelta(minutes=15)
RUN_ROW: Final = "core.tasks.run_row_task"
# A worker ends work just before its lease does, so that no two ever have the same row.
BEFORE_LEASE = timedelta(seconds=10)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("consilium", broker=settings.CELERY_BROKER_URL or None)
app.conf.update(
    # Only the worker that finished a task takes it from the queue; one that was killed gives it back.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    result_backend=None,
    # A commit never waits for the broker; whoever keeps the times asks again.
    task_publish_retry=False,
    broker_connection_timeout=1,
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "visibility_timeout": LONGEST_LEASE.total_seconds(),
        "global_keyprefix": f"{settings.REDIS_PREFIX}:work:",
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_queues={lane: {"exchange": "work", "routing_key": lane} for lane in LANES},
    task_default_queue=LANES[0],
    task_serializer="json",
    accept_content=["json"],
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=1000,
    beat_scheduler="config.beat.JobScheduler",
)
app.autodiscover_tasks()


def tell(row_id: int, lane: str) -> None:
    """Send a worker to the row; raises when the broker is away."""
    from core.outbox.rows import LEASES  # noqa: PLC0415 - as above

    limit = (LEASES[lane] - BEFORE_LEASE).total_seconds()
    app.send_task(RUN_ROW, args=[row_id], queue=lane, time_limit=limit, expires=None, retry=False)


def waiting(lane: str) -> int:
    """How many words wait in the queue of a lane; raises when the broker is away."""
    with app.pool.acquire(block=True, timeout=1) as connection:
        return int(connection.default_channel.client.llen(lane))


def refuse(**_given: Any) -> None:
    """Start on engines that the site is made for, and on no others."""
    from config.checks import refusals  # noqa: PLC0415 - as above

    found = refusals()
    if not settings.CELERY_BROKER_URL:
        sys.exit("Without DATABASE_URL and REDIS_URL the server does this work itself. Start it: manage.py serve")
    if found:
        sys.exit("\n".join(f"{refusal.msg} {refusal.hint}" for refusal in found))


celeryd_init.connect(refuse, weak=False)
beat_init.connect(refuse, weak=False)
