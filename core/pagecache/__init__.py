"""A cache of finished public pages for strangers, that is never a moment behind a publication."""

from __future__ import annotations

from core.pagecache.decorator import cached_public, watched_kinds
from core.pagecache.generation import bump_generation

__all__ = ["bump_generation", "cached_public", "watched_kinds"]
