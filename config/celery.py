"""The Celery app: names the tasks. Without a broker the outbox runs them inside the server."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("consilium", broker=None)
app.conf.update(task_ignore_result=True, task_acks_late=True, task_reject_on_worker_lost=True)
app.autodiscover_tasks()
