"""Registers what cms offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Pages for patients: articles, medicines, alerts, their review and their import."""

    name = "cms"
