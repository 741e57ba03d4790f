"""Periodic work of cms."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.db import transaction

from cms.comparing import differences
from core import outbox
from search.tasks import index_row_task


@shared_task
def compare_pages_task() -> None:
    """Find pages whose search row says something else than the page, and ask for their rows again; nightly."""
    for kind, page_id in differences():
        with transaction.atomic():
            outbox.add(index_row_task, kind, page_id)


@shared_task
def refresh_admin_search_task() -> None:
    """Renew the index in which editors search pages inside the admin."""
    call_command("update_index", verbosity=0)


@shared_task
def publish_scheduled_task() -> None:
    """Let pages go live, or expire, at the time that an editor set."""
    call_command("publish_scheduled", verbosity=0)
