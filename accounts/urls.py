"""Addresses of accounts under account/."""

from __future__ import annotations

from django.urls import path

from accounts.views import own, verification

app_name = "accounts"
urlpatterns = [
    path("today/", own.today, name="today"),
    path("inbox/", own.inbox, name="inbox"),
    path("inbox/read/", own.inbox_read, name="inbox-read"),
    path("profile/", own.profile, name="profile"),
    path("verify/", verification.verify, name="verify"),
    path("verify/withdraw/", verification.withdraw, name="verify-withdraw"),
    path("link/<str:token>/", own.login_link, name="login-link"),
]
