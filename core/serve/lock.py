"""One server a folder: SQLite and the hub of the embedded mode belong to one process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from django.conf import settings

_NAME: Final = "serve.lock"


class AlreadyRunning(Exception):
    """Another server holds the folder; the text says where it answers."""


class ServerLock:
    """Held while the server runs. The system frees it even after `kill -9`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._file = -1

    def __enter__(self) -> Self:
        """Take it, or raise `AlreadyRunning`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.pread(self._file, 200, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise AlreadyRunning(where) from None
        return self

    def say(self, address: str) -> None:
        """Write down where the server answers, for whoever is refused."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, address.encode(), 0)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Free it."""
        os.ftruncate(self._file, 0)
        os.close(self._file)


def is_running() -> bool:
    """Whether a server holds this site's folder. Commands that write much then leave room for others."""
    try:
        file = os.open(Path(settings.VAR_DIR) / _NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
