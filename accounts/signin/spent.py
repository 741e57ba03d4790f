"""Codes and tokens that count once, in every process of the site."""

from __future__ import annotations

import hashlib
from datetime import datetime

from accounts.signin.models import SpentToken
from core import clock


def spend(what: str, *, until: datetime) -> bool:
    """Use something up; False when it was used before. It is remembered until it would be refused anyway."""
    digest = hashlib.sha256(what.encode()).hexdigest()
    _row, is_first = SpentToken.objects.get_or_create(digest=digest, defaults={"expires_at": until})
    return is_first


def prune() -> int:
    """Forget what has run out; returns how many."""
    return SpentToken.objects.filter(expires_at__lt=clock.now()).delete()[0]
