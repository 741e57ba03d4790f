"""Measurements as charts: hearing, breath and growth. Only numbers and units stand in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image

from cases.drawings.canvas import INK, Colour, Point, Sheet, smooth

_WHITE: Final = (255, 255, 255)
_GRID: Final = (222, 226, 224)
_HINT: Final = (104, 116, 112)
_RED: Final = (178, 34, 34)
_BLUE: Final = (31, 83, 145)
_SPRUCE: Final = (12, 92, 87)
_CLAY: Final = (168, 74, 34)
_SIZE: Final = (1000, 720)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the values of a chart lie on the sheet."""

    left: float
    right: float
    top: float
    bottom: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def place(self, x: float, y: float) -> Point:
        """The point of a value."""
        across = (x - self.x_range[0]) / (self.x_range[1] - self.x_range[0])
        up = (y - self.y_range[0]) / (self.y_range[1] - self.y_range[0])
        return self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)

    def grid(self, sheet: Sheet, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Lines with their numbers at the left and below."""
        for x in xs:
            sheet.line([self.place(x, self.y_range[0]), self.place(x, self.y_range[1])], _GRID, 1)
        for y in ys:
            sheet.line([self.place(self.x_range[0], y), self.place(self.x_range[1], y)], _GRID, 1)
            sheet.text((self.left - 14, self.place(0, y)[1]), f"{y:g}", _HINT, 19, "rm")

    def curve(self, of: Callable[[float], float], start: float, end: float, steps: int = 60) -> list[Point]:
        """The points of a function."""
        xs = [start + (end - start) * step / steps for step in range(steps + 1)]
        return [self.place(x, of(x)) for x in xs]


def audiogram() -> Image.Image:
    """The right ear (circles) hears, the left one (crosses) has lost 55 to 70 dB at all frequencies."""
    sheet = Sheet(*_SIZE, _WHITE)
    tones = (125, 250, 500, 1000, 2000, 4000, 8000)
    frame = Frame(100, 950, 80, 670, (-0.4, 6.4), (120, -10))
    frame.grid(sheet, range(7), range(-10, 121, 10))
    for number, tone in enumerate(tones):
        sheet.text((frame.place(number, 0)[0], 56), f"{tone}", _HINT, 19)
    sheet.text((975, 56), "Hz", INK, 19)
    sheet.text((50, 56), "dB", INK, 19)
    right = [frame.place(x, y) for x, y in enumerate((10, 10, 5, 10, 10, 15, 15))]
    left = [frame.place(x, y) for x, y in enumerate((55, 60, 65, 60, 65, 60, 70))]
    sheet.line(right, _RED, 2.5)
    sheet.line(left, _BLUE, 2.5)
    for x, y in right:
        sheet.oval((x, y), (11, 11), _WHITE, _RED)
    for x, y in left:
        sheet.line([(x - 11, y - 11), (x + 11, y + 11)], _BLUE, 4)
        sheet.line([(x - 11, y + 11), (x + 11, y - 11)], _BLUE, 4)
    return sheet.finished()


def flow_volume() -> Image.Image:
    """The expected loop in grey dashes; the measured one is flat above and below: a fixed narrowing."""
    sheet = Sheet(*_SIZE, _WHITE)
    frame = Frame(100, 950, 50, 660, (-0.3, 5.6), (-7, 10))
    frame.grid(sheet, range(6), range(-6, 11, 2))
    for number in range(1, 6):
        place = frame.place(number, 0)
        sheet.text((place[0], place[1] + 20), f"{number}", _HINT, 19)
    sheet.line([frame.place(-0.3, 0), frame.place(5.6, 0)], INK, 2)
    sheet.text((38, 50), "L/s", INK, 19)
    sheet.text((975, frame.place(0, 0)[1]), "L", INK, 19)
    expected = [
        frame.place(x, y) for x, y in ((0, 0), (0.35, 7), (0.7, 9), (1.2, 8.3), (2.5, 5.6), (3.8, 2.6), (4.8, 0))
    ]
    back = frame.curve(lambda x: -6.2 * math.sin(math.pi * x / 4.8) ** 0.7 if 0 < x < 4.8 else 0, 4.8, 0)
    for path in (smooth(expected), back):
        for start, end in zip(path[::4], path[2::4], strict=False):
            sheet.line([start, end], (150, 158, 155), 2.5)
    blown = [(0, 0), (0.12, 2.2), (0.3, 3.0), (0.8, 3.1), (2.0, 3.05), (3.2, 3.0), (3.9, 2.6), (4.4, 1.4), (4.66, 0)]
    drawn = [(4.66, 0), (4.5, -2.2), (4.2, -2.8), (3.0, -2.9), (1.6, -2.85), (0.5, -2.8), (0.15, -2.0), (0, 0)]
    for values in (blown, drawn):
        sheet.line(smooth([frame.place(x, y) for x, y in values]), _SPRUCE, 4)
    return sheet.finished()


# Rough medians of girls by year; the bands around them only show the shape of such a chart.
_CM: Final = (50, 74, 86, 95, 102.5, 109, 115, 121, 127)
_KG: Final = (3.3, 9, 11.5, 13.9, 16, 18.2, 20.3, 22.7, 25.5)
_SPREADS: Final = (-2, -1, 0, 1, 2)


def growth() -> Image.Image:
    """Height above, weight below, five bands each: on the middle line until three, then weight falls before height."""
    sheet = Sheet(1000, 1000, _WHITE)
    height = Frame(100, 950, 40, 520, (0, 8), (45, 140))
    weight = Frame(100, 950, 580, 930, (0, 8), (0, 36))
    _bands(sheet, height, _CM, 0.042, range(50, 140, 10), "cm")
    _bands(sheet, weight, _KG, 0.125, range(0, 35, 5), "kg")
    for year in range(9):
        sheet.text((weight.place(year, 0)[0], 958), f"{year}", _HINT, 19)
    _dots(sheet, height, ((1, 74), (2, 86), (3, 94.6), (4, 100.8), (5, 104.6), (6, 106), (6.5, 106.4)), _SPRUCE)
    _dots(sheet, weight, ((1, 9), (2, 11.5), (3, 13.8), (4, 14.2), (5, 14.4), (6, 14.6), (6.5, 14.5)), _CLAY)
    return sheet.finished()


def _bands(
    sheet: Sheet, frame: Frame, medians: Sequence[float], share: float, lines: Sequence[float], unit: str
) -> None:
    frame.grid(sheet, range(9), lines)
    for spread in _SPREADS:
        path = [frame.place(year, median * (1 + share * spread)) for year, median in enumerate(medians)]
        sheet.line(smooth(path), (120, 132, 128) if spread == 0 else (178, 187, 184), 2.5 if spread == 0 else 1.5)
    sheet.text((60, frame.top), unit, INK, 19)


def _dots(sheet: Sheet, frame: Frame, values: Sequence[Point], colour: Colour) -> None:
    path = [frame.place(x, y) for x, y in values]
    sheet.line(path, colour, 2.5)
    for place in path:
        sheet.oval(place, (8, 8), colour)
