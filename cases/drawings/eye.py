"""The back of an eye."""

from __future__ import annotations

import math
import random
from typing import Final

from PIL import Image

from cases.drawings.canvas import Colour, Point, Sheet, ellipse, smooth

_SIZE: Final = (900, 900)
_CENTRE: Final = (450.0, 450.0)
_DISC: Final = (315.0, 440.0)
_MACULA: Final = (545.0, 465.0)
_VEIN: Final = (118, 24, 24)
_ARTERY: Final = (196, 62, 44)
_BLOOD: Final = (120, 14, 14)


def fundus() -> Image.Image:
    """Central vein occlusion of a left eye: swollen disc, wide winding veins, bleeding in all four quarters."""
    sheet = Sheet(*_SIZE, (10, 8, 8))
    chance = random.Random(21)  # noqa: S311 - the same each time, not secret
    for radius, colour in ((405, (150, 54, 28)), (360, (178, 72, 36)), (280, (196, 86, 44)), (180, (204, 96, 52))):
        sheet.soft(ellipse(_CENTRE, (radius, radius)), colour, 40 if radius < 400 else 6)
    sheet.soft(ellipse(_MACULA, (88, 80)), (158, 62, 34), 26)
    sheet.soft(ellipse(_MACULA, (22, 20)), (138, 48, 28), 9)
    _bleeding(sheet, chance)
    for upward in (-1, 1):
        for side in (-1, 1):
            _arcade(sheet, chance, upward, side)
    _disc(sheet)
    for place in ((392, 300), (430, 590), (250, 560), (236, 322)):
        sheet.soft(ellipse((float(place[0]), float(place[1])), (19, 13), 20), (238, 214, 178), 6)
    sheet.cut_out(ellipse(_CENTRE, (402, 402), steps=180), (10, 8, 8))
    return sheet.finished(grain=12, seed=7)


def _disc(sheet: Sheet) -> None:
    sheet.soft(ellipse(_DISC, (66, 72)), (226, 138, 84), 14)
    sheet.soft(ellipse(_DISC, (46, 52)), (240, 176, 118), 12)
    for number in range(14):
        angle = 2 * math.pi * number / 14 + 0.2
        start = (_DISC[0] + 40 * math.cos(angle), _DISC[1] + 44 * math.sin(angle))
        end = (_DISC[0] + 78 * math.cos(angle), _DISC[1] + 84 * math.sin(angle))
        sheet.soft_line([start, end], _BLOOD, 5, 2)


def _arcade(sheet: Sheet, chance: random.Random, upward: int, side: int) -> None:
    """One artery and one vein into one quarter, with their branches."""
    reach = 430 if side > 0 else 250
    for colour, width, shift, swing in ((_ARTERY, 5.0, 0, 5.0), (_VEIN, 11.0, 26, 17.0)):
        path = [
            (
                _DISC[0] + side * reach * t + shift * 0.4 * t,
                _DISC[1] + upward * ((270 - shift) * math.sin(math.pi * 0.62 * t) + 8) + _swing(t, swing, shift),
            )
            for t in (step / 14 for step in range(15))
        ]
        _vessel(sheet, smooth(path), colour, width)
        for at in (4, 7, 10):
            _vessel(sheet, _branch(path[at], chance, upward, side, swing), colour, width * 0.5)


def _swing(t: float, size: float, shift: float) -> float:
    return size * math.sin(t * 21 + shift) * min(1, 4 * t)


def _branch(start: Point, chance: random.Random, upward: int, side: int, swing: float) -> list[Point]:
    length, turn = chance.uniform(110, 170), chance.choice((-1, 0.35))
    return smooth(
        [
            (
                start[0] + side * length * t * 0.8,
                start[1] - upward * turn * length * t * 0.7 + swing * 0.6 * math.sin(t * 13) * t,
            )
            for t in (step / 8 for step in range(9))
        ]
    )


def _vessel(sheet: Sheet, path: list[Point], colour: Colour, width: float) -> None:
    """Thinner towards the end."""
    parts = 6
    size = len(path) // parts
    for part in range(parts):
        piece = path[part * size : (part + 1) * size + 2]
        sheet.soft_line(piece, colour, max(width * (1 - 0.12 * part), 1.5), 1.2)


def _bleeding(sheet: Sheet, chance: random.Random) -> None:
    """Flames that lie along the fibres near the disc, blots further out."""
    for _flame in range(120):
        angle, far = chance.uniform(0, 2 * math.pi), chance.uniform(84, 330)
        place = (_DISC[0] + far * math.cos(angle) * 1.25, _DISC[1] + far * math.sin(angle))
        if math.dist(place, _CENTRE) > 380 or math.dist(place, _MACULA) < 34:
            continue
        is_flame = far < 230
        radii = (chance.uniform(9, 24), chance.uniform(2.5, 5)) if is_flame else (chance.uniform(4, 10),) * 2
        sheet.soft(ellipse(place, radii, math.degrees(angle) + chance.uniform(-14, 14), 24), _BLOOD, 1.6, 0.88)
