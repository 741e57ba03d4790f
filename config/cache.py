"""The cache that processes share: Redis, and while it is away the memory of each process."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
_AWAY_SECONDS: Final = 3.0
_CLEARED_AT_ONCE: Final = 500


def _ask(name: str) -> Callable[..., Any]:
    """A method that asks Redis, or the memory of this process while Redis is away."""

    def asked(self: SharedClient, *args: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return getattr(self.shared, name)(*args)
            except RedisError as error:
                self.away_until = time.monotonic() + _AWAY_SECONDS
                log.warning("cache.away", error=type(error).__name__)
        return getattr(self.local, name)(*args)

    return asked


class SharedClient:
    """What Django's Redis cache asks, with an answer at all times.

    Without Redis the limits of sign-in still count, each process for itself, and no page fails.
    """

    def __init__(self, servers: list[str], *, pattern: str, **options: Any) -> None:
        self._pattern = pattern
        self.shared = RedisCacheClient(servers, **options)
        self.local = LocMemCache("shared-cache-away", {})
        self.away_until = 0.0

    add = _ask("add")
    get = _ask("get")
    set = _ask("set")
    touch = _ask("touch")
    delete = _ask("delete")
    get_many = _ask("get_many")
    has_key = _ask("has_key")
    incr = _ask("incr")
    set_many = _ask("set_many")
    delete_many = _ask("delete_many")

    def clear(self) -> None:
        """Drop the keys of this pattern only: the queues of the broker may live in the same Redis."""
        self.local.clear()
        try:
            client = self.shared.get_client(None, write=True)
            waiting = list(client.scan_iter(match=self._pattern, count=_CLEARED_AT_ONCE))
            if waiting:
                client.delete(*waiting)
        except RedisError as error:
            log.warning("cache.away", error=type(error).__name__)


class SharedCache(RedisCache):
    """Django's Redis cache on a client that never fails."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = partial(SharedClient, pattern=f"{self.key_prefix}:*")
