"""What all tests share: an own folder of state, a database copied from the migrated template, the cast."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.plugins.skips import pytest_runtest_makereport, pytest_terminal_summary
from tests.plugins.state import REAL

__all__ = ["pytest_runtest_makereport", "pytest_terminal_summary"]

_ROOT = Path(__file__).resolve().parent.parent
# Files that take longest; they start first, so that the two workers end at about the same time.
_LONGEST = (
    "policy/test_matrix.py",
    "faults/test_kill.py",
    "journeys/test_journeys.py",
    "interface/test_browser.py",
    "search/test_quality.py",
    "architecture/test_bootstrap.py",
    "interface/test_live_thread.py",
    "cases/deidentify/test_figures.py",
)
# With the real engines the first worker runs the trial and, after it, the journeys over a whole site; the second all
# the rest: what is killed on purpose does not slow down what is timed.
_LONGEST_REAL = ("real/test_chaos.py", "core/realtime/test_sockets.py", "real/test_whole_site.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    ranks = {str(_ROOT / "tests" / name): rank for rank, name in enumerate(_LONGEST_REAL if REAL else _LONGEST)}
    items.sort(key=lambda item: ranks.get(str(item.path), len(ranks)))


@pytest.fixture(scope="session")
def database_template(django_db_blocker: DjangoDbBlocker) -> Path:
    """The migrated, empty file of SQLite, for servers that a test starts on a folder of its own."""
    with django_db_blocker.unblock():
        return databases.sqlite_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replace Django's test database by a copy of the template that threads and servers can share."""
    from django.db import connections
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        if REAL:
            restore = partial(databases.restore_postgres, databases.postgres_template())
        else:
            restore = partial(databases.restore_sqlite, databases.sqlite_template())
        restore()
    # Instead of emptying all tables: rows of migrations (Wagtail's root, vocabularies) must stay.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: restore())
        yield
    if REAL:
        connections.close_all()
        databases.drop_postgres(connections["default"].settings_dict["NAME"])
        databases.forget_in_redis()


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Forget cached answers and counters between tests."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    translation.activate("en")
    yield
    cache.clear()


_indices = itertools.count(1)


@pytest.fixture(autouse=True)
def _own_indices(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With the real engines, give each test indices of its own, in which a change is found at once."""
    if not REAL:
        yield
        return
    from search.backends import elasticsearch as engine

    url = engine.site_url()  # a test may go on without it
    settings.ELASTICSEARCH_PREFIX = prefix = f"{settings.ELASTICSEARCH_PREFIX}-{next(_indices)}"
    monkeypatch.setattr(engine, "push_objects", partial(engine.push_objects, refresh=True))
    yield
    made = engine.client(url).indices
    if names := list(made.get(index=f"{prefix}-*", allow_no_indices=True)):
        made.delete(index=names)


@pytest.fixture
def cast(db: None) -> object:
    """Everybody; see tests/people.py."""
    from tests.people import make_cast

    return make_cast()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("CONSILIUM_DATA", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs the real data in {folder.name}/ beside the checkout (or CONSILIUM_DATA)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium (apt-get install chromium)")
    return path
