"""Closed sets of words about events."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    """Where a person stands with an event."""

    REGISTERED = "registered", _("You have a place")
    WAITING = "waiting", _("You are on the waiting list")
    CANCELLED = "cancelled", _("You gave your place back")
