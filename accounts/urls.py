"""Addresses of accounts under account/."""

from __future__ import annotations

from django.urls import path

from accounts.views import own

app_name = "accounts"
urlpatterns = [
    path("today/", own.today, name="today"),
    path("inbox/", own.inbox, name="inbox"),
    path("inbox/read/", own.inbox_read, name="inbox-read"),
    path("profile/", own.profile, name="profile"),
    path("verify/", own.verify, name="verify"),
    path("link/<str:token>/", own.login_link, name="login-link"),
]
