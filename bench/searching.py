"""Times searches on the content that is there; runs inside Django. `python -m bench.searching N` prints JSON."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.test import Client  # noqa: E402 - needs the set-up above

from search.finding import find  # noqa: E402 - needs the set-up above
from search.models import ExactName  # noqa: E402 - needs the set-up above
from search.request import SearchRequest  # noqa: E402 - needs the set-up above

SEED = 20
LONG_ENOUGH_FOR_A_SLIP = 6


def queries(count: int) -> list[str]:
    """Names that readers know, each second one with two letters changed over."""
    chance = random.Random(SEED)
    names = list(ExactName.objects.order_by("key").values_list("key", flat=True).distinct())
    chosen = chance.sample(names, min(count, len(names)))
    return [_slip(name, chance) if number % 2 else name for number, name in enumerate(chosen)]


def _slip(name: str, chance: random.Random) -> str:
    if len(name) < LONG_ENOUGH_FOR_A_SLIP:
        return name
    at = chance.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def times(ask: Callable[[str], object], words: Iterable[str]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for word in words:
        began = time.perf_counter()
        ask(word)
        found.append((time.perf_counter() - began) * 1000)
    return found


def main(count: int) -> dict[str, float]:
    """Median and 95th percentile of the search itself, and of the whole page, past the page cache."""
    settings.ALLOWED_HOSTS.append("testserver")
    client, words = Client(), queries(count)
    find(SearchRequest(query="warm up"))
    client.get("/en/search/", {"q": "warm up"})
    searches = times(lambda word: find(SearchRequest(query=word)), words)
    pages = times(lambda word: client.get("/en/search/", {"q": word}), words)
    return {
        "queries": len(words),
        "search_p50": statistics.median(searches),
        "search_p95": statistics.quantiles(searches, n=20)[-1],
        "page_p50": statistics.median(pages),
        "page_p95": statistics.quantiles(pages, n=20)[-1],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
