"""Addresses of search, under each language."""

from __future__ import annotations

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggest/", views.suggestions, name="suggest"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
]
