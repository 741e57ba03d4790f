"""Made-up people and real ones never stand in one database, whatever the environment says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from config import people
from tests.databases import ROOT
from tests.people import make_cast

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


def check(*, rehearsal: bool) -> tuple[int, str]:
    """Ask a process of the site on this database whether it would start."""
    environment = os.environ | {
        "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    }
    if rehearsal:
        environment["REHEARSAL"] = "true"
    line = [sys.executable, "manage.py", "check"]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_rehearsal_does_not_begin_beside_people() -> None:
    assert check(rehearsal=True)[0] == 0, "an empty database"
    make_cast()
    code, said = check(rehearsal=True)
    assert code != 0
    assert "holds people who were not made up for it" in said
    assert check(rehearsal=False)[0] == 0


def test_a_rehearsal_does_not_go_live() -> None:
    people.mark_rehearsal()
    make_cast()
    code, said = check(rehearsal=False)
    assert code != 0
    assert "The database belongs to a rehearsal" in said
    assert check(rehearsal=True)[0] == 0
