"""Copies of what takes long to make: the migrated, empty database of either kind, and collected static files."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

ROOT: Final = Path(__file__).resolve().parent.parent
_FOLDER: Final = ROOT / "var" / "test-template"
_PREFIX: Final = "consilium_template_"
_numbers: Final = itertools.count(1)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several workers, and several runs, share the template."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite_template() -> Path:
    """The migrated file; built once and kept for the next run."""
    from config import templatedb

    with _one_at_a_time():
        return templatedb.ensure_template(_FOLDER)


def restore_sqlite(template: Path) -> None:
    """Put the database back to the template, whatever was committed.

    Each copy has a name of its own: a connection that a thread of the test before left open removes, when it is
    closed at last, the write-ahead log beside the name under which it was opened.
    """
    settings = _settings_of_closed()
    used = Path(settings["NAME"])
    fresh = used.with_name(f"test-{next(_numbers)}.sqlite3")
    shutil.copyfile(template, fresh)
    settings["NAME"] = str(fresh)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{used}{suffix}").unlink(missing_ok=True)


def _settings_of_closed() -> dict[str, Any]:
    """Settings of the site's connections, which are closed now: one dictionary, shared by those of all threads."""
    from django.db import connections

    connections.close_all()
    found: dict[str, Any] = connections["default"].settings_dict
    return found


# --- PostgreSQL ----------------------------------------------------------------------------------


def _order(statement: str, *names: str) -> None:
    """Run a statement about databases, which belongs into no transaction."""
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _exists(name: str) -> bool:
    with psycopg.connect(os.environ["TEST_DATABASE_URL"]) as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def postgres_template() -> str:
    """The name of the migrated database; built once on a server, beside those of other states of the source."""
    from django.core.management import call_command

    from config import templatedb

    name = f"{_PREFIX}{templatedb.fingerprint()}"
    with _one_at_a_time():
        if _exists(name):
            return name
        building = f"{name}_new"
        _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", building)
        _order("CREATE DATABASE {}", building)
        settings = _settings_of_closed()
        kept, settings["NAME"] = settings["NAME"], building
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            _settings_of_closed()["NAME"] = kept
        _order("ALTER DATABASE {} RENAME TO {}", building, name)
    return name


def make_postgres(name: str, template: str) -> None:
    """A copy of the template."""
    _order("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop_postgres(name: str) -> None:
    """Remove a copy, also from under connections that somebody left open."""
    _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def restore_postgres(template: str) -> None:
    """Put the database back to the template, under a new name, as above."""
    settings = _settings_of_closed()
    used = str(settings["NAME"])
    base = used.partition("__")[0]
    fresh = f"{base}__{next(_numbers)}"
    make_postgres(fresh, template)
    settings["NAME"] = fresh
    drop_postgres(used)


# --- Redis ---------------------------------------------------------------------------------------


def forget_in_redis() -> None:
    """Delete what this process's site kept in Redis; other runs may use the same number."""
    import redis
    from django.conf import settings

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        if names := list(client.scan_iter(match=f"{settings.REDIS_PREFIX}:*", count=500)):
            client.delete(*names)


# --- static files --------------------------------------------------------------------------------

_STATIC: Final = ("static", "static.version")


def give_static_files(var: Path) -> None:
    """Put the files that an earlier site collected into a new one's folder; `prepare` sees whether they are current."""
    var.mkdir(parents=True, exist_ok=True)
    kept = _FOLDER / "collected"
    with _one_at_a_time():
        if kept.exists():
            shutil.copytree(kept, var, dirs_exist_ok=True)


def keep_static_files(var: Path) -> None:
    """Keep them for the next site."""
    kept = _FOLDER / "collected"
    with _one_at_a_time():
        if kept.exists() and (kept / _STATIC[1]).read_text() == (var / _STATIC[1]).read_text():
            return
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(var / _STATIC[0], kept / _STATIC[0])
        shutil.copy(var / _STATIC[1], kept / _STATIC[1])
