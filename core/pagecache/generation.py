"""The one counter that all cached pages depend on, shared by every process of the host through a file.

Other hosts have their own file. They are told over the bus, and pages live shorter where there may be others.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from core import bus

_FORM: Final = struct.Struct("<QQ")  # the counter, and a random name of this host
_NUMBER: Final = struct.Struct("<Q")
_OUTDATED: Final = "pages"


class Generation:
    """Eight bytes, mapped into memory: reading costs no system call, raising takes a file lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if os.fstat(self._file).st_size < _FORM.size:
            os.ftruncate(self._file, _FORM.size)
        self._map = mmap.mmap(self._file, _FORM.size)
        # A file lock belongs to the open file, so threads of this process need their own.
        self._lock = threading.Lock()
        self.host = self._named()

    def read(self) -> int:
        """The number that a page must carry to count."""
        return int(_NUMBER.unpack_from(self._map)[0])

    def bump(self) -> None:
        """Make every cached page of every process of this host stale."""
        with self._alone():
            _NUMBER.pack_into(self._map, 0, self.read() + 1)

    def _named(self) -> int:
        """The name in the file; the first process gives it."""
        with self._alone():
            number, host = _FORM.unpack_from(self._map)
            if not host:
                host = 1 + secrets.randbelow(2**62)
                _FORM.pack_into(self._map, 0, number, host)
        return int(host)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
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
    transaction.on_commit(_bump)


def _bump() -> None:
    generation = site_generation()
    generation.bump()
    bus.tell(_OUTDATED, generation.host)


def follow_other_hosts() -> Callable[[], None]:
    """Outdate the pages of this host when another one does, and after each loss of the line; returns how to stop."""
    generation = site_generation()

    def hear(channel: str, host: int) -> None:
        if channel == _OUTDATED and host != generation.host:
            generation.bump()

    def line(*, online: bool) -> None:
        if online:
            generation.bump()

    return bus.listen(hear, line)
