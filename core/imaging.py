"""Rebuilds an image from its pixels, so that nothing but the picture is left; pure Python and Pillow, no Django.

`clean_in_child` is what the site calls: the decoding runs in a short-lived process with limits on memory and
time. `python -m core.imaging < in > out` is that process: exit 0 and the clean bytes, or exit 3 and one sentence.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 25 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 16_000
REFUSED: Final = 3
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_CONTENT_TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_SIXTEEN_BIT: Final = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
_MEMORY: Final = 1_500 * 1024 * 1024
_SECONDS: Final = 20
_ROOT: Final = Path(__file__).resolve().parents[1]


class ImageRefused(ValueError):
    """The image is not taken; the message is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanResult:
    """A picture without anything around it."""

    data: bytes
    width: int
    height: int
    content_type: str


def clean_image_bytes(data: bytes) -> CleanResult:
    """Decode, turn upright and encode again from the pixels alone. Raises ImageRefused.

    Runs in the calling process: data from outside go through `clean_in_child`.
    """
    _check_size(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _check_picture(image)
                kind = image.format or ""
                image.load()
                return _rebuilt(image, kind)
        except ImageRefused:
            raise
        except UnidentifiedImageError as problem:
            raise ImageRefused(_unknown(data)) from problem
        except Image.DecompressionBombError as problem:
            raise ImageRefused(_too_many_pixels()) from problem
        except MemoryError as problem:
            message = "This image needs too much memory to be opened."
            raise ImageRefused(message) from problem
        except Exception as problem:  # the decoders raise many kinds for broken data
            message = "This image is damaged or incomplete. Please export it again and retry."
            raise ImageRefused(message) from problem


def clean_in_child(data: bytes) -> CleanResult:
    """The same in a process of its own, which a hostile image may exhaust. Raises ImageRefused."""
    _check_size(data)
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LD_LIBRARY_PATH"}}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.imaging"],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            env=environment,
            timeout=2 * _SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        message = "This image took too long to open."
        raise ImageRefused(message) from problem
    if done.returncode == REFUSED:
        raise ImageRefused(done.stderr.decode(errors="replace").strip())
    if done.returncode != 0:
        message = "This image could not be opened safely."
        raise ImageRefused(message)
    with Image.open(io.BytesIO(done.stdout), formats=_FORMATS) as image:  # reads the header of our own output only
        return CleanResult(done.stdout, image.width, image.height, _CONTENT_TYPES[image.format or ""])


def _check_size(data: bytes) -> None:
    if not data:
        message = "This file is empty."
        raise ImageRefused(message)
    if len(data) > MOST_BYTES:
        message = f"This image is larger than {MOST_BYTES // 1024 // 1024} MB. Please send a smaller copy."
        raise ImageRefused(message)


def _check_picture(image: Image.Image) -> None:
    """What the header says, before any pixel is decoded."""
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise ImageRefused(_too_many_pixels())
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:  # phones put a preview behind the photo
        message = "Moving images are not accepted. Please send a single picture."
        raise ImageRefused(message)


def _too_many_pixels() -> str:
    return f"This image has more than {MOST_PIXELS // 1_000_000} million pixels. Please send a smaller copy."


def _unknown(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if data.startswith(b"GIF8"):
        name = "GIF images"
    elif data.startswith(b"%PDF"):
        name = "PDF files"
    elif data[4:8] == b"ftyp":
        name = "HEIC, AVIF and video files"
    elif b"<svg" in start or start.startswith(b"<?xml"):
        name = "SVG drawings"
    elif data[128:132] == b"DICM":
        name = "DICOM files"
    else:
        return "This file is not a JPEG, PNG or WebP image, or it is damaged."
    return f"{name} are not accepted. Please send a JPEG, PNG or WebP image."


def _rebuilt(image: Image.Image, kind: str) -> CleanResult:
    upright = ImageOps.exif_transpose(image)
    plain = _eight_bit(upright)
    fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    if kind in {"JPEG", "MPO"} and fresh.mode == "RGBA":
        fresh = fresh.convert("RGB")
    out = io.BytesIO()
    if kind == "PNG":
        fresh.save(out, "PNG", optimize=False)
    elif kind == "WEBP":
        fresh.save(out, "WEBP", quality=92, method=2)
    else:
        fresh.save(out, "JPEG", quality=92, subsampling=0)
    return CleanResult(out.getvalue(), fresh.width, fresh.height, _CONTENT_TYPES[kind])


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey, RGB or RGBA with eight bits a channel; 16 bits are stretched to what the picture uses."""
    if image.mode in _SIXTEEN_BIT:
        wide = image.convert("F")
        low, high = (float(str(edge)) for edge in wide.getextrema())
        scale = 255.0 / ((high - low) or 1.0)
        return wide.point(lambda value: value * scale - low * scale).convert("L")
    if image.mode in {"L", "RGB", "RGBA"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _limit_process() -> None:
    """Bound what this process may use."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Clean standard input to standard output."""
    _limit_process()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        result = clean_image_bytes(data)
    except ImageRefused as problem:
        sys.stderr.write(f"{problem}\n")
        return REFUSED
    sys.stdout.buffer.write(result.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
