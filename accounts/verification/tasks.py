"""Periodic work of verification."""

from __future__ import annotations

from celery import shared_task

from accounts.verification import actions, evidence


@shared_task
def expire_licences_task() -> None:
    """Say of licences whose time is over that it is over; rights ended by themselves."""
    actions.expire_licences()


@shared_task
def remind_of_licences_task() -> None:
    """Remind people 60, 30 and 7 days before the end."""
    actions.remind_of_licences()


@shared_task
def purge_evidence_task() -> None:
    """Delete evidence 30 days after the decision."""
    evidence.purge()
