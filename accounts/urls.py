"""Addresses of accounts under account/."""

from __future__ import annotations

from django.urls import path

from accounts.views import own, security, verification

app_name = "accounts"
urlpatterns = [
    path("today/", own.today, name="today"),
    path("inbox/", own.inbox, name="inbox"),
    path("inbox/read/", own.inbox_read, name="inbox-read"),
    path("profile/", own.profile, name="profile"),
    path("verify/", verification.verify, name="verify"),
    path("verify/withdraw/", verification.withdraw, name="verify-withdraw"),
    path("security/", security.overview, name="security"),
    path("session/", security.session, name="session"),
    path("session/stay/", security.stay, name="session-stay"),
    path("session/keep/", security.keep, name="session-keep"),
    path("session/kept/", security.kept, name="session-kept"),
    path("session/end/", security.end, name="session-end"),
    path("session/end-others/", security.end_others, name="session-end-others"),
    path("link/<str:token>/", own.login_link, name="login-link"),
]
