"""Registers what cms offers to the layers below, and makes Wagtail's changes whole."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages for patients: articles, medicines, alerts, their review and their import."""

    name = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Register kinds and tokens; wrap page actions; guard twins."""
        from cms import (
            contexts,  # noqa: F401 - registers itself
            locales,
            publishing,
            registration,
            twins,
        )

        registration.register()
        locales.install()
        publishing.install()
        twins.install()
