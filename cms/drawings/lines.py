"""Drawings of what changes with time: a night, a breath, an attack."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cms.drawings.canvas import CLAY, STONE, TEAL, Sheet, arc, between, curve

if TYPE_CHECKING:
    from PIL import Image

    from cms.drawings.canvas import Point


def nights() -> Image.Image:
    """Two nights between moon and sun: sleep in pieces over a long time in bed, and one piece in a shorter time."""
    sheet = Sheet()
    sheet.shape([*arc((110, 110), (56, 56), 40, 300), *reversed(arc((142, 96), (50, 50), 75, 265))], STONE)
    sheet.oval((1090, 110), (42, 42), CLAY)
    for number in range(8):
        angle = math.tau * number / 8
        sheet.line([(1090 + r * math.cos(angle), 110 + r * math.sin(angle)) for r in (60, 80)], CLAY, 7)
    sheet.dashed((190, 110), (1000, 110))
    sheet.box((90, 220), (1110, 330), STONE, 30)
    for start, end in ((190, 330), (410, 480), (600, 760), (860, 920)):
        sheet.shape([(start, 246), (end, 246), (end, 304), (start, 304)], CLAY, solid=True)
    sheet.box((310, 420), (1000, 530), STONE, 30)
    sheet.shape([(340, 446), (970, 446), (970, 504), (340, 504)], TEAL, solid=True)
    return sheet.finished()


def breath() -> Image.Image:
    """A line that rises over four dots and falls over six, two times."""
    sheet = Sheet()
    sheet.line([(70, 500), (1130, 500)], STONE, 7)
    for start in (90, 600):
        low, top, end = (start, 440.0), (start + 204, 140.0), (start + 510, 440.0)
        sheet.line(_eased(low, top), TEAL, 14)
        sheet.line(_eased(top, end), CLAY, 14)
        for second in range(10):
            sheet.dot((start + 25 + 51 * second, 550), 14, TEAL if second < 4 else CLAY)
    return sheet.finished()


def _eased(start: Point, end: Point) -> list[Point]:
    """A way that begins and ends softly."""
    steps = [step / 40 for step in range(41)]
    return [
        (between(start, end, part)[0], between(start, end, (1 - math.cos(math.pi * part)) / 2)[1]) for part in steps
    ]


def migraine_stages() -> Image.Image:
    """A thread with four nodes: small waves, a zigzag, a high hill that throbs, and a slow way down."""
    sheet = Sheet()
    sheet.line([(70, 520), (1130, 520)], STONE, 7)
    for x, colour in ((170, STONE), (420, CLAY), (700, CLAY), (1010, STONE)):
        sheet.dot((x, 520), 22, colour)
    sheet.line(curve([(80, 420), (120, 404), (160, 424), (200, 402), (240, 424), (300, 410)]), TEAL, 12)
    zigzag = [(340 + 26 * step, 400 - 44 * (step % 2) - 6 * step) for step in range(7)]
    sheet.line(zigzag, CLAY, 12)
    hill = [(540, 350), (590, 200), (640, 120), (670, 160), (700, 96), (732, 150), (764, 100), (800, 170), (850, 290)]
    sheet.line(curve([(496, 364), *hill]), CLAY, 14)
    sheet.line(curve([(850, 290), (920, 370), (1010, 404), (1120, 420)]), TEAL, 12)
    return sheet.finished()
