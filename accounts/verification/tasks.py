"""Work of verification that follows a commit or comes with time."""

from __future__ import annotations

from celery import shared_task

from accounts.verification import actions, evidence
from accounts.verification.actions import asking, keeping


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


@shared_task
def ask_register_task(answer_id: int) -> None:
    """Ask one register about one application."""
    asking.ask_register(answer_id)


@shared_task
def read_register_task(register_id: int) -> None:
    """Read the file that was uploaded for a register."""
    keeping.read_waiting(register_id)


@shared_task
def look_for_register_files_task() -> None:
    """Read files that somebody put into the folder of registers."""
    keeping.look_into_folder()
