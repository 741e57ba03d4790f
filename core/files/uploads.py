"""Keeping private files outside every public folder. Pictures come here clean, from core.imaging."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from core import clock
from core.models import PrivateFile


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "media" / "private"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_private(data: bytes, *, audience: str, name: str, content_type: str) -> PrivateFile:
    """Store bytes under a random name for one audience. Part of the caller's transaction.

    The bytes are on disk before the row exists, so no row is ever without its file.
    """
    path = secrets.token_hex(16)
    target = _folder() / path
    with target.open("xb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    return PrivateFile.objects.create(
        audience=audience, name=name, content_type=content_type, size=len(data), path=path, created=clock.now()
    )


def read_private(file: PrivateFile) -> bytes:
    """The bytes of a private file."""
    return (_folder() / file.path).read_bytes()


def path_of(file: PrivateFile) -> Path:
    """Where the bytes lie, for streaming."""
    return _folder() / file.path


def remove_private(file: PrivateFile) -> None:
    """Remove the row and its bytes."""
    path = path_of(file)
    file.delete()
    path.unlink(missing_ok=True)
