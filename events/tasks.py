"""Mails about events. Permission is asked again when the mail is written."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from accounts.mail import send_mail
from core import clock
from core.access import viewer_for
from events.documents import url_of_event
from events.enums import RegistrationState
from events.models import Registration


def _send(kind: str, registration_id: int, states: set[str]) -> None:
    registration = Registration.objects.select_related("event", "user").filter(pk=registration_id).first()
    if registration is None or registration.state not in states:
        return
    event = registration.event
    if not viewer_for(registration.user_id).holds(event.audience) or event.cancelled_at is not None:
        return
    language = registration.user.language
    context = {
        # What a closed circle plans is not told by mail.
        "title": event.words("title", language) if event.audience == "public" else "",
        "event": event if event.audience == "public" else None,
        "waiting": registration.state == RegistrationState.WAITING,
        "url": settings.BASE_URL + url_of_event(event, language),
    }
    send_mail(kind, registration.user, context, folder="events")


@shared_task
def send_registration_mail_task(registration_id: int) -> None:
    """Confirm a place or a number on the waiting list."""
    _send("registration", registration_id, {RegistrationState.REGISTERED, RegistrationState.WAITING})


@shared_task
def send_reminder_mail_task(registration_id: int) -> None:
    """Remind somebody with a place on the day before."""
    registration = Registration.objects.select_related("event").filter(pk=registration_id).first()
    if registration is not None and registration.event.starts_at > clock.now():
        _send("reminder", registration_id, {RegistrationState.REGISTERED})
