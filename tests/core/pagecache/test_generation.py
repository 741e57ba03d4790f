"""The counter: shared between processes, raised at the commit."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import transaction

from core.pagecache import bump_generation
from core.pagecache.generation import Generation, site_generation

BUMP = (
    "import sys; from pathlib import Path; from core.pagecache.generation import Generation; "
    "found = Generation(Path(sys.argv[1])); [found.bump() for _ in range(200)]"
)


def test_a_bump_of_another_process_is_read_without_asking(tmp_path: Path) -> None:
    ours = Generation(tmp_path / "generation")
    assert ours.read() == 0
    Generation(tmp_path / "generation").bump()
    assert ours.read() == 1


def test_no_bump_is_lost_between_threads_and_processes(tmp_path: Path) -> None:
    ours = Generation(tmp_path / "generation")

    def bump_often() -> None:
        for _ in range(200):
            ours.bump()

    threads = [threading.Thread(target=bump_often) for _ in range(3)]
    other = subprocess.Popen([sys.executable, "-c", BUMP, str(tmp_path / "generation")])
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait(20) == 0
    assert ours.read() == 800


@pytest.mark.django_db(transaction=True)
def test_pages_are_outdated_at_the_commit_and_not_by_what_is_rolled_back() -> None:
    before = site_generation().read()
    with transaction.atomic():
        bump_generation()
        assert site_generation().read() == before
    assert site_generation().read() == before + 1
    with transaction.atomic():
        bump_generation()
        transaction.set_rollback(True)
    assert site_generation().read() == before + 1
