"""Mails about signing in, and tidying; they take ids and fixed words only."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.mail import send_mail
from accounts.models import User


@shared_task
def send_security_mail_task(user_id: int, change: str, agent: str) -> None:
    """Tell somebody what changed in how they sign in, so that a stranger's change does not stay unseen."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        path = reverse("accounts:security")
    send_mail("security", user, {"url": settings.BASE_URL + path, "change": change, "agent": agent})


@shared_task
def prune_sign_in_task() -> None:
    """Remove sessions, texts and tokens that are over."""
    from accounts.signin import actions  # noqa: PLC0415 - the actions name these tasks

    actions.prune()
