"""The only source of the current time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return timezone.now()
