"""Every periodic job of the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.outbox import Job

JOBS: Final = (
    Job("seal-audit", "core.tasks.seal_audit_task", timedelta(minutes=1)),
    Job("prune-core", "core.tasks.prune_core_task", timedelta(hours=1)),
)
