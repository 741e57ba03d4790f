"""Streaming the public library: each file only while a live page uses it, and always for editors."""

from __future__ import annotations

import mimetypes
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cms.images import visible_documents, visible_images
from cms.models import SiteDocument, SiteRendition
from core.middleware import viewer_of

_SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A size of an image; it follows its image."""
    found = get_object_or_404(SiteRendition.objects.select_related("image"), file=f"images/{name}")
    if not visible_images(viewer_of(request)).filter(pk=found.image_id).exists():
        raise Http404
    return _stream(found.file)


@require_safe
def original(request: HttpRequest, name: str) -> FileResponse:
    """An image as it was uploaded."""
    found = get_object_or_404(visible_images(viewer_of(request)), file=f"original_images/{name}")
    return _stream(found.file)


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> FileResponse:
    """A document of the library, under the name that it has."""
    found = get_object_or_404(visible_documents(viewer_of(request)), pk=document_id)
    if found.filename != filename:
        raise Http404
    return _stream(found.file, name=found.filename)


@require_safe
def document_file(request: HttpRequest, name: str) -> FileResponse:
    """The same by the name of its file in the storage."""
    found: SiteDocument = get_object_or_404(visible_documents(viewer_of(request)), file=f"documents/{name}")
    return _stream(found.file, name=found.filename)


def _stream(file: Any, name: str = "") -> FileResponse:
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    try:
        handle = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    shown = content_type in _SHOWN
    response = FileResponse(
        handle,
        as_attachment=not shown,
        filename=name or file.name.rsplit("/", 1)[-1],
        content_type=content_type if shown else "application/octet-stream",
    )
    # The right to see it can end when a page is taken back, so every use asks again.
    response["Cache-Control"] = "private, no-cache" if shown else "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
