"""A process that is killed between a page's change and its audit entry leaves everything as it was."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
_SCRIPT = """
import logging, os, signal, sys
import django
django.setup()
logging.disable(logging.CRITICAL)
from cms.actions import ensure_tree
from cms.models import ArticlePage, SectionPage
from core import audit

ensure_tree()
parent = SectionPage.objects.get(kind="health", locale__language_code="en")
page = ArticlePage(title="Sore throat", locale=parent.locale, live=False)
parent.add_child(instance=page)
page.save_revision().publish()
print(page.pk, flush=True)
audit.record = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
page = ArticlePage.objects.get(pk=page.pk)
{"unpublish": page.unpublish, "delete": page.delete}[sys.argv[1]]()
"""


@pytest.mark.faults
@pytest.mark.parametrize("verb", ["unpublish", "delete"])
def test_a_kill_in_between_leaves_the_page_live(database_template: Path, tmp_path: Path, verb: str) -> None:
    shutil.copyfile(database_template, tmp_path / "db.sqlite3")
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, verb],
        env=os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    page_id = int(done.stdout.split()[0])
    database = sqlite3.connect(tmp_path / "db.sqlite3")
    try:
        live = database.execute("SELECT live FROM wagtailcore_page WHERE id = ?", [page_id]).fetchone()
        said = database.execute("SELECT action FROM core_auditentry WHERE target = ?", [f"page:{page_id}"]).fetchall()
    finally:
        database.close()
    assert live == (1,)
    assert said == [("page.published",)]
