"""Where the rows live: Django's settings for SQLite, or for the PostgreSQL that a DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES: Final = ("postgres", "postgresql")
_FORM: Final = "postgres://user:password@host:port/name, or postgres://user@/name?host=/folder/of/the/socket"
# Words of libpq that a URL may carry on; anything else is more likely a slip than a wish.
_PASSED_ON: Final = {
    "application_name",
    "connect_timeout",
    "host",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
}
_SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
    "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON"
)


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as measured: no lock errors, one writer waits instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_PRAGMAS},
    }


def postgres(url: str) -> dict[str, Any]:
    """Settings for the PostgreSQL of this address; raises `ValueError` with a sentence when it cannot be read.

    A connection is kept as long as its thread, and looked at before each request and task, so that a
    restart of the database costs one request at most. Nobody waits for a lock longer than on SQLite.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"DATABASE_URL cannot be read ({error}). Its form is {_FORM}") from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not name or "/" in name:
        raise ValueError(f"DATABASE_URL cannot be read. Its form is {_FORM}")
    words = dict(parse_qsl(parts.query))
    unknown = sorted(words.keys() - _PASSED_ON)
    if unknown:
        raise ValueError(f"DATABASE_URL carries {unknown[0]!r}, which is none of: {', '.join(sorted(_PASSED_ON))}.")
    host = words.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=20s", **words},
    }
