"""Pictures of submissions and cases: whose they are, and their end. Parts of the callers' transactions."""

from __future__ import annotations

from cases.models import CaseImage
from core.files import remove_private
from core.models import PrivateFile


def move_file(file: PrivateFile, audience: str) -> None:
    """Show a picture to other people than before."""
    file.audience = audience
    file.save(update_fields=["audience"])


def forget_file(file: PrivateFile) -> None:
    """Remove a picture that no case shows: the row now, the bytes when the transaction commits."""
    if CaseImage.objects.filter(file=file).exists():
        return
    remove_private(file)
