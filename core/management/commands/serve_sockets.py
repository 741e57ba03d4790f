"""Serve live topics on the real engines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.serve.roles import serve_sockets
from core.serve.server import CannotServe


class Command(BaseCommand):
    """Sockets from one process, behind a proxy; start several of it on several ports."""

    help = "Serve live topics on PostgreSQL, Redis and Elasticsearch, from this one process behind a proxy."
    requires_system_checks: list[str] = ["site"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
        parser.add_argument("--port", default=8101, type=int, help="port to listen at")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve; a refusal to start is one sentence and exit code 1."""
        try:
            serve_sockets(options["host"], options["port"], self._say)
        except CannotServe as refusal:
            raise CommandError(str(refusal)) from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
