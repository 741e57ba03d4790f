"""Uploads: what is taken in, and how private files are streamed to those who may see them."""

from __future__ import annotations

from core.files.uploads import CleanImage, UploadRefused, clean_image, keep_private, read_private, remove_private

__all__ = ["CleanImage", "UploadRefused", "clean_image", "keep_private", "read_private", "remove_private"]
