"""Limits of how often somebody may do something, counted in the database and so across processes."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import F

from core import clock
from core.models import RateCounter

_KEPT: Final = 50_000


class RateLimited(Exception):
    """Too many tries. `retry_after` says in how many seconds it works again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


def hit(scope: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one try of `who` (an id or an address, stored only as a hash) and refuse past the limit."""
    moment = int(clock.now().timestamp())
    window = moment // seconds
    subject = _subject(scope, who, seconds)
    count = _increase(subject, window)  # one statement: it needs no transaction of its own
    if count > limit:
        raise RateLimited((window + 1) * seconds - moment)


def forgive(scope: str, who: str, *, seconds: int) -> None:
    """Take one try back: it turned out not to be one that counts."""
    window = int(clock.now().timestamp()) // seconds
    counter = RateCounter.objects.filter(subject=_subject(scope, who, seconds), window=window, count__gt=0)
    counter.update(count=F("count") - 1)


def _subject(scope: str, who: str, seconds: int) -> str:
    words = f"{scope}|{who}|{seconds}".encode()
    return hashlib.blake2b(words, key=settings.SECRET_KEY.encode()[:64], digest_size=20).hexdigest()


def _increase(subject: str, window: int) -> int:
    table = connection.ops.quote_name(RateCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (subject, {connection.ops.quote_name('window')}, count) VALUES (%s, %s, 1) "  # noqa: S608 - no outside text
            f"ON CONFLICT (subject, {connection.ops.quote_name('window')}) DO UPDATE SET count = {table}.count + 1 "
            "RETURNING count",
            [subject, window],
        )
        return int(cursor.fetchone()[0])


def prune() -> int:
    """Forget all but the newest counters; returns how many were forgotten."""
    newest = RateCounter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return RateCounter.objects.filter(pk__lt=newest - _KEPT).delete()[0]
