"""Files that nobody reads from the disk: AES-GCM with a key that lies outside the database, bound to what they are.

A file or a row that is moved elsewhere cannot be opened, and without the key nothing can.
"""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64decode
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

_NONCE: Final = 12


def _cipher() -> AESGCM:
    key = settings.DRAFT_KEY
    return AESGCM(urlsafe_b64decode(key + "=" * (-len(key) % 4)))


def seal(data: bytes, bound_to: str) -> bytes:
    """Encrypt bytes; only who names the same thing opens them."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> bytes:
    """Decrypt; raises InvalidTag for bytes that were changed or that belong to something else."""
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())


def folder(name: str) -> Path:
    """A folder of sealed files, apart from every other file."""
    path = Path(settings.VAR_DIR) / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(name: str, data: bytes, bound_to: str) -> str:
    """Store bytes sealed under a random name, which is returned; on the disk before any row speaks of them."""
    path = secrets.token_hex(16)
    handle = os.open(folder(name) / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(seal(data, f"{bound_to}:{path}"))
        target.flush()
        os.fsync(target.fileno())
    return path


def read(name: str, path: str, bound_to: str) -> bytes:
    """The bytes of a sealed file; FileNotFoundError when it is gone."""
    return unseal((folder(name) / path).read_bytes(), f"{bound_to}:{path}")


def drop(name: str, path: str) -> None:
    """Remove a file when the transaction commits."""
    transaction.on_commit(partial((folder(name) / path).unlink, missing_ok=True))


def sweep(name: str, known: Iterable[str], *, older_than: float) -> int:
    """Remove files that no row knows and that were written before that moment (seconds); returns how many."""
    named, gone = set(known), 0
    for path in folder(name).iterdir():
        if path.name not in named and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
