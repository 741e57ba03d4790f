"""Gives each test process an own folder of state before the settings are read. Loaded by `-p` in pyproject.toml.

`--real` runs the same files on PostgreSQL, Redis and Elasticsearch (`make engines`, then export what it prints).
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import pytest

_TESTS: Final = Path(__file__).resolve().parent.parent
# What may run in both modes: everything that asks the database, the engine or the queue, under their own names.
_BOTH: Final = ("accounts", "cases", "cms", "community", "contract", "core", "events", "real", "search")
_ALSO: Final = ("config/test_postgres.py", "config/test_rehearsal.py", "faults/test_workers.py")
# Of these, what is about the one-process server, SQLite's own file, or no database at all.
_EMBEDDED: Final = (
    "cases/deidentify",
    "cms/test_drawings.py",
    "cms/test_kill.py",
    "core/pagecache/test_keys.py",
    "core/realtime/test_slow_clients.py",
    "core/serve",
    "core/test_bus.py",
    "search/test_analysis.py",
    "search/test_plan.py",
    "search/test_quality.py",
    "search/test_showing.py",
    "search/test_speller.py",
)
# What `--real` runs unless files are named: journeys and the places in which the engines differ. The rest says on
# PostgreSQL what it says on SQLite, and would take as long again.
_CHOSEN: Final = (
    "accounts/test_doors.py",
    "cases/test_journey.py",
    "cms/test_publishing.py",
    "cms/test_visibility.py",
    "community/test_live.py",
    "community/test_membership.py",
    "community/test_posts.py",
    "config",
    "contract/test_engines.py",
    "core/pagecache/test_site.py",
    "core/realtime",
    "core/test_audit.py",
    "core/test_files.py",
    "core/test_outbox.py",
    "core/test_races.py",
    "core/test_refusals.py",
    "core/test_writing.py",
    "events/test_events.py",
    "faults/test_workers.py",
    "real",
    "search/test_elasticsearch_site.py",
    "search/test_index.py",
)
REAL: Final = "--real" in sys.argv or os.environ.get("TEST_MODE") == "real"
_ENGINES: Final = ("TEST_DATABASE_URL", "TEST_REDIS_URL", "TEST_ELASTICSEARCH_URL")
MISSING: Final = [name for name in _ENGINES if not os.environ.get(name)]
_WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "main")
_STATE: Final = tempfile.mkdtemp(prefix=f"consilium-test-{_WORKER}-")

# Variables of the operator's shell must not reach the tests; those that begin with TEST_ are theirs.
for _name in (
    "BASE_URL",
    "CELERY_BROKER_URL",
    "DATABASE_URL",
    "DEMO",
    "ELASTICSEARCH_PREFIX",
    "ELASTICSEARCH_URL",
    "EMAIL_URL",
    "REDIS_URL",
    "REHEARSAL",
):
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = _STATE
(Path(_STATE) / "static").mkdir()
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test


def _beside(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=path))


def _name_engines() -> None:
    """Settings of this process: a database, a number of Redis and a prefix that no other process has."""
    # Workers are forked by the process that read the command line: they learn it from here.
    os.environ["TEST_MODE"] = "real"
    if MISSING:
        return
    own = f"test_{_WORKER}_{secrets.token_hex(3)}"
    number = 2 + int(_WORKER.removeprefix("gw")) % 13 if _WORKER.startswith("gw") else 15
    os.environ["DATABASE_URL"] = _beside(os.environ["TEST_DATABASE_URL"], f"/consilium_{own}")
    os.environ["REDIS_URL"] = _beside(os.environ["TEST_REDIS_URL"], f"/{number}")
    os.environ["ELASTICSEARCH_URL"] = os.environ["TEST_ELASTICSEARCH_URL"]
    os.environ["ELASTICSEARCH_PREFIX"] = own.replace("_", "-")


if REAL:
    _name_engines()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the switch; it is read above, before anything else is imported."""
    parser.addoption("--real", action="store_true", help="run on PostgreSQL, Redis and Elasticsearch")


def _parameters(item: pytest.Item) -> tuple[object, ...]:
    return tuple(item.callspec.params.values()) if hasattr(item, "callspec") else ()


def _belongs(item: pytest.Item, *, named: bool) -> bool:
    """Whether the test says something about this mode; of those that do, files named by hand run wholly."""
    if not REAL:
        return item.get_closest_marker("real") is None
    if "embedded" in _parameters(item):
        return False
    name = item.path.relative_to(_TESTS).as_posix()
    in_both = name.startswith(tuple(f"{folder}/" for folder in _BOTH)) and not name.startswith(_EMBEDDED)
    wanted = named or name.startswith(_CHOSEN)
    return wanted and (in_both or name in _ALSO) and item.get_closest_marker("embedded") is None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of the other mode, and skip what lacks its engines."""
    named = config.args_source is config.ArgsSource.ARGS
    kept = [item for item in items if _belongs(item, named=named)]
    if foreign := [item for item in items if not _belongs(item, named=named)]:
        config.hook.pytest_deselected(items=foreign)
        items[:] = kept
    if REAL and MISSING:
        reason = f"needs PostgreSQL, Redis and Elasticsearch: make engines, then export {', '.join(MISSING)}"
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    del config
    shutil.rmtree(_STATE, ignore_errors=True)
