"""What a row of the outbox says about a failure: enough to find the fault, nothing of the data that met it."""

from __future__ import annotations

import socket
import traceback
from pathlib import Path
from smtplib import SMTPConnectError, SMTPServerDisconnected
from typing import Final

from django.conf import settings


class Away(Exception):
    """Something that the work needs does not answer. The work waits until it does, however long that takes."""


_AWAY: Final = (Away, ConnectionError, TimeoutError, socket.gaierror, SMTPConnectError, SMTPServerDisconnected)
# Numbers and codes by which an exception may tell more; never its words.
_CODES: Final = ("sqlstate", "smtp_code", "status_code", "errno")


def is_away(error: Exception) -> bool:
    """Whether nothing is wrong with the work itself."""
    return isinstance(error, _AWAY)


def reason_of(error: Exception) -> str:
    """Class, codes and place of an exception and of what caused it.

    Its words are left out: they may quote an address, a row of the database or somebody's text.
    """
    cause = error.__cause__
    named = _named(error) if cause is None else f"{_named(error)} from {_named(cause)}"
    return f"{named} at {_place(error)}"


def _named(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    codes = [str(code) for code in (getattr(error, name, None) for name in _CODES) if _is_code(code)]
    return " ".join([name, *codes])


def _is_code(value: object) -> bool:
    """A number, or the five signs of an SQLSTATE."""
    return isinstance(value, int) or (isinstance(value, str) and len(value) == 5 and value.isalnum())


def _place(error: Exception) -> str:
    """The last line of our own that was reached."""
    root = Path(settings.BASE_DIR)
    found = "nowhere"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            found = f"{path.relative_to(root)}:{frame.lineno}"
    return found
