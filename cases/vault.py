"""Encrypting drafts: AES-GCM with a key that lies outside the database, bound to the draft and its author.

A row or file that is moved to another draft cannot be opened, and without the key nothing can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.content import DraftContent
from core.files import sealed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cases.models import CaseDraft

_FOLDER: Final = "drafts"


def _name(draft: CaseDraft) -> str:
    return f"case-draft:{draft.public_id}:{draft.owner_id}"


def write_content(draft: CaseDraft, content: DraftContent) -> None:
    """Put the content into the row, encrypted; the caller saves it."""
    draft.ciphertext = sealed.seal(content.model_dump_json().encode(), f"{_name(draft)}:text")


def read_content(draft: CaseDraft) -> DraftContent:
    """What the draft says."""
    return DraftContent.model_validate_json(sealed.unseal(bytes(draft.ciphertext), f"{_name(draft)}:text"))


# --- the picture ----------------------------------------------------------------------------------


def folder() -> Path:
    """Where encrypted pictures of drafts lie, apart from every other file."""
    return sealed.folder(_FOLDER)


def keep_picture(draft: CaseDraft, data: bytes) -> None:
    """Store a picture encrypted under a random name; the one before goes when the transaction commits."""
    drop_picture(draft)
    draft.image_path = sealed.keep(_FOLDER, data, _name(draft))


def read_picture(draft: CaseDraft) -> bytes:
    """The bytes of the draft's picture; FileNotFoundError when there is none."""
    if not draft.image_path:
        raise FileNotFoundError
    return sealed.read(_FOLDER, draft.image_path, _name(draft))


def drop_picture(draft: CaseDraft) -> None:
    """Forget the picture; its file goes when the transaction commits."""
    if draft.image_path:
        sealed.drop(_FOLDER, draft.image_path)
        draft.image_path = ""


def sweep(known: Iterable[str], *, older_than: float) -> int:
    """Remove files that no draft knows and that were written before that moment (seconds); returns how many."""
    return sealed.sweep(_FOLDER, known, older_than=older_than)
