"""The embedded server: pages and sockets from one process, on what Python brings along."""

from __future__ import annotations

from core.serve.lock import is_running

__all__ = ["is_running"]
