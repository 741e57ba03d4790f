"""A drop of blood under the microscope."""

from __future__ import annotations

import math
import random
from typing import Final

from PIL import Image

from cases.drawings.canvas import Colour, Point, Sheet, ellipse, smooth

_SIZE: Final = (960, 720)
_GROUND: Final = (244, 240, 230)
_CELL: Final = (214, 132, 122)
_PALE: Final = (234, 184, 172)
_YOUNG: Final = (176, 140, 176)
_NUCLEUS: Final = (86, 56, 128)
_WHITE: Final = (470.0, 330.0)
_FRAGMENTS: Final = 15


def blood_film() -> Image.Image:
    """Broken red cells (helmets, triangles), some larger bluish young ones, one neutrophil, hardly any platelets."""
    sheet = Sheet(*_SIZE, _GROUND)
    chance = random.Random(8)  # noqa: S311 - the same each time, not secret
    for number, place in enumerate(_places(chance)):
        if number < _FRAGMENTS:
            _fragment(sheet, place, chance)
        elif number % 9 == 0:
            _whole(sheet, place, 35, _YOUNG, _YOUNG, chance)
        else:
            _whole(sheet, place, chance.uniform(25, 29), _CELL, _PALE, chance)
    _neutrophil(sheet)
    sheet.soft(ellipse((712, 164), (6, 5)), (150, 110, 160), 1)
    return sheet.finished(grain=8, seed=4)


def _places(chance: random.Random) -> list[Point]:
    """Places that do not touch, the white cell's left free."""
    places: list[Point] = []
    for _try in range(4000):
        place = (chance.uniform(20, _SIZE[0] - 20), chance.uniform(20, _SIZE[1] - 20))
        if math.dist(place, _WHITE) > 92 and all(math.dist(place, other) > 68 for other in places):
            places.append(place)
    return places


def _whole(sheet: Sheet, place: Point, radius: float, colour: Colour, middle: Colour, chance: random.Random) -> None:
    sheet.soft(ellipse(place, (radius, radius * chance.uniform(0.9, 1.0)), chance.uniform(0, 180)), colour, 1.2)
    sheet.soft(ellipse(place, (radius * 0.42, radius * 0.4)), middle, 6)


def _fragment(sheet: Sheet, place: Point, chance: random.Random) -> None:
    """A helmet with its cut side and two horns, or a triangle."""
    turn, size = chance.uniform(0, 2 * math.pi), chance.uniform(17, 24)
    if chance.random() < 0.6:
        arc = [(size * math.cos(a), size * math.sin(a)) for a in (math.pi * step / 16 for step in range(17))]
        points = [*arc, (-size * 1.08, -8), (-size * 0.4, 1), (size * 0.4, 1), (size * 1.08, -8)]
    else:
        points = smooth([(0, -size), (size * 0.9, size * 0.6), (-size * 0.7, size * 0.5), (0, -size)], 6)
    sine, cosine = math.sin(turn), math.cos(turn)
    turned = [(place[0] + x * cosine - y * sine, place[1] + x * sine + y * cosine) for x, y in points]
    sheet.soft(turned, (198, 108, 102), 1)


def _neutrophil(sheet: Sheet) -> None:
    sheet.soft(ellipse(_WHITE, (62, 58)), (236, 214, 222), 2)
    chance = random.Random(2)  # noqa: S311 - the same each time, not secret
    for _grain in range(130):
        angle, far = chance.uniform(0, 2 * math.pi), 52 * math.sqrt(chance.random())
        sheet.oval((_WHITE[0] + far * math.cos(angle), _WHITE[1] + far * math.sin(angle)), (1.3, 1.3), (206, 160, 190))
    lobes = [(-26.0, -16.0), (2.0, -27.0), (25.0, -4.0), (8.0, 23.0)]
    path = [(_WHITE[0] + x, _WHITE[1] + y) for x, y in lobes]
    sheet.line(smooth(path), _NUCLEUS, 6)
    for place in path:
        sheet.soft(ellipse(place, (17, 14), 30), _NUCLEUS, 2)
