"""Images and documents of the public library."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """An image of the public library. Readers see it while a live page uses it."""

    admin_form_fields = Image.admin_form_fields

    def generate_rendition_file(self, size: Any, *, source: Any = None) -> ContentFile[bytes]:
        """Make a size of the image; Wagtail would leave its temporary file to the garbage collector."""
        with super().generate_rendition_file(size, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)


class SiteRendition(AbstractRendition):
    """A size of an image; it follows its image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"),
        ]


class SiteDocument(AbstractDocument):
    """A file of the public library. Readers get it while a live page names it."""

    admin_form_fields = Document.admin_form_fields
