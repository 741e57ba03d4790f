"""Mails about accounts. Each is written when it is sent, from what is true then."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.mail import send_mail
from accounts.models import User


@shared_task
def send_confirmation_mail_task(address_id: int) -> None:
    """Ask somebody to confirm their address; nothing when it was confirmed or removed meanwhile."""
    address = EmailAddress.objects.select_related("user").filter(pk=address_id, verified=False).first()
    if address is None:
        return
    with translation.override(address.user.language):
        path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    send_mail("confirm", address.user, {"url": settings.BASE_URL + path}, to=address.email)


@shared_task
def send_reset_mail_task(user_id: int) -> None:
    """Send the link to a new password."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        values = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        path = reverse("account_reset_password_from_key", kwargs=values)
    send_mail("reset", user, {"url": settings.BASE_URL + path})


@shared_task
def send_exists_mail_task(user_id: int) -> None:
    """Tell somebody that a second account was asked for under their address."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        path = reverse("account_reset_password")
    send_mail("exists", user, {"url": settings.BASE_URL + path})


@shared_task
def send_licence_mail_task(user_id: int, kind: str) -> None:
    """Tell somebody that there is news of their licence; the news itself is read after sign-in."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        path = reverse("accounts:verify")
    send_mail("reminder" if kind == "licence-expiring" else "decision", user, {"url": settings.BASE_URL + path})
