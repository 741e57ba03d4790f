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
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "postgres://x", "SQLite only"),
        ("REDIS_URL", "redis://x", "without Redis"),
        ("CELERY_BROKER_URL", "redis://x", "inside the server"),
        ("BASE_URL", "https://health.example", "DEMO is set"),
    ],
)
def test_wrong_combinations_are_refused_with_a_sentence(
    variable: str, value: str, sentence: str, tmp_path: Path
) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DEMO": "true", variable: value}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert sentence in done.stderr
