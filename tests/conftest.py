"""What all tests share: an own folder of state, a database copied from the migrated template, the cast."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.plugins.skips import pytest_runtest_makereport, pytest_terminal_summary

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    ranks = {str(_ROOT / "tests" / name): rank for rank, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: ranks.get(str(item.path), len(ranks)))


@pytest.fixture(scope="session")
def database_template(django_db_blocker: DjangoDbBlocker) -> Path:
    """The migrated, empty database; built once for all workers and kept for the next run."""
    import fcntl

    from config import templatedb

    folder = _ROOT / "var" / "test-template"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with django_db_blocker.unblock():
            return templatedb.ensure_template(folder)


_numbers = itertools.count(1)


def _restore(template: Path) -> None:
    """Put the database back to the template, whatever was committed.

    Each copy has a name of its own: a connection that a thread of the test before left open removes, when it is
    closed at last, the write-ahead log beside the name under which it was opened.
    """
    from django.db import connections

    connections.close_all()
    settings = connections["default"].settings_dict  # one dictionary, shared by the connections of all threads
    used = Path(settings["NAME"])
    fresh = used.with_name(f"test-{next(_numbers)}.sqlite3")
    shutil.copyfile(template, fresh)
    settings["NAME"] = str(fresh)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{used}{suffix}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(database_template: Path) -> Iterator[None]:
    """Replace Django's test database by a copy of the template, in a file that threads and servers can share."""
    from django.test import TransactionTestCase

    _restore(database_template)
    # Instead of emptying all tables: rows of migrations (Wagtail's root, vocabularies) must stay.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _restore(database_template))
        yield


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Forget cached answers and counters between tests."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    translation.activate("en")
    yield
    cache.clear()


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
