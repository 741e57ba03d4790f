"""Options, the checks on them, and the page about them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from pydantic import ValidationError

from config.options import ROOT, Options


def test_the_page_of_options_is_current() -> None:
    call_command("options_docs", "--check")


def test_a_key_is_made_once_with_mode_600(tmp_path: Path) -> None:
    options = Options(var_dir=tmp_path)
    key = options.key("secret_key", "")
    assert key == options.key("secret_key", "")
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert options.key("secret_key", "given") == "given"


def test_a_base_url_with_a_path_is_refused() -> None:
    with pytest.raises(ValidationError):
        Options(base_url="http://localhost:8000/x")


@pytest.mark.parametrize(
    ("command", "variable", "value", "sentence"),
    [
        ("check", "DATABASE_URL", "postgres://x", "SQLite only"),
        ("prepare", "REDIS_URL", "redis://x", "without Redis"),
        ("serve", "CELERY_BROKER_URL", "redis://x", "inside the server"),
        ("serve", "BASE_URL", "https://health.example", "DEMO is set"),
    ],
)
def test_wrong_combinations_are_refused_with_a_sentence(
    command: str, variable: str, value: str, sentence: str, tmp_path: Path
) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DEMO": "true", variable: value}
    line = [sys.executable, "manage.py", command]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_database_that_cannot_be_read_is_named_and_left_alone(tmp_path: Path) -> None:
    broken = tmp_path / "db.sqlite3"
    broken.write_bytes(b"no database at all" * 1000)
    line = [sys.executable, "manage.py", "prepare"]
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "The database cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert broken.read_bytes() == b"no database at all" * 1000
