"""Addresses of cms."""

from __future__ import annotations

from django.urls import path

from cms.views.home import choose_language

urlpatterns = [path("", choose_language, name="home")]
