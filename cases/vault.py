"""Encrypting drafts: AES-GCM with a key that lies outside the database, bound to the draft and its author.

A row or file that is moved to another draft cannot be opened, and without the key nothing can.
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

from cases.content import DraftContent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import CaseDraft

_NONCE: Final = 12


def _cipher() -> AESGCM:
    key = settings.DRAFT_KEY
    return AESGCM(urlsafe_b64decode(key + "=" * (-len(key) % 4)))


def _seal(data: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, bound_to.encode())


def _open(sealed: bytes, bound_to: str) -> bytes:
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())


def _name(draft: CaseDraft, what: str) -> str:
    return f"case-draft:{draft.public_id}:{draft.owner_id}:{what}"


def write_content(draft: CaseDraft, content: DraftContent) -> None:
    """Put the content into the row, encrypted; the caller saves it."""
    draft.ciphertext = _seal(content.model_dump_json().encode(), _name(draft, "text"))


def read_content(draft: CaseDraft) -> DraftContent:
    """What the draft says."""
    return DraftContent.model_validate_json(_open(bytes(draft.ciphertext), _name(draft, "text")))


# --- the picture ----------------------------------------------------------------------------------


def folder() -> Path:
    """Where encrypted pictures of drafts lie, apart from every other file."""
    path = Path(settings.VAR_DIR) / "drafts"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep_picture(draft: CaseDraft, data: bytes) -> None:
    """Store a picture encrypted under a random name; the one before goes when the transaction commits."""
    drop_picture(draft)
    draft.image_path = secrets.token_hex(16)
    handle = os.open(folder() / draft.image_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(_seal(data, _name(draft, draft.image_path)))
        target.flush()
        os.fsync(target.fileno())


def read_picture(draft: CaseDraft) -> bytes:
    """The bytes of the draft's picture; FileNotFoundError when there is none."""
    if not draft.image_path:
        raise FileNotFoundError
    return _open((folder() / draft.image_path).read_bytes(), _name(draft, draft.image_path))


def drop_picture(draft: CaseDraft) -> None:
    """Forget the picture; its file goes when the transaction commits."""
    if draft.image_path:
        transaction.on_commit(partial((folder() / draft.image_path).unlink, missing_ok=True))
        draft.image_path = ""


def sweep(known: Iterable[str], *, older_than: float) -> int:
    """Remove files that no draft knows and that were written before that moment (seconds); returns how many."""
    named, gone = set(known), 0
    for path in folder().iterdir():
        if path.name not in named and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
