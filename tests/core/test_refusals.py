"""Each sentence of the image cleaner is known in Spanish."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext, override

from core.files.refusals import SENTENCES
from core.imaging import MOST_BYTES, ImageRefused, clean_image_bytes

REFUSED = {
    "nothing": b"",
    "too large": b"x" * (MOST_BYTES + 1),
    "gif": b"GIF89a" + b"\0" * 600,
    "pdf": b"%PDF-1.7",
    "heic": b"\0\0\0\x18ftypheic",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "dicom": b"\0" * 128 + b"DICM",
    "words": b"hello",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_is_said_in_both_languages(data: bytes) -> None:
    with pytest.raises(ImageRefused) as refusal:
        clean_image_bytes(data)
    sentence = str(refusal.value)
    assert sentence in SENTENCES
    with override("es"):
        assert gettext(sentence) != sentence
