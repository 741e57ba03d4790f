"""Drawings of what somebody does: sit, lie, breathe in, press a glass on the skin, take a sip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cms.drawings.canvas import CLAY, STONE, TEAL, Sheet, arc, curve, loop

if TYPE_CHECKING:
    from PIL import Image

    from cms.drawings.canvas import Colour

_LIMB = 46


def spacer() -> Image.Image:
    """A child who breathes through a mask and a tube; an inhaler sits at its other end."""
    sheet = Sheet()
    sheet.shape(
        loop(
            [
                (250, 110),
                (350, 150),
                (376, 250),
                (402, 300),
                (376, 322),
                (372, 400),
                (300, 440),
                (180, 420),
                (120, 300),
                (150, 160),
            ]
        )
    )
    sheet.line(curve([(130, 240), (190, 170), (280, 150), (350, 170)]), STONE, 16)
    sheet.dot((318, 262), 11, TEAL)
    sheet.shape([(380, 270), (380, 420), (480, 380), (480, 310)], CLAY)
    sheet.box((480, 286), (900, 404), TEAL, 40)
    for x in (560, 640, 720):
        sheet.line([(x + 50, 345), (x, 345)], STONE, 6)
        sheet.line([(x + 14, 331), (x, 345), (x + 14, 359)], STONE, 6)
    sheet.shape([(900, 316), (960, 316), (960, 220), (1050, 220), (1050, 380), (900, 380)], CLAY)
    sheet.box((972, 140), (1038, 220), STONE, 12)
    sheet.line([(1005, 40), (1005, 112)], CLAY, 8)
    sheet.line([(985, 92), (1005, 114), (1025, 92)], CLAY, 8)
    return sheet.finished()


def lying_with_raised_legs() -> Image.Image:
    """A person on the back on a mat, with the calves on a chair."""
    sheet = Sheet()
    sheet.line([(90, 520), (1110, 520)], STONE, 8)
    sheet.box((140, 450), (260, 500), STONE, 18)
    sheet.oval((215, 405), (52, 52))
    sheet.line([(285, 470), (620, 470)], TEAL, 64)
    sheet.line([(620, 462), (700, 280)], TEAL, _LIMB)
    sheet.line([(700, 280), (900, 280)], TEAL, _LIMB)
    sheet.line([(905, 284), (922, 236)], TEAL, 34)
    sheet.box((700, 318), (950, 348), CLAY, 12)
    for start, end in (((722, 350), (722, 512)), ((930, 350), (930, 512)), ((945, 330), (985, 110))):
        sheet.line([start, end], CLAY, 14)
    return sheet.finished()


def cuff() -> Image.Image:
    """A person who sits with the back against the chair, feet flat, and the cuff at the height of the heart."""
    sheet = Sheet()
    sheet.line([(90, 556), (1110, 556)], STONE, 8)
    for start, end in (
        ((250, 90), (270, 390)),
        ((270, 390), (480, 390)),
        ((285, 390), (285, 546)),
        ((465, 390), (465, 546)),
    ):
        sheet.line([start, end], STONE, 14)
    sheet.oval((350, 82), (56, 60))
    sheet.line([(345, 190), (345, 350)], TEAL, 104)
    sheet.line([(345, 360), (560, 360)], TEAL, 58)
    sheet.line([(560, 360), (560, 530)], TEAL, _LIMB)
    sheet.line([(560, 534), (630, 534)], TEAL, 28)
    sheet.box((520, 296), (1060, 322), STONE, 10)
    sheet.line([(1010, 326), (1010, 546)], STONE, 14)
    sheet.line([(400, 190), (490, 262), (690, 268)], TEAL, 38)
    sheet.line([(418, 204), (462, 240)], CLAY, 58)
    sheet.line(curve([(470, 226), (560, 160), (700, 170), (820, 240)]), CLAY, 7)
    sheet.box((820, 180), (990, 290), CLAY, 18)
    sheet.line(curve([(850, 240), (880, 240), (896, 210), (914, 266), (930, 240), (960, 240)]), CLAY, 7)
    sheet.shape(loop([(358, 264), (334, 236), (340, 216), (358, 222), (376, 216), (382, 236)]), CLAY, solid=True)
    sheet.dashed((110, 232), (322, 232), CLAY)
    return sheet.finished()


def glass_test() -> Image.Image:
    """A glass pressed on skin with spots, twice: under one the spots fade, under the other they stay."""
    sheet = Sheet()
    for left, stays in ((70, False), (640, True)):
        sheet.box((left, 90), (left + 490, 430), STONE, 40)
        for x, y in (
            (60, 70),
            (110, 250),
            (160, 130),
            (225, 210),
            (250, 110),
            (300, 180),
            (380, 90),
            (420, 240),
            (240, 290),
        ):
            under = (x - 240) ** 2 + (y - 175) ** 2 < 120**2
            if stays or not under:
                sheet.dot((left + x, 90 + y), 14, CLAY)
        sheet.oval((left + 240, 265), (128, 128), TEAL, 12)
        sheet.line(arc((left + 240, 265), (104, 104), 200, 250), TEAL, 6)
        _mark(sheet, left + 240, stays=stays)
    return sheet.finished()


def _mark(sheet: Sheet, x: float, *, stays: bool) -> None:
    """A tick, or the sign for danger."""
    if stays:
        sheet.shape([(x, 456), (x + 62, 560), (x - 62, 560)], CLAY)
        sheet.line([(x, 496), (x, 526)], CLAY, 8)
        sheet.dot((x, 544), 6, CLAY)
    else:
        sheet.line([(x - 40, 510), (x - 10, 540), (x + 46, 476)], TEAL, 12)


def sips() -> Image.Image:
    """A packet of salts, a glass of water, a spoon, and a clock with a few minutes marked."""
    sheet = Sheet()
    edge = [(90 + 20 * step, 150 + 14 * (step % 2)) for step in range(9)]
    sheet.shape([*edge, (250, 450), (90, 450)], CLAY)
    sheet.dot((140, 300), 9, CLAY)
    sheet.dot((170, 270), 9, CLAY)
    sheet.dot((196, 320), 9, CLAY)
    sheet.line([(292, 300), (348, 300)], STONE, 10)
    sheet.line([(320, 272), (320, 328)], STONE, 10)
    sheet.shape([(412, 240), (578, 240), (556, 450), (434, 450)], TEAL)
    sheet.line([(400, 130), (412, 240)], TEAL)
    sheet.line([(590, 130), (578, 240)], TEAL)
    sheet.line([(628, 300), (694, 300)], STONE, 10)
    sheet.line([(672, 276), (698, 300), (672, 324)], STONE, 10)
    sheet.oval((775, 330), (62, 34))
    sheet.line([(834, 318), (900, 190)], TEAL, 12)
    sheet.shape(loop([(775, 190), (800, 240), (775, 266), (750, 240)]), TEAL, 7)
    sheet.oval((1030, 300), (118, 118), STONE)
    sheet.shape([(1030, 300), *arc((1030, 300), (96, 96), -90, -60)], CLAY, solid=True)
    sheet.line([(1030, 300), (1030, 214)], CLAY, 9)
    sheet.line([(1030, 300), (1074, 318)], STONE, 9)
    return sheet.finished()


def plate() -> Image.Image:
    """A plate: half vegetables, a quarter protein, a quarter grains; a fork and a glass of water."""
    sheet = Sheet()
    sheet.oval((600, 300), (250, 250), STONE)
    _part(sheet, 90, 270, TEAL)
    _part(sheet, -90, 0, CLAY)
    _part(sheet, 0, 90, STONE)
    for x, y in ((470, 220), (520, 330), (450, 350), (530, 430)):
        sheet.shape(loop([(x - 36, y + 20), (x - 20, y - 22), (x + 34, y - 26), (x + 16, y + 24)]), TEAL, 6)
        sheet.line([(x - 44, y + 30), (x + 16, y - 10)], TEAL, 6)
    sheet.shape(loop([(640, 210), (690, 160), (740, 200), (720, 250), (660, 256)]), CLAY, 6)
    for x, y in ((650, 350), (690, 390), (740, 350), (650, 430), (710, 440), (770, 330)):
        sheet.oval((x, y), (18, 10), STONE, 5)
    for x in (200, 230, 260):
        sheet.line([(x, 110), (x, 210)], STONE, 8)
    sheet.line([*arc((230, 210), (30, 40), 180, 0), (260, 210)], STONE, 8)
    sheet.line([(230, 250), (230, 500)], STONE, 14)
    sheet.line([(920, 130), (938, 480), (1052, 480), (1070, 130)], STONE)
    sheet.shape([(927, 250), (1063, 250), (1052, 478), (938, 478)], TEAL, 7)
    return sheet.finished()


def _part(sheet: Sheet, start: float, end: float, colour: Colour) -> None:
    sheet.shape([(600, 300), *arc((600, 300), (205, 205), start, end)], colour)
