"""Private files: kept for one audience, and streamed to those who hold its token."""

from __future__ import annotations

from core.files.uploads import keep_private, path_of, read_private, remove_private, sweep_private

__all__ = ["keep_private", "path_of", "read_private", "remove_private", "sweep_private"]
