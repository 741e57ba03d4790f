"""Only the pixels of an image come through, and a hostile one harms nobody."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from core.imaging import MOST_BYTES, CleanResult, ImageRefused, clean_image_bytes, clean_in_child

SECRET = "Patient John Smith 1950"
ROOT = Path(__file__).resolve().parents[3]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture() -> Image.Image:
    size = (40, 20)
    image = Image.new("RGB", size)
    image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    return image


def telling_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = exif[0x013B] = exif[0x010F] = SECRET
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    data = encoded(
        picture(), "JPEG", exif=exif, comment=SECRET.encode(), icc_profile=SECRET.encode() * 10, dpi=(300, 300)
    )
    return data + b"%PDF-1.4 " + SECRET.encode()


def telling_png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET)
    text.add_itxt("XML:com.adobe.xmp", SECRET)
    return encoded(picture(), "PNG", pnginfo=text) + b"PK\x03\x04" + SECRET.encode()


def telling_webp() -> bytes:
    return encoded(picture(), "WEBP", xmp=SECRET.encode(), icc_profile=SECRET.encode() * 10, lossless=True)


@pytest.mark.parametrize("make", [telling_jpeg, telling_png, telling_webp])
def test_nothing_but_pixels_is_left(make: Callable[[], bytes]) -> None:
    data = make()
    assert b"John Smith" in data
    clean = clean_image_bytes(data)
    assert b"John" not in clean.data
    again = Image.open(io.BytesIO(clean.data))
    assert not again.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "Author"} & set(again.info)


def test_exif_orientation_is_applied() -> None:
    clean = clean_image_bytes(telling_jpeg())
    assert (clean.width, clean.height, clean.content_type) == (20, 40, "image/jpeg")


@pytest.mark.parametrize("make", [telling_jpeg, telling_png, telling_webp])
def test_exiftool_finds_no_metadata(make: Callable[[], bytes], exiftool: str, tmp_path: Path) -> None:
    path = tmp_path / "clean"
    path.write_bytes(clean_image_bytes(make()).data)
    done = subprocess.run([exiftool, "-json", "-G1", "-a", "-u", str(path)], capture_output=True, check=True)
    groups = {name.partition(":")[0] for name in json.loads(done.stdout)[0] if ":" in name}
    assert groups <= {"System", "File", "ExifTool", "Composite", "JFIF", "PNG", "RIFF"}, groups
    assert b"John" not in done.stdout


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("I;16", "PNG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP"), ("L", "JPEG")],
)
def test_unusual_pixels_become_ordinary_ones(mode: str, kind: str) -> None:
    clean = clean_image_bytes(encoded(Image.new(mode, (9, 7)), kind))
    assert (clean.width, clean.height) == (9, 7)
    assert Image.open(io.BytesIO(clean.data)).mode in {"L", "RGB", "RGBA"}


def test_sixteen_bits_keep_their_contrast() -> None:
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 1000)
    deep.putpixel((1, 0), 3000)
    flat = Image.open(io.BytesIO(clean_image_bytes(encoded(deep, "PNG")).data))
    assert (flat.getpixel((0, 0)), flat.getpixel((1, 0))) == (0, 255)


def _png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (body, data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


REFUSED = {
    "empty": (b"", "empty"),
    "text": (b"hello", "not a JPEG"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
    "PDF": (b"%PDF-1.7\n", "PDF"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "GIF": (encoded(Image.new("P", (2, 2)), "GIF"), "GIF"),
    "TIFF": (encoded(Image.new("L", (2, 2)), "TIFF"), "not a JPEG"),
    "too many pixels": (_png_header(60_000, 60_000), "million pixels"),
    "too many bytes": (b"\xff\xd8" + b"\0" * MOST_BYTES, "larger than"),
    "truncated": (encoded(Image.effect_noise((200, 200), 80), "JPEG")[:2000], "damaged"),
    "animated": (
        encoded(Image.new("RGB", (4, 4)), "PNG", save_all=True, append_images=[Image.new("RGB", (4, 4), "red")]),
        "Moving",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_is_a_sentence(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(ImageRefused, match=words):
        clean_image_bytes(data)


def test_child_returns_the_same_picture() -> None:
    clean = clean_in_child(telling_png())
    assert clean == CleanResult(clean_image_bytes(telling_png()).data, 40, 20, "image/png")


@pytest.mark.parametrize("name", ["too many pixels", "truncated", "SVG"])
def test_child_refuses_with_the_same_sentence(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(ImageRefused, match=words):
        clean_in_child(data)


def test_large_photo_passes_the_limits_of_the_child() -> None:
    clean = clean_in_child(encoded(Image.new("RGB", (8000, 6000), "gray"), "JPEG", quality=20))
    assert (clean.width, clean.height) == (8000, 6000)


def test_imaging_knows_no_django() -> None:
    source = (ROOT / "core" / "imaging.py").read_text(encoding="utf-8")
    assert "import django" not in source
    assert "from django" not in source
