"""Build the search index again while the site runs."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from search.reindexing import reindex


class Command(BaseCommand):
    help = "Reads every object again and rebuilds the search index beside the live one. Prints one JSON object."

    def handle(self, *_args: Any, **options: Any) -> None:
        say = self.stderr.write if options["verbosity"] > 1 else (lambda _line: None)
        self.stdout.write(json.dumps(reindex(say)))
