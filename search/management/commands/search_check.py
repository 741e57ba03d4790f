"""Compare the search index with the database."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.reindexing import differences


class Command(BaseCommand):
    help = "Compares objects, rows and engine. Prints one JSON object; fails unless every number is zero."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = differences()
        self.stdout.write(json.dumps(found))
        if any(found.values()):
            raise CommandError("The index differs from the database. Run search_reindex.")
