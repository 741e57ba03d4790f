"""The composition root as a Django app, for its commands and checks."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Loads what concerns the site as a whole."""

    name = "config"

    def ready(self) -> None:
        """Register the checks, and the way to the workers where there are any."""
        from django.conf import settings

        from config import checks  # noqa: F401 - registers itself

        if settings.CELERY_BROKER_URL:
            from config.celery import tell, waiting
            from core.outbox import workers

            workers.register(tell, waiting)
