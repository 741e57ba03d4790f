"""Doors that stand before allauth's: the same pages with our limits, and one page for confirming oneself."""

from __future__ import annotations

from allauth.account import views as account_views
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from accounts.signin import throttles
from accounts.views import confirming

_TO_SECURITY = RedirectView.as_view(url=reverse_lazy("accounts:security"))
_TO_CONFIRM = RedirectView.as_view(url=reverse_lazy("account_reauthenticate"), query_string=True)

urlpatterns = [
    path("signup/", throttles.throttled(account_views.signup, throttles.of_sign_up), name="account_signup"),
    path(
        "password/reset/",
        throttles.throttled(
            account_views.password_reset, lambda request: throttles.of_reset(request, request.POST.get("email", ""))
        ),
        name="account_reset_password",
    ),
    path("reauthenticate/", confirming.reauthenticate, name="account_reauthenticate"),
    # Several of allauth's pages are one of ours.
    path("factors/", _TO_SECURITY, name="mfa_index"),
    path("factors/webauthn/", _TO_SECURITY, name="mfa_list_webauthn"),
    path("factors/webauthn/add/", confirming.add_passkey, name="mfa_add_webauthn"),
    path("factors/reauthenticate/", _TO_CONFIRM, name="mfa_reauthenticate"),
    path("factors/webauthn/reauthenticate/", _TO_CONFIRM, name="mfa_reauthenticate_webauthn"),
]
