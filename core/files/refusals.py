"""The sentences of core.imaging, marked for translation: it runs without Django and cannot mark its own."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

SENTENCES: Final = (
    _("This image needs too much memory to be opened."),
    _("This image is damaged or incomplete. Please export it again and retry."),
    _("This image took too long to open."),
    _("This image could not be opened safely."),
    _("This file is empty."),
    _("This image is larger than 25 MB. Please send a smaller copy."),
    _("Moving images are not accepted. Please send a single picture."),
    _("This image has more than 50 million pixels. Please send a smaller copy."),
    _("GIF images are not accepted. Please send a JPEG, PNG or WebP image."),
    _("PDF files are not accepted. Please send a JPEG, PNG or WebP image."),
    _("HEIC, AVIF and video files are not accepted. Please send a JPEG, PNG or WebP image."),
    _("SVG drawings are not accepted. Please send a JPEG, PNG or WebP image."),
    _("DICOM files are not accepted. Please send a JPEG, PNG or WebP image."),
    _("This file is not a JPEG, PNG or WebP image, or it is damaged."),
)
