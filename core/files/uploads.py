"""Checking uploads in a short-lived child process, and keeping private files outside every public folder."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock
from core.models import PrivateFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES: Final = 25 * 1024 * 1024
_TIMEOUT_SECONDS: Final = 20
_REFUSED: Final = 3


class UploadRefused(Exception):
    """The file is not taken. The message is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image rebuilt from its pixels: nothing else of the upload is left."""

    data: bytes
    width: int
    height: int
    content_type: str


def clean_image(upload: UploadedFile[Any]) -> CleanImage:
    """Rebuild an uploaded image from its pixels in a child process with limits.

    Raises UploadRefused with a sentence for anything that is not a plain JPEG, PNG or WebP.
    """
    if upload.size is not None and upload.size > MAX_BYTES:
        raise UploadRefused(_("This file is larger than 25 MB. Please send a smaller picture."))
    return clean_image_bytes(upload.read())


def clean_image_bytes(data: bytes) -> CleanImage:
    """As `clean_image`, from bytes."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.imaging"],
            input=data,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(settings.BASE_DIR)},
        )
    except subprocess.TimeoutExpired as error:
        raise UploadRefused(_("This picture takes too long to read. Please save it again and retry.")) from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip() if done.returncode == _REFUSED else ""
        raise UploadRefused(
            _(reason) if reason else _("This file cannot be read as a picture. JPEG, PNG or WebP work.")
        )
    header, _newline, body = done.stdout.partition(b"\n")
    content_type, width, height = header.decode().split()
    return CleanImage(body, int(width), int(height), content_type)


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "media" / "private"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_private(data: bytes, *, audience: str, name: str, content_type: str) -> PrivateFile:
    """Store bytes under a random name for one audience. Part of the caller's transaction.

    The bytes are on disk before the row exists, so no row is ever without its file.
    """
    path = secrets.token_hex(16)
    target = _folder() / path
    with target.open("xb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    return PrivateFile.objects.create(
        audience=audience, name=name, content_type=content_type, size=len(data), path=path, created=clock.now()
    )


def read_private(file: PrivateFile) -> bytes:
    """The bytes of a private file."""
    return (_folder() / file.path).read_bytes()


def path_of(file: PrivateFile) -> Path:
    """Where the bytes lie, for streaming."""
    return _folder() / file.path


def remove_private(file: PrivateFile) -> None:
    """Remove the row and its bytes."""
    path = path_of(file)
    file.delete()
    path.unlink(missing_ok=True)
