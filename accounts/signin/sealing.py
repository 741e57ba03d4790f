"""Secrets of factors and unsent texts at rest: AES-GCM with the key outside the database, bound to what they are."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE: Final = 12


def _cipher() -> AESGCM:
    key = settings.DRAFT_KEY
    return AESGCM(urlsafe_b64decode(key + "=" * (-len(key) % 4)))


def seal(data: bytes, bound_to: str) -> bytes:
    """Encrypt; only who names the same thing opens it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> bytes:
    """Decrypt; raises InvalidTag for what was changed, moved, or sealed under another key."""
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
