"""The audit tables refuse UPDATE and DELETE, whoever asks."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("core_auditentry", "core_auditseal")


def forbid_changes(apps: Any, schema_editor: Any) -> None:
    """Add the triggers on SQLite; PostgreSQL gets its own with its support."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
            )


def allow_changes(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers."""
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forbid_changes, allow_changes)]
