"""Whom we believe when they say for whom they speak (X-Forwarded-For)."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings


def is_proxy(address: str) -> bool:
    """Whether a connection from this address comes from a proxy that TRUSTED_PROXIES names."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache(maxsize=4)
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name, strict=False) for name in names)
