"""Serve pages on the real engines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.serve.roles import serve_pages
from core.serve.server import CannotServe


class Command(BaseCommand):
    """Pages from several processes, behind a proxy."""

    help = "Serve pages on PostgreSQL, Redis and Elasticsearch, from several processes behind a proxy."
    requires_system_checks: list[str] = ["site"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and how many processes."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
        parser.add_argument("--port", default=8001, type=int, help="port to listen at")
        parser.add_argument("--workers", default=2, type=int, help="processes, about one a core")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve; a refusal to start is one sentence and exit code 1."""
        try:
            serve_pages(options["host"], options["port"], options["workers"], self._say)
        except CannotServe as refusal:
            raise CommandError(str(refusal)) from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
