"""How allauth behaves here: its mails go through the outbox, its pages stay on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import tasks
from accounts.models import User
from accounts.signin import actions, origin, stepup, throttles
from core import outbox
from core.ratelimit import RateLimited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _way_of(request: HttpRequest) -> str:
    """How somebody proved who they are: the last proof, such as password, totp, webauthn, socialaccount."""
    records = get_authentication_records(request, request.user)
    last = records[-1] if records else {}
    return str(last.get("type") or last.get("method") or "link")


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

    # --- mails ------------------------------------------------------------------------------------

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

    # --- trying -----------------------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is judged, so that tries at once are counted too."""
        self._tries = throttles.of_password(request, str(credentials.get("email", "")))
        try:
            self._tries.take()
        except RateLimited as limited:
            minutes = max(1, round(limited.retry_after / 60))
            sentence = _("Too many tries. Please wait about %(minutes)d min and try again.") % {"minutes": minutes}
            raise forms.ValidationError(sentence) from limited

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Judge the password; a right one is no failure."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self._tries.give_back()
        return user

    def authentication_failed(self, _request: HttpRequest, **credentials: Any) -> None:
        """Write it down where there is an account; it takes a moment either way."""
        person = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
        if person is not None:
            actions.note_failure(person=person)

    # --- coming in --------------------------------------------------------------------------------

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """Know the browser from now on."""
        response: HttpResponse = super().post_login(request, user, **given)
        origin.set_cookie(response, actions.note_sign_in(person=user, request=request, way=_way_of(request)))
        return response

    def is_reauthentication_required(self, *, app: str, **_given: Any) -> bool:
        """A sign-in of the last ten minutes is proof enough, here as everywhere."""
        del app
        return not stepup.is_confirmed(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """One page for all ways."""
        if not user.is_authenticated:
            return []
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def add_message(self, request: HttpRequest, level: int, *given: Any, **named: Any) -> None:
        """Our own pages say what happened; allauth's sentences are not said."""

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is no user name: the address is the name."""
