"""Recompute the chain of the audit and name the first row that does not fit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import audit


class Command(BaseCommand):
    """`audit_verify`: exit code 0 when the chain is whole."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Check every row."""
        report = audit.verify()
        sequence, digest = audit.root()
        self.stdout.write(f"{report.sealed} sealed, {report.unsealed} waiting, root {sequence}:{digest[:16]}")
        if report.first_bad is not None:
            raise CommandError(f"Row {report.first_bad}: {report.reason}. Compare with a backup before going on.")
