"""The one counter that all cached pages depend on, shared by every process of the host through a file."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

_NUMBER: Final = struct.Struct("<Q")


class Generation:
    """Eight bytes, mapped into memory: reading costs no system call, raising takes a file lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if os.fstat(self._file).st_size < _NUMBER.size:
            os.ftruncate(self._file, _NUMBER.size)
        self._map = mmap.mmap(self._file, _NUMBER.size)
        # A file lock belongs to the open file, so threads of this process need their own.
        self._lock = threading.Lock()

    def read(self) -> int:
        """The number that a page must carry to count."""
        return int(_NUMBER.unpack_from(self._map)[0])

    def bump(self) -> None:
        """Make every cached page of every process stale."""
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                _NUMBER.pack_into(self._map, 0, self.read() + 1)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        self._map.close()
        os.close(self._file)


@lru_cache(maxsize=4)
def generation_at(path: Path) -> Generation:
    """The counter in that file, opened once."""
    return Generation(path)


def site_generation() -> Generation:
    """The counter of this site."""
    return generation_at(Path(settings.VAR_DIR) / "generation")


def bump_generation() -> None:
    """Outdate every cached page: at the commit of the open transaction, or now if there is none."""
    transaction.on_commit(site_generation().bump)
