"""Drawings of the body, inside and outside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cms.drawings.canvas import CLAY, STONE, TEAL, Sheet, arc, curve, loop

if TYPE_CHECKING:
    from PIL import Image

    from cms.drawings.canvas import Colour, Point


def airways() -> Image.Image:
    """Two airways cut across: one wide with a thin wall, one narrow with a thick wall and mucus."""
    sheet = Sheet()
    _ring(sheet, (310, 300), 150, TEAL)
    for number in range(7):
        angle = math.tau * number / 7
        reach = 0 if number == 0 else 88
        sheet.dot((310 + reach * math.cos(angle), 300 + reach * math.sin(angle)), 13)
    _ring(sheet, (890, 300), 78, CLAY)
    sheet.shape(loop([(822, 322), (850, 330), (880, 352), (920, 346), (950, 336), (930, 364), (890, 376)]), CLAY)
    sheet.dot((884, 276), 13)
    sheet.dot((914, 306), 13)
    return sheet.finished()


def _ring(sheet: Sheet, centre: Point, opening: float, colour: Colour) -> None:
    sheet.oval(centre, (205, 205), colour)
    inner = arc(centre, (opening, opening), 0, 360)
    sheet.clear(inner)
    sheet.line(inner, colour)


def stroke_signs() -> Image.Image:
    """A face with one drooping side, a person with one sinking arm, broken speech, and a telephone."""
    sheet = Sheet()
    sheet.oval((170, 300), (115, 150))
    sheet.dot((125, 265), 12, TEAL)
    sheet.dot((212, 272), 12, TEAL)
    sheet.line(curve([(186, 252), (212, 250), (240, 262)]), CLAY, 8)
    sheet.line(curve([(110, 365), (150, 382), (180, 384)]))
    sheet.line(curve([(180, 384), (214, 392), (228, 420)]), CLAY)
    _sinking_arm(sheet)
    sheet.shape([*arc((780, 250), (130, 100), 110, 430), (700, 420)])
    for start, wave in ((690, 24), (752, 8), (800, 30), (860, 12)):
        sheet.line(curve([(start, 250), (start + 12, 250 - wave), (start + 26, 250 + wave), (start + 36, 250)]), CLAY)
    sheet.box((990, 150), (1130, 450), TEAL, 26)
    sheet.line([(1040, 185), (1080, 185)], STONE, 7)
    for reach in (24, 50):
        sheet.line(arc((1040, 320), (reach, reach), -60, 60), CLAY, 8)
    sheet.dot((1030, 320), 10, CLAY)
    return sheet.finished()


def _sinking_arm(sheet: Sheet) -> None:
    sheet.oval((460, 195), (44, 48))
    sheet.shape(loop([(405, 290), (460, 262), (515, 290), (505, 450), (415, 450)]))
    sheet.line([(412, 300), (330, 278)], TEAL, 26)
    sheet.line([(508, 300), (584, 350)], CLAY, 26)
    sheet.line([(612, 296), (612, 388)], CLAY, 7)
    sheet.line([(594, 368), (612, 390), (630, 368)], CLAY, 7)


def urinary_tract() -> Image.Image:
    """Two kidneys, two thin tubes, the bladder and its outlet, with germs that climb up from below."""
    sheet = Sheet()
    for side in (-1, 1):
        outer = [(0, -110), (58, -100), (84, -20), (66, 80), (12, 112), (-26, 70), (-8, 0), (-30, -64)]
        sheet.shape(loop([(600 + side * (190 + x), 170 + y) for x, y in outer]))
        sheet.line(curve([(600 + side * x, y) for x, y in ((184, 172), (140, 220), (110, 320), (56, 384))]), TEAL, 12)
    sheet.shape(loop([(600, 346), (690, 372), (700, 440), (640, 500), (600, 512), (560, 500), (500, 440), (510, 372)]))
    sheet.line([(600, 512), (600, 572)], TEAL, 22)
    for place in ((600, 566), (588, 530), (606, 480), (570, 462), (636, 456)):
        sheet.dot(place, 12, CLAY)
    return sheet.finished()


def moles() -> Image.Image:
    """Five pairs: an even spot above, and below one that is uneven, ragged, mixed, large, or changing."""
    sheet = Sheet()
    for number in range(5):
        sheet.oval((130 + 225 * number, 150), (48, 48))
    sheet.shape(loop([(76, 400), (116, 352), (176, 380), (164, 430), (192, 470), (136, 478), (96, 450)]), CLAY)
    ragged = [
        (
            355 + (66 - 24 * (step % 2)) * math.cos(step * math.tau / 18),
            420 + (66 - 24 * (step % 2)) * math.sin(step * math.tau / 18),
        )
        for step in range(19)
    ]
    sheet.shape(ragged, CLAY)
    sheet.oval((580, 420), (62, 62), CLAY)
    sheet.dot((562, 400), 22, CLAY)
    sheet.dot((602, 446), 16, STONE)
    sheet.oval((805, 420), (98, 98), CLAY)
    sheet.dot((958, 420), 14, CLAY)
    sheet.oval((1014, 420), (26, 26), CLAY)
    sheet.oval((1108, 420), (50, 54), CLAY)
    return sheet.finished()
