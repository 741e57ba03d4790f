"""What may stand in the log: no address of people, no query string, no name."""

from __future__ import annotations

import logging
import re
from typing import Final

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
