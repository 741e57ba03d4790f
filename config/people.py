"""Whose database this is: real people's, or the made-up ones' of a rehearsal. The answer stands in the database."""

from __future__ import annotations

from typing import Final

from django.db import connection

from accounts.models import User
from core.models import SiteMark

_MARK: Final = "rehearsal"


def is_rehearsal() -> bool:
    """Whether the database was prepared for a rehearsal; one without tables was not."""
    return _has(SiteMark._meta.db_table) and SiteMark.objects.filter(name=_MARK).exists()


def holds_people() -> bool:
    """Whether anybody ever had an account here."""
    return _has(User._meta.db_table) and User.objects.exists()


def mark_rehearsal() -> None:
    """Say for good that everybody in this database is made up."""
    SiteMark.objects.get_or_create(name=_MARK, defaults={"value": "yes"})


def _has(table: str) -> bool:
    with connection.cursor() as cursor:
        return table in connection.introspection.table_names(cursor)
