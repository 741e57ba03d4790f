"""How allauth behaves here: its mails go through the outbox, its pages stay on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import get_language

from accounts import tasks
from accounts.models import User
from core import outbox

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Our account rules."""

    def save_user(self, _request: HttpRequest, user: User, form: Any, *, commit: bool = True) -> User:
        """Take name and language along with the address."""
        user.email = form.cleaned_data["email"].strip().lower()
        user.name = form.cleaned_data["name"].strip()
        user.language = (get_language() or "en")[:2]
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, _context: dict[str, Any]) -> None:
        """Put the mail into the outbox; it is written from ids when it is sent."""
        name = template_prefix.rsplit("/", 1)[-1]
        with transaction.atomic():
            if name.startswith("email_confirmation"):
                address = EmailAddress.objects.filter(email__iexact=email, verified=False).order_by("-pk").first()
                if address is not None:
                    outbox.add(tasks.send_confirmation_mail_task, address.pk)
                return
            person = User.objects.filter(email=email.lower()).first()
            if person is not None and name == "password_reset_key":
                outbox.add(tasks.send_reset_mail_task, person.pk)
            elif person is not None and name == "account_already_exists":
                outbox.add(tasks.send_exists_mail_task, person.pk)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is no user name: the address is the name."""
