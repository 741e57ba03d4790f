"""Pictures for demonstration cases, drawn by code and looking like drawings: no patient, no machine, no writing."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

_WIDE: Final = (1200, 420)
_TALL: Final = (900, 900)
_PAPER: Final = (255, 248, 244)
_GRID: Final = (240, 205, 196)
_INK: Final = (23, 33, 31)


def draw(name: str) -> bytes | None:
    """The drawing of that name as a PNG; None when there is none."""
    painter = _PAINTERS.get(name)
    if painter is None:
        return None
    out = io.BytesIO()
    painter().save(out, "PNG")
    return out.getvalue()


def _ecg() -> Image.Image:
    """A rhythm strip: narrow complexes at uneven distances over a fine wavy line."""
    image = Image.new("RGB", _WIDE, _PAPER)
    pen = ImageDraw.Draw(image)
    for step in range(0, _WIDE[0], 20):
        pen.line([(step, 0), (step, _WIDE[1])], fill=_GRID, width=2 if step % 100 == 0 else 1)
    for step in range(0, _WIDE[1], 20):
        pen.line([(0, step), (_WIDE[0], step)], fill=_GRID, width=2 if step % 100 == 0 else 1)
    beats, place = [], 60
    for number in range(40):
        beats.append(place)
        place += 66 + int(18 * math.sin(number * 2.4) + 12 * math.sin(number * 5.1))
    pen.line([(x, _height(x, beats)) for x in range(_WIDE[0])], fill=_INK, width=3, joint="curve")
    return image


def _height(x: int, beats: list[int]) -> float:
    """The height of the line at x: fine waves, and a spike at each beat."""
    base = 240 + 5 * math.sin(x / 7) + 4 * math.sin(x / 4.3)
    for beat in beats:
        distance = x - beat
        base -= 150 * math.exp(-((distance / 4) ** 2))
        base += 45 * math.exp(-(((distance - 9) / 4) ** 2))
        base -= 22 * math.exp(-(((distance - 30) / 9) ** 2))
    return base


def _skin() -> Image.Image:
    """A patch of drawn skin with an oval ring, paler inside, a dark point at its centre, and a ruler."""
    image = Image.new("RGB", _TALL, (226, 190, 164))
    pen = ImageDraw.Draw(image)
    for step in range(0, 900, 30):
        pen.arc([step - 500, -200, step + 700, 1300], 300, 60, fill=(216, 178, 151), width=2)
    for grow, colour in ((60, (212, 134, 116)), (35, (200, 96, 84)), (0, (220, 168, 146)), (-70, (227, 186, 162))):
        pen.ellipse([220 - grow, 290 - grow, 680 + grow, 610 + grow], fill=colour)
    pen.ellipse([438, 438, 462, 462], fill=(96, 52, 46))
    pen.rectangle([120, 770, 780, 830], fill=(250, 250, 246), outline=_INK, width=2)
    for step in range(0, 661, 33):
        pen.line([(120 + step, 770), (120 + step, 800 if step % 165 == 0 else 788)], fill=_INK, width=2)
    return image


def _chest() -> Image.Image:
    """Two lungs, ribs, a heart, and a pale patch with soft borders at the base on the left side of the sheet."""
    image = Image.new("L", _TALL, 40)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle([110, 90, 790, 860], radius=150, fill=120)
    pen.ellipse([170, 150, 420, 760], fill=62)
    pen.ellipse([480, 150, 730, 760], fill=62)
    for number in range(8):
        top = 170 + number * 72
        for start, end in ((150, 430), (470, 750)):
            pen.arc([start, top, end, top + 150], 190, 350, fill=104, width=9)
    pen.rectangle([432, 60, 468, 860], fill=158)
    pen.ellipse([400, 420, 640, 740], fill=150)
    for ring in range(12):
        pen.ellipse([205 + 6 * ring, 570 + 5 * ring, 395 - 6 * ring, 720 - 5 * ring], fill=70 + 8 * ring)
    for number in range(3):
        pen.line([(250 + 34 * number, 600), (276 + 34 * number, 690)], fill=92, width=5)
    return image


_PAINTERS: Final[dict[str, Callable[[], Image.Image]]] = {"ecg": _ecg, "skin": _skin, "xray_chest": _chest}
