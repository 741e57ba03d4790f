"""How fast a command that writes much may go: one record a transaction, with room for others between."""

from __future__ import annotations

import time
from typing import Final

from core import outbox
from core.serve import is_running

_PAUSE_SECONDS: Final = 0.05
_TOGETHER: Final = 25


class Pace:
    """Called after each record and at the end.

    SQLite's waiting writers are not fair: without a pause a server beside this command starves for seconds. Without
    a server nobody else makes new pages findable, so that happens here, for some of them at a time.
    """

    def __init__(self) -> None:
        self._written = 0

    def step(self) -> None:
        """Leave room after a record."""
        if is_running():
            time.sleep(_PAUSE_SECONDS)
            return
        self._written += 1
        if self._written >= _TOGETHER:
            self.finish()

    def finish(self) -> None:
        """Do what follows from the records written since the last time."""
        if self._written and not is_running():
            outbox.drain_now()
        self._written = 0
