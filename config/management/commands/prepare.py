"""Make the site ready to serve: database, static files and, on a demonstration, its content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config import people, templatedb
from config.checks import refusals
from config.options import options
from search import reindexing
from search.backends import uses_elasticsearch

# Any number that nothing else in the database locks.
_LOCK: Final = 0x434F4E53


class Command(BaseCommand):
    """`prepare`: safe to repeat; what is done already costs nothing."""

    help = __doc__ or ""
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do what is missing."""
        for refusal in refusals():
            raise CommandError(f"{refusal.msg} {refusal.hint}")
        var = Path(settings.VAR_DIR)
        try:
            var.mkdir(parents=True, exist_ok=True)
            probe = var / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise CommandError(
                f"{var} cannot be written ({error.strerror}). Give yourself the right to write there."
            ) from error
        if connection.vendor == "sqlite":
            self._sqlite(var)
        else:
            self._postgres()
        if uses_elasticsearch():
            reindexing.prepare()
        self._static_files(var)
        if options.demo:
            call_command("seed_demo", quiet=True)
            self.stdout.write("Demonstration log-ins (made-up people, kept in demo-logins.txt):")
            self.stdout.write((var / "demo-logins.txt").read_text())

    def _sqlite(self, var: Path) -> None:
        """Copy the template into a new site, migrate an existing one, refuse one of a newer version."""
        database = Path(settings.DATABASES["default"]["NAME"])
        stamp = var / "database.version"
        fingerprint = templatedb.fingerprint()
        if not database.exists():
            self.stdout.write("Making the database. The first time takes about half a minute.")
            templatedb.install(var, database)
        elif not stamp.exists() or stamp.read_text() != fingerprint:
            self._refuse_newer()
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", verbosity=0, interactive=False)
        stamp.write_text(fingerprint)

    def _postgres(self) -> None:
        """Migrate, one process at a time: several machines may start together."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                self._refuse_newer()
                executor = MigrationExecutor(connection)
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    self.stdout.write("Bringing the database up to date. The first time takes about half a minute.")
                    call_command("migrate", verbosity=0, interactive=False)
                if options.rehearsal:
                    people.mark_rehearsal()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def _refuse_newer(self) -> None:
        """A database with migrations that this code does not know belongs to a newer version."""
        try:
            loader = MigrationExecutor(connection).loader
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read ({error}). Restore it from a backup.") from error
        ours = {config.split(".")[0] for config in settings.INSTALLED_APPS}
        unknown = [
            f"{app}.{name}"
            for app, name in loader.applied_migrations
            if app in ours and (app, name) not in loader.disk_migrations
        ]
        if unknown:
            raise CommandError(
                f"The database{_where()} was made by a newer version of Consilium ({unknown[0]}). "
                "Install that version again, or name another one. Nothing was changed."
            )

    def _static_files(self, var: Path) -> None:
        """Collect and compress once for each state of the files."""
        stamp = var / "static.version"
        version = _static_version()
        if stamp.exists() and stamp.read_text() == version and Path(settings.STATIC_ROOT).exists():
            return
        self.stdout.write("Collecting static files.")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(version)


def _where() -> str:
    """Where an embedded database lies; another one's address may hold a password."""
    return f" in {settings.VAR_DIR}" if connection.vendor == "sqlite" else ""


def _static_version() -> str:
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        if path.is_file():
            digest.update(str(path).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
