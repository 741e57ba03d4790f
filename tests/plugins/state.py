"""Gives each test process an own folder of state before the settings are read. Loaded by `-p` in pyproject.toml."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_STATE = tempfile.mkdtemp(prefix=f"consilium-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-")

# Variables of the operator's shell must not reach the tests; TEST_ELASTICSEARCH_URL is theirs.
for _name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL", "EMAIL_URL", "DEMO", "BASE_URL"):
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = _STATE
(Path(_STATE) / "static").mkdir()
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    del config
    shutil.rmtree(_STATE, ignore_errors=True)
