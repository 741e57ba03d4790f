"""Counts the queries of uncached pages; runs inside Django. `python -m bench.queries PATH...` prints JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.db import connection  # noqa: E402 - needs the set-up above
from django.test import Client  # noqa: E402 - needs the set-up above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - needs the set-up above


def count(paths: list[str]) -> dict[str, int]:
    """Queries of the second rendering of each page, as a stranger, past the page cache."""
    settings.ALLOWED_HOSTS.append("testserver")
    client, found = Client(), {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code == 200:
            found[path] = len(queries)
    return found


if __name__ == "__main__":
    print(json.dumps(count(sys.argv[1:])))
