"""Pictures of the demonstration cases, drawn by code and looking like drawings: no patient, no machine, no names.

`python -m cases.drawings` draws them anew into `cases/demo/images`. The same picture comes out each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from cases.drawings import charts, ecg, eye, film, sections, skin

FOLDER: Final = Path(__file__).resolve().parents[1] / "demo" / "images"
PAINTERS: Final[dict[str, Callable[[], Image.Image]]] = {
    "audiogram": charts.audiogram,
    "blood_film": film.blood_film,
    "ct_head": sections.head,
    "ecg": ecg.strip,
    "fundus": eye.fundus,
    "growth_chart": charts.growth,
    "pneumothorax": sections.pneumothorax,
    "skin": skin.ring,
    "spirometry": charts.flow_volume,
    "xray_chest": sections.pneumonia,
}
_CHARTS: Final = frozenset({"audiogram", "ecg", "growth_chart", "spirometry"})


def path_of(name: str) -> Path:
    """The committed file of a drawing: charts keep their lines as PNG, the others are WebP."""
    return FOLDER / f"{name}.{'png' if name in _CHARTS else 'webp'}"


def write(name: str) -> Path:
    """Draw one picture into its file."""
    path = path_of(name)
    image = PAINTERS[name]()
    if name in _CHARTS:
        image.quantize(32, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
    else:
        image.save(path, "WEBP", quality=80, method=6)
    return path
