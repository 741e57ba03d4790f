"""Drawings of the demonstration articles, made by code: no writing in them, so that every language can use them.

`python -m cms.drawings` draws them anew into `cms/demo/images`. The same picture comes out each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from cms.drawings import body, doing, lines

FOLDER: Final = Path(__file__).resolve().parents[1] / "demo" / "images"
PAINTERS: Final[dict[str, Callable[[], Image.Image]]] = {
    "airways": body.airways,
    "breath": lines.breath,
    "cuff": doing.cuff,
    "glass_test": doing.glass_test,
    "lying_with_raised_legs": doing.lying_with_raised_legs,
    "migraine_stages": lines.migraine_stages,
    "moles": body.moles,
    "nights": lines.nights,
    "plate": doing.plate,
    "sips": doing.sips,
    "spacer": doing.spacer,
    "stroke_signs": body.stroke_signs,
    "urinary_tract": body.urinary_tract,
}


def path_of(name: str) -> Path:
    """The committed file of a drawing."""
    return FOLDER / f"{name}.webp"


def write(name: str) -> Path:
    """Draw one picture into its file."""
    path = path_of(name)
    PAINTERS[name]().save(path, "WEBP", lossless=True, method=4)
    return path
