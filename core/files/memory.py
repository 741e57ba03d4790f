"""Uploads that never touch a disk: a picture as it was sent may still show who the patient is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict


class MemoryOnlyHandler(MemoryFileUploadHandler):
    """Django's, but what it would leave to a temporary file is refused."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Look at the size before anything is read. Raises RequestDataTooBig, which is answered with 400."""
        super().handle_raw_input(*args, **kwargs)
        if not self.activated:
            raise RequestDataTooBig("The upload is larger than FILE_UPLOAD_MAX_MEMORY_SIZE.")
        return None
