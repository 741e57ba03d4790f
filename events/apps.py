"""Registers what events offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What stands in a calendar."""

    name = "events"

    def ready(self) -> None:
        """Register kinds, notices and the panel of Today."""
        from events import registration

        registration.register()
