"""Serve the site from one process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.serve.server import CannotServe, serve


class Command(BaseCommand):
    """Pages, sockets, background work and the schedule, until Ctrl-C."""

    help = "Serve the site: pages, live topics, background work and periodic jobs, in one process."
    requires_system_checks: list[str] = ["site"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="localhost", help="address to listen at")
        parser.add_argument("--port", default=8000, type=int, help="port to listen at")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve; a refusal to start is one sentence and exit code 1."""
        try:
            serve(options["host"], options["port"], self._say)
        except CannotServe as refusal:
            raise CommandError(str(refusal)) from None

    def _say(self, line: str) -> None:
        """Write at once: somebody may wait for this line at the other end of a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
