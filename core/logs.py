"""What may stand in the log: no address of people, no query string, no name."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any, Final

_EMAIL: Final = re.compile(r"[^\s\"'<>@]+@[^\s\"'<>@]+\.[A-Za-z]{2,}")
_QUERY: Final = re.compile(r"\?[^\s\"']+")


class PrivateFilter(logging.Filter):
    """Strip addresses and query strings from every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message of records that carry one as text; nothing is dropped."""
        if isinstance(record.msg, str):
            message = record.getMessage()
            record.msg = _QUERY.sub("?…", _EMAIL.sub("…@…", message))
            record.args = None
        return True


def without_words(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an exception came from, and cut addresses and query strings out of its words."""
    if "exception" in event:
        event["exception"] = _QUERY.sub("?…", _EMAIL.sub("…@…", str(event["exception"])))
    return event
