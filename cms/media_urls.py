"""Images and documents of the public library."""

from __future__ import annotations

from django.urls import path

from cms.views import media

urlpatterns = [
    path("images/<path:name>", media.rendition, name="cms-rendition"),
    path("original_images/<path:name>", media.original, name="cms-original"),
    path("documents/<int:document_id>/<str:filename>", media.document, name="wagtaildocs_serve"),
    path("documents/<path:name>", media.document_file, name="cms-document"),
]
