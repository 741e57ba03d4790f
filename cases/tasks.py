"""Periodic work of cases: nothing is kept longer than it was promised."""

from __future__ import annotations

from celery import shared_task

from cases.actions import purge_drafts, purge_submissions


@shared_task
def purge_drafts_task() -> None:
    """Delete drafts 24 hours after their last touch."""
    purge_drafts()


@shared_task
def purge_submissions_task() -> None:
    """Delete submissions after 14 days, decided or not."""
    purge_submissions()
