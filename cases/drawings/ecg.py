"""A rhythm strip on squared paper."""

from __future__ import annotations

import math
import random
from typing import Final

from PIL import Image

from cases.drawings.canvas import INK, Point, Sheet

_SIZE: Final = (1400, 420)
_MM: Final = 9
_PAPER: Final = (255, 249, 245)
_FINE: Final = (248, 222, 214)
_BOLD: Final = (236, 184, 172)
_BASE: Final = 255.0
_START: Final = 90


def strip() -> Image.Image:
    """Atrial fibrillation, about 140 a minute: narrow complexes at uneven distances over a fine wavy line."""
    sheet = Sheet(*_SIZE, _PAPER)
    _squares(sheet)
    sheet.line(
        [(18, _BASE), (27, _BASE), (27, _BASE - 10 * _MM), (54, _BASE - 10 * _MM), (54, _BASE), (72, _BASE)], INK
    )
    beats = _beats()
    trace: list[Point] = [(x / 2, _height(x / 2, beats)) for x in range(2 * _START, 2 * (_SIZE[0] - 20))]
    sheet.line(trace, INK, 2.2)
    return sheet.finished()


def _squares(sheet: Sheet) -> None:
    for axis in (0, 1):
        for number, place in enumerate(range(0, _SIZE[axis], _MM)):
            ends: list[Point] = [(place, 0), (place, _SIZE[1])] if axis == 0 else [(0, place), (_SIZE[0], place)]
            sheet.line(ends, _FINE if number % 5 else _BOLD, 1 if number % 5 else 1.5)


def _beats() -> list[float]:
    """Distances of 0.31 to 0.58 seconds, on average 0.43."""
    chance = random.Random(11)  # noqa: S311 - the same each time, not secret
    places, place = [], _START + 40.0
    while place < _SIZE[0] - 40:
        places.append(place)
        place += 25 * _MM * min(max(chance.gauss(0.43, 0.085), 0.31), 0.58)
    return places


def _height(x: float, beats: list[float]) -> float:
    """The height of the line at x: waves of uneven size, and a spike with its T wave at each beat."""
    height = _BASE + 3.2 * math.sin(x / 5.1) + 2.6 * math.sin(x / 3.3 + 1) + 2 * math.sin(x / 8.7 + 2)
    for beat in beats:
        off = x - beat
        if -20 < off < 80:
            height += (
                12 * _bell(off, -6, 2.2) - 92 * _bell(off, 0, 3.0) + 34 * _bell(off, 7, 2.6) - 15 * _bell(off, 42, 12)
            )
    return height


def _bell(x: float, centre: float, width: float) -> float:
    return math.exp(-(((x - centre) / width) ** 2))
