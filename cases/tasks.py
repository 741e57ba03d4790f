"""Periodic work of cases: nothing is kept longer than it was promised."""

from __future__ import annotations

from celery import shared_task


@shared_task
def purge_drafts_task() -> None:
    """Delete drafts 24 hours after their last touch."""
    from cases.actions import purge_drafts  # noqa: PLC0415 - actions import the tasks of other apps

    purge_drafts()


@shared_task
def purge_submissions_task() -> None:
    """Delete submissions after 14 days, decided or not."""
    from cases.actions import purge_submissions  # noqa: PLC0415 - as above

    purge_submissions()
