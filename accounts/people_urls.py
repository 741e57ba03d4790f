"""Addresses of accounts under people/."""

from __future__ import annotations

from django.urls import path

from accounts.views import desk_reports, people

app_name = "people"
urlpatterns = [
    path("<uuid:public_id>/", people.person, name="person"),
    path("<uuid:public_id>/report/", desk_reports.report_person, name="report"),
]
