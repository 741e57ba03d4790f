"""A patch of skin with a ring."""

from __future__ import annotations

import random
from typing import Final

from PIL import Image

from cases.drawings.canvas import INK, Sheet, ellipse, smooth

_SIZE: Final = (1000, 760)
_SKIN: Final = (226, 190, 164)


def ring() -> Image.Image:
    """Erythema migrans: a large oval red ring, paler inside, a small dark point at its centre, and a ruler."""
    sheet = Sheet(*_SIZE, _SKIN)
    chance = random.Random(5)  # noqa: S311 - the same each time, not secret
    for _line in range(90):
        x, y = chance.uniform(-40, 960), chance.uniform(-20, 780)
        tone = chance.randint(-9, 9)
        colour = (_SKIN[0] + tone, _SKIN[1] + tone, _SKIN[2] + tone)
        sheet.soft_line([(x, y), (x + chance.uniform(30, 90), y + chance.uniform(-22, 22))], colour, 7, 6)
    centre = (500.0, 330.0)
    for radii, colour, blur in (
        ((318, 238), (217, 146, 126), 16),
        ((294, 216), (201, 99, 86), 9),
        ((246, 172), (221, 160, 139), 14),
        ((176, 112), (226, 180, 156), 20),
        ((60, 44), (211, 138, 120), 14),
    ):
        wobble = [(x + chance.uniform(-5, 5), y + chance.uniform(-5, 5)) for x, y in ellipse(centre, radii, 6, 26)]
        sheet.soft(smooth([*wobble, wobble[0]]), colour, blur)
    sheet.soft(ellipse((502, 334), (11, 9)), (105, 58, 50), 2)
    for _hair in range(26):
        x, y = chance.uniform(20, 980), chance.uniform(20, 640)
        bend = chance.uniform(-12, 12)
        sheet.line(smooth([(x, y), (x + 9, y + 16 + bend), (x + 12 + bend, y + 36)]), (150, 108, 86), 1)
    _ruler(sheet)
    return sheet.finished(grain=10, seed=3)


def _ruler(sheet: Sheet) -> None:
    """Sixteen centimetres for the longest way through the ring."""
    left, top, unit = 182, 640, 39.75
    sheet.shape(
        [(left - 16, top), (left + 16 * unit + 16, top), (left + 16 * unit + 16, 712), (left - 16, 712)],
        (250, 250, 246),
    )
    for tick in range(33):
        x = left + tick * unit / 2
        sheet.line([(x, top), (x, top + (26 if tick % 10 == 0 else 18 if tick % 2 == 0 else 10))], INK, 1.5)
    for number in (0, 5, 10, 15):
        sheet.text((left + number * unit, top + 48), str(number), size=18)
