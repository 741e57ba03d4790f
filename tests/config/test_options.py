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


POSTGRES = "postgres://site:secret-word@127.0.0.1:1/site"
REDIS = "redis://127.0.0.1:1/0"
SEARCH = "http://127.0.0.1:1"


def refused(command: str, tmp_path: Path, **variables: str) -> str:
    """Run the command in a folder of its own; it must end with a sentence instead of starting."""
    environment = os.environ | {"VAR_DIR": str(tmp_path)} | variables
    line = [sys.executable, "manage.py", command]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "secret-word" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("command", "variables", "sentence"),
    [
        ("prepare", {"REDIS_URL": REDIS}, "without DATABASE_URL the site is one process"),
        ("serve", {"CELERY_BROKER_URL": REDIS}, "without DATABASE_URL the site is one process"),
        ("check", {"REHEARSAL": "true"}, "without DATABASE_URL the site is one process"),
        ("check", {"DATABASE_URL": POSTGRES}, "REDIS_URL is not"),
        ("serve", {"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS}, "ELASTICSEARCH_URL is not"),
        ("check", {"DATABASE_URL": "mysql://site:secret-word@127.0.0.1/site"}, "Its form is postgres://"),
        ("check", {"DATABASE_URL": f"{POSTGRES}?sslmod=require"}, "carries 'sslmod'"),
        ("check", {"REDIS_URL": "http://127.0.0.1"}, "no address of a Redis"),
        ("serve", {"DEMO": "true", "BASE_URL": "https://health.example"}, "DEMO is set"),
        (
            "prepare",
            {"DEMO": "true", "DATABASE_URL": POSTGRES, "REDIS_URL": REDIS, "ELASTICSEARCH_URL": SEARCH},
            "DEMO is set together with DATABASE_URL",
        ),
    ],
)
def test_wrong_combinations_are_refused_with_a_sentence(
    command: str, variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    assert sentence in refused(command, tmp_path, **variables)


@pytest.mark.parametrize("command", ["check", "prepare", "serve"])
def test_engines_that_do_not_answer_are_named(command: str, tmp_path: Path) -> None:
    said = refused(command, tmp_path, DATABASE_URL=POSTGRES, REDIS_URL=REDIS, ELASTICSEARCH_URL=SEARCH)
    if command == "prepare":  # ends at the first
        assert "The database at postgres://127.0.0.1:1/site does not answer" in said
    else:
        for sentence in ("The database at postgres://", "Redis at redis://", "Elasticsearch at http://"):
            assert sentence in said


@pytest.mark.parametrize("part", ["pages", "sockets", "worker", "scheduler"])
@pytest.mark.parametrize(
    ("variables", "sentences"),
    [
        ({}, ("manage.py serve",)),
        ({"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS}, ("ELASTICSEARCH_URL is not",)),
        (
            {"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS, "ELASTICSEARCH_URL": SEARCH},
            ("The database at postgres://", "Redis at redis://", "Elasticsearch at http://"),
        ),
    ],
)
def test_every_part_refuses_what_prepare_refuses(
    part: str, variables: dict[str, str], sentences: tuple[str, ...], tmp_path: Path
) -> None:
    environment = os.environ | {"PYTHON": sys.executable, "VAR_DIR": str(tmp_path)} | variables
    line = [str(ROOT / "deploy" / "run.sh"), part]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    said = done.stderr + done.stdout
    assert done.returncode == 1, said
    assert all(sentence in said for sentence in sentences), said
    assert "Traceback" not in said
    assert "secret-word" not in said


def test_a_database_that_cannot_be_read_is_named_and_left_alone(tmp_path: Path) -> None:
    broken = tmp_path / "db.sqlite3"
    broken.write_bytes(b"no database at all" * 1000)
    line = [sys.executable, "manage.py", "prepare"]
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "The database cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert broken.read_bytes() == b"no database at all" * 1000
