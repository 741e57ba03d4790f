"""How allauth behaves here: its mails go through the outbox, its pages stay on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Our account rules."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's signature
        """Take name and language along with the address."""
        user.email = form.cleaned_data["email"].strip().lower()
        user.name = form.cleaned_data["name"].strip()
        user.language = (get_language() or "en")[:2]
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is no user name: the address is the name."""
