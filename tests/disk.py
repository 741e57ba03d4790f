"""Which files this process opens for writing, as the interpreter itself tells it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lists: list[list[str]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _lists and event == "open":
        path, _mode, flags = arguments
        if isinstance(path, int) or not isinstance(flags, int):  # a pipe, or a file whose opening was told before
            return
        if flags & (os.O_WRONLY | os.O_RDWR) and "__pycache__" not in str(path):
            for paths in _lists:
                paths.append(str(path))


sys.addaudithook(_note)  # stays for the life of the process; it does nothing while nobody watches


@contextmanager
def written_files() -> Iterator[list[str]]:
    """Collect the paths; a nameless temporary file counts with its folder."""
    paths: list[str] = []
    _lists.append(paths)
    try:
        yield paths
    finally:
        _lists.remove(paths)
