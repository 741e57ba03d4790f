"""Addresses of accounts under desk/."""

from __future__ import annotations

from django.urls import path

from accounts.views import desk

app_name = "desk"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("verification/", desk.verification_queue, name="verification-queue"),
    path("verification/<int:licence_id>/", desk.verification, name="verification"),
    path("people/", desk.people_list, name="people"),
    path("people/<uuid:public_id>/", desk.person_roles, name="person-roles"),
]
