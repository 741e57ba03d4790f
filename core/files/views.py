"""Streaming private files after the permission check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from core.access import get_visible_or_404
from core.files.uploads import path_of
from core.middleware import viewer_of
from core.models import PrivateFile

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

_SHOWN_IN_PAGE = {"image/jpeg", "image/png", "image/webp"}


@require_safe
def private_file(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Stream one file to a viewer whose grants include its audience."""
    file = get_visible_or_404(PrivateFile.objects.all(), viewer_of(request), public_id=public_id)
    try:
        handle = path_of(file).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    inline = file.content_type in _SHOWN_IN_PAGE
    response = FileResponse(handle, as_attachment=not inline, filename=file.name, content_type=file.content_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
