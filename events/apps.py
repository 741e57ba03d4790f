"""Registers what events offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What stands in a calendar: events, places, feeds."""

    name = "events"
