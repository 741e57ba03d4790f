"""Asking the engines whether they are there, before anything is started on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import redis
from django.db import Error as DatabaseError
from django.db import connection

from config.options import options
from search.backends import EngineUnavailable, engine_version

_OLDEST_POSTGRES: Final = 150000
_OLDEST_REDIS: Final = (7, 0)
_ELASTICSEARCH: Final = "8"
_SECONDS: Final = 5


class Unfit(Exception):
    """An engine that is away, too old or set up in another way than it has to be; the text says which."""


def complaints() -> Iterator[str]:
    """One sentence for each engine on which the site cannot run."""
    for probe in _probes():
        try:
            probe()
        except Unfit as unfit:
            yield str(unfit)


def _probes() -> Iterator[Callable[[], None]]:
    if options.database_url:
        yield _postgres
        for name, url in {"REDIS_URL": options.redis_url, "CELERY_BROKER_URL": options.celery_broker_url}.items():
            if url:
                yield partial(_redis, name, url)
    if options.elasticsearch_url:
        yield _elasticsearch


def _postgres() -> None:
    """Its version, and that it keeps text as it is written here."""
    where = place(options.database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
            version, encoding = cursor.fetchone()
    except DatabaseError as error:
        # The last line says what went wrong; it names the address tried, never the password.
        raise Unfit(f"The database at {where} does not answer: {_last_line(error)}") from None
    if version < _OLDEST_POSTGRES:
        raise Unfit(f"The database at {where} is PostgreSQL {version // 10000}; 15 or newer is needed.")
    if encoding != "UTF8":
        raise Unfit(f"The database at {where} keeps text as {encoding}; it has to be made with the encoding UTF8.")


def _redis(name: str, url: str) -> None:
    client = redis.Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS)
    try:
        version = str(client.info("server")["redis_version"])
    except redis.RedisError as error:
        raise Unfit(f"Redis at {place(url)} ({name}) does not answer: {_last_line(error)}") from None
    finally:
        client.close()
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_REDIS:
        raise Unfit(f"Redis at {place(url)} ({name}) is {version}; 7 or newer is needed.")


def _elasticsearch() -> None:
    where = place(options.elasticsearch_url)
    try:
        version = engine_version()
    except EngineUnavailable:
        raise Unfit(f"Elasticsearch at {where} does not answer.") from None
    if version.partition(".")[0] != _ELASTICSEARCH:
        raise Unfit(f"Elasticsearch at {where} is {version}; a release of 8 is needed.")


def place(url: str) -> str:
    """An address without names and passwords."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__
