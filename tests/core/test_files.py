"""Private files and transactions: no row without its bytes, and no bytes that outlive a rollback for long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import transaction

from core import clock
from core.files import keep_private, path_of, read_private, remove_private, sweep_private
from core.models import PrivateFile
from core.tasks import prune_core_task

pytestmark = pytest.mark.django_db(transaction=True)


class RolledBack(Exception):
    """What goes wrong after a file was written."""


@pytest.fixture(autouse=True)
def folder() -> Iterator[Path]:
    """The folder of private files, empty before and after."""
    found = Path(settings.VAR_DIR) / "media" / "private"
    yield found
    for path in files(found):
        path.unlink()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def keep() -> PrivateFile:
    return keep_private(b"bytes", audience="public", name="a.png", content_type="image/png")


def later() -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(hours=2))


def test_a_file_that_was_committed_is_left_alone(folder: Path) -> None:
    with transaction.atomic():
        kept = keep()
    with later():
        prune_core_task()
    assert read_private(kept) == b"bytes"
    assert files(folder) == [path_of(kept)], "and nothing else lies there"


def test_a_file_of_a_rolled_back_transaction_goes_within_two_hours(folder: Path) -> None:
    with pytest.raises(RolledBack), transaction.atomic():
        keep()
        raise RolledBack
    assert not PrivateFile.objects.exists()
    prune_core_task()
    assert files(folder), "the transaction might still be under way"
    with later():
        prune_core_task()
    assert not files(folder)


def test_a_process_that_ends_right_after_the_commit_leaves_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("core.files.uploads._unmark", lambda _path: None)
        kept = keep()
    assert len(files(folder)) == 2, "the mark is still there"
    assert sweep_private(older_than=time.time() + 1) == 0
    assert files(folder) == [path_of(kept)]


def test_removing_takes_the_bytes_with_the_commit_and_not_before(folder: Path) -> None:
    kept = keep()
    with pytest.raises(RolledBack), transaction.atomic():
        remove_private(PrivateFile.objects.get())
        raise RolledBack
    assert read_private(PrivateFile.objects.get()) == b"bytes"
    sweep_private(older_than=time.time() + 1)
    assert read_private(kept) == b"bytes", "the sweep asks the database"
    remove_private(kept)
    assert not files(folder)


def test_a_process_that_ends_before_the_bytes_are_gone_leaves_them_to_the_sweep(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep()
    with monkeypatch.context() as patch:
        patch.setattr("core.files.uploads._drop", lambda _path: None)
        remove_private(kept)
    assert files(folder)
    assert sweep_private(older_than=time.time() + 1) == 1
    assert not files(folder)


def test_files_without_a_mark_are_not_swept(folder: Path) -> None:
    """As when the site is started by mistake on an empty database: its rows are elsewhere, not gone."""
    kept = keep()
    PrivateFile.objects.all().delete()
    with later():
        prune_core_task()
    assert path_of(kept).exists()
