"""Numbers that protect the server from its clients."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client, and all of them, may take. The defaults suit the embedded server."""

    threads: int = 3  # more only adds hand-overs of the interpreter lock
    streams: int = 4
    waiting: int = 64
    body: int = 30 * 1024 * 1024
    small_body: int = 64 * 1024
    bodies: int = 256 * 1024 * 1024  # all large bodies together: they are kept in memory
    body_pause: float = 20.0  # seconds without a byte
    body_total: float = 300.0
    head: float = 20.0  # seconds until the first request line and headers are complete
    head_size: int = 256 * 1024  # of a head that comes in pieces; a whole one is read at once
    connections_per_address: int = 600  # a hospital is one address
