"""Make the tables or indices that the engine of this site needs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.reindexing import prepare


class Command(BaseCommand):
    help = "Makes the search tables or indices that are missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        prepare()
        self.stdout.write("The search index is ready.")
