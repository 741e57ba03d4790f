"""Proving again who one is, with the strongest way that one has, and adding a passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import reauthenticate as confirm_by_passkey
from allauth.mfa.webauthn.views import AddWebAuthnView
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signin import throttles
from accounts.signin.factors import ConfirmCodeForm
from accounts.views.doors import members_only
from core import audit
from core.middleware import viewer_of
from core.ratelimit import RateLimited


class PasswordForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=1000,
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.request, self.user = request, user

    def clean_password(self) -> str:
        """Judge it; failures count as those of signing in do."""
        tries = throttles.of_code(self.request, self.user)
        try:
            tries.take()
        except RateLimited as limited:
            raise forms.ValidationError(_("Too many tries. Please wait a quarter of an hour.")) from limited
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This password is not right."))
        tries.give_back()
        return password


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@members_only
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Who has a second factor proves themselves by it; a password kept in the browser would prove little."""
    user: User = authenticated_user(request)
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has_code, has_passkey = Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds
    data = request.POST or None
    by_passkey = data is not None and "credential" in data
    forms_shown: dict[str, Any] = {
        "passkey_form": ReauthenticateWebAuthnForm(data if by_passkey else None, user=user) if has_passkey else None,
        "code_form": ConfirmCodeForm(None if by_passkey else data, user=user) if has_code or has_passkey else None,
        "password_form": None
        if has_code or has_passkey
        else PasswordForm(data, request=request, user=user)
        if user.has_usable_password()
        else None,
    }
    sent = _sent(forms_shown, by_passkey=by_passkey) if data is not None else None
    if sent is not None and sent.is_valid():
        _confirm(request, user, sent)
        return redirect(get_next_redirect_url(request) or reverse("accounts:security"))
    context: dict[str, Any] = {**forms_shown, "next": get_next_redirect_url(request) or "", "sent": sent}
    if has_passkey:
        context["request_options"] = webauthn.begin_authentication(user)
    return render(request, "account/reauthenticate.html", context, status=422 if sent is not None else 200)


def _sent(shown: dict[str, Any], *, by_passkey: bool) -> Any:
    return shown["passkey_form"] if by_passkey else shown["code_form"] or shown["password_form"]


@transaction.atomic
def _confirm(request: HttpRequest, user: User, form: Any) -> None:
    if isinstance(form, PasswordForm):
        record_authentication(request, user, method="password", reauthenticated=True)
    elif isinstance(form, ConfirmCodeForm):
        form.save()
    else:
        confirm_by_passkey(request, form.cleaned_data["credential"])
    audit.record("session.confirmed", actor=viewer_of(request), target=user)


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """Each passkey may sign in by itself, so the browser is asked for one that it can find and that asks back."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Options for such a passkey."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["creation_options"] = webauthn.begin_registration(self.request.user, passwordless=True)
        return context


add_passkey = AddPasskeyView.as_view()
