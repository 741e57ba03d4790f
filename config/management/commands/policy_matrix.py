"""Ask a scratch site as every role for everything, and compare the answers with the table of expected ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """`policy_matrix`: the last line is `N cells, N leaks, N wrong refusals`; exit code 1 on any."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to look at, and where to keep the result."""
        parser.add_argument("--only", default="", help="things of the table, with commas between; all if empty")
        parser.add_argument("--json", default="", help="also write the result to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run in a process of its own: it serves a world made for it, with a folder that is thrown away."""
        if not (Path(settings.BASE_DIR) / "tests" / "policy").is_dir():
            raise CommandError("The matrix belongs to the tests, and they are not in this installation.")
        words = [f"--{name}={options[name]}" for name in ("only", "json") if options[name]]
        done = subprocess.run([sys.executable, "-m", "tests.policy", *words], cwd=settings.BASE_DIR, check=False)  # noqa: S603 - our own module
        if done.returncode:
            sys.exit(1)
