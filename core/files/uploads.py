"""Keeping private files outside every public folder. Pictures come here clean, from core.imaging.

Bytes are no part of a transaction, so a file that one is about to make or to remove is marked first. The mark goes
with the commit; one that is left over says that a transaction was rolled back, or a process ended, and has the
hourly sweep look. Files without a mark are never swept: a wrong DATABASE_URL must not empty a folder.
"""

from __future__ import annotations

import os
import secrets
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from core import clock
from core.models import PrivateFile

_MARKS: Final = "unsure"


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "media" / "private"
    (folder / _MARKS).mkdir(parents=True, exist_ok=True)
    return folder


def _mark(path: str) -> None:
    """Have the sweep ask about this file, unless the transaction commits."""
    (_folder() / _MARKS / path).touch()


def _unmark(path: str) -> None:
    (_folder() / _MARKS / path).unlink(missing_ok=True)


def _drop(path: str) -> None:
    """Remove the bytes first: a mark without a file does no harm, a file without a mark stays."""
    (_folder() / path).unlink(missing_ok=True)
    _unmark(path)


def keep_private(data: bytes, *, audience: str, name: str, content_type: str) -> PrivateFile:
    """Store bytes under a random name for one audience. Part of the caller's transaction.

    The bytes are on disk before the row exists, so no row is ever without its file.
    """
    path = secrets.token_hex(16)
    target = _folder() / path
    _mark(path)
    with target.open("xb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    kept = PrivateFile.objects.create(
        audience=audience, name=name, content_type=content_type, size=len(data), path=path, created=clock.now()
    )
    transaction.on_commit(partial(_unmark, path))
    return kept


def read_private(file: PrivateFile) -> bytes:
    """The bytes of a private file."""
    return (_folder() / file.path).read_bytes()


def path_of(file: PrivateFile) -> Path:
    """Where the bytes lie, for streaming."""
    return _folder() / file.path


def remove_private(file: PrivateFile) -> None:
    """Remove the row now, and its bytes when the transaction commits."""
    _mark(file.path)
    transaction.on_commit(partial(_drop, file.path))
    file.delete()


def sweep_private(*, older_than: float) -> int:
    """Remove marked files that no row names, marked before that moment (seconds); returns how many."""
    gone = 0
    for mark in (_folder() / _MARKS).iterdir():
        if mark.stat().st_mtime >= older_than:
            continue
        if PrivateFile.objects.filter(path=mark.name).exists():
            _unmark(mark.name)
        else:
            _drop(mark.name)
            gone += 1
    return gone
