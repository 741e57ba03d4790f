"""Pictures in grey: the chest from the front, and a slice of the head."""

from __future__ import annotations

import math
from typing import Final

from PIL import Image

from cases.drawings.canvas import Colour, Point, Sheet, ellipse, smooth

_SIZE: Final = (840, 840)
_MIDDLE: Final = 420.0
_LUNG: Final[tuple[Point, ...]] = (
    (358, 172), (300, 150), (240, 196), (196, 300), (168, 430), (156, 560), (160, 652), (230, 622),
    (300, 606), (352, 620), (372, 540), (376, 420), (374, 300), (370, 210), (358, 172),
)  # fmt: skip


def _grey(value: int) -> Colour:
    return (value, value, value)


def pneumonia() -> Image.Image:
    """A pale patch with soft borders and darker lines of air at the base, on the left side of the sheet."""
    sheet = _chest()
    sheet.soft(ellipse((262, 540), (84, 62), -12), _grey(158), 26, 0.85)
    sheet.soft(ellipse((250, 556), (50, 36), -12), _grey(178), 20, 0.7)
    for start, end in (((318, 492), (236, 548)), ((300, 508), (262, 590)), ((286, 524), (214, 574))):
        sheet.soft_line([start, end], _grey(96), 5, 3)
    return sheet.finished(grain=14, seed=6)


def pneumothorax() -> Image.Image:
    """A rim of air without markings over the top of the lung, on the left side of the sheet."""
    sheet = _chest()
    rim: list[Point] = [(352, 222), (306, 214), (262, 250), (224, 334), (198, 432), (184, 520), (176, 600)]
    outer = [point for point in _LUNG if point[1] < 610 and point[0] < 360][:6]
    sheet.soft([*outer, *reversed(rim)], _grey(18), 3)
    sheet.soft_line(smooth(rim), _grey(176), 2.4, 0.8)
    _ribs(sheet, 1, 62)
    return sheet.finished(grain=14, seed=9)


def _chest() -> Sheet:
    sheet = Sheet(*_SIZE, _grey(12))
    body: list[Point] = [(150, 150), (300, 80), (540, 80), (690, 150), (770, 330), (742, 840), (98, 840), (70, 330)]
    sheet.soft(smooth([*body, body[0]]), _grey(112), 16)
    for side in (1, -1):
        sheet.soft(smooth(_mirrored(_LUNG, side)), _grey(42), 7)
        _markings(sheet, side)
    _middle(sheet)
    for side in (1, -1):
        _ribs(sheet, side, 96)
        sheet.soft_line(smooth(_mirrored([(398, 168), (310, 140), (214, 150), (140, 128)], side)), _grey(150), 15, 3)
    return sheet


def _mirrored(points: tuple[Point, ...] | list[Point], side: int) -> list[Point]:
    """The same on the other side of the sheet for -1."""
    return [(x if side > 0 else 2 * _MIDDLE - x, y) for x, y in points]


def _markings(sheet: Sheet, side: int) -> None:
    """Vessels that spread from the root of the lung and grow thin."""
    for number in range(9):
        angle = math.radians(118 + number * 17)
        root = (352.0, 400.0)
        path = [
            (root[0] + far * math.cos(angle), root[1] + far * math.sin(angle) + 6 * math.sin(far / 22))
            for far in range(0, 150, 25)
        ]
        sheet.soft_line(smooth(_mirrored(path, side)), _grey(84), 4, 2.5)


def _middle(sheet: Sheet) -> None:
    """Spine, windpipe, great vessels, heart and the domes of the diaphragm."""
    sheet.soft([(386, 60), (454, 60), (460, 840), (380, 840)], _grey(138), 8)
    sheet.soft([(408, 80), (432, 80), (434, 300), (406, 300)], _grey(84), 5)
    heart: list[Point] = [
        (384, 330), (452, 322), (496, 380), (530, 470), (556, 540), (548, 600), (490, 640),
        (420, 650), (366, 628), (344, 560), (350, 490), (366, 410),
    ]  # fmt: skip
    sheet.soft(smooth([*heart, heart[0]]), _grey(160), 8)
    sheet.soft(ellipse((462, 300), (30, 34)), _grey(158), 6)
    for vertebra in range(14):
        y = 92 + vertebra * 52
        sheet.soft_line([(388, y), (452, y)], _grey(120), 4, 3)


def _ribs(sheet: Sheet, side: int, level: int) -> None:
    for number in range(8):
        top = 186 + number * 58
        wide = 205 + 10 * number if number < 4 else 240
        back = [
            (400.0, float(top)),
            (_MIDDLE - wide * 0.55, top - 12.0),
            (_MIDDLE - wide, top + 34.0),
            (_MIDDLE - wide - 14, top + 78.0),
        ]
        front = [
            (_MIDDLE - wide - 14, top + 78.0),
            (_MIDDLE - wide * 0.8, top + 120.0),
            (_MIDDLE - wide * 0.5, top + 138.0),
        ]
        sheet.soft_line(smooth(_mirrored(back, side)), _grey(level), 8, 4)
        sheet.soft_line(smooth(_mirrored(front, side)), _grey(level - 22), 7, 5)


def head() -> Image.Image:
    """A slice at the level of the basal cisterns: bright blood shaped like a star, slightly wide horns."""
    sheet = Sheet(*_SIZE, _grey(4))
    centre = (_MIDDLE, 425.0)
    sheet.soft(ellipse(centre, (318, 376)), _grey(74), 3)
    sheet.soft(ellipse(centre, (306, 364)), _grey(240), 2)
    sheet.soft(ellipse(centre, (280, 338)), _grey(92), 3)
    for ring in range(26):
        angle = 2 * math.pi * ring / 26
        place = (centre[0] + 258 * math.cos(angle), centre[1] + 314 * math.sin(angle))
        inward = (centre[0] + 222 * math.cos(angle + 0.05), centre[1] + 272 * math.sin(angle + 0.05))
        sheet.soft_line([place, inward], _grey(70), 4, 3)
    sheet.soft(ellipse((_MIDDLE, 620), (170, 92)), _grey(98), 14)
    _star(sheet)
    for side in (1, -1):
        horn = _mirrored([(250, 420), (262, 466), (288, 500), (300, 486), (276, 450), (264, 416), (250, 420)], side)
        sheet.soft(smooth(horn), _grey(26), 4)
    sheet.soft(ellipse((_MIDDLE, 600), (24, 17)), _grey(30), 4)
    return sheet.finished(grain=22, seed=12)


def _star(sheet: Sheet) -> None:
    """Five arms: forward between the halves, to both sides, and around the midbrain."""
    arms: list[tuple[list[Point], float]] = [
        ([(_MIDDLE, 400), (_MIDDLE, 330), (_MIDDLE + 2, 240), (_MIDDLE, 130)], 9),
        ([(_MIDDLE, 398), (380, 420), (372, 480), (398, 520)], 15),
        ([(_MIDDLE, 398), (460, 420), (468, 480), (442, 520)], 15),
    ]
    sideways: list[Point] = [(_MIDDLE, 392), (352, 372), (280, 350), (212, 330), (172, 300)]
    arms += [(_mirrored(sideways, side), 14) for side in (1, -1)]
    for path, width in arms:
        sheet.soft_line(smooth(path), _grey(206), width + 8, 7)
        sheet.soft_line(smooth(path), _grey(226), width, 4)
    sheet.soft(smooth([(_MIDDLE, 362), (448, 392), (436, 430), (404, 430), (392, 392), (_MIDDLE, 362)]), _grey(224), 5)
    sheet.soft(ellipse((_MIDDLE, 478), (40, 42)), _grey(104), 7)
