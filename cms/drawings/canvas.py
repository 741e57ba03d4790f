"""What the drawings share: a clear sheet, round lines, and pale fills that suit a light page and a dark one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 1200
HEIGHT: Final = 600
SIZE: Final = (960, 480)
_SCALE: Final = 2
_COLOURS: Final = 64
# Each stands out by 3 to 1 or more from the light panel and from the dark one.
TEAL: Final = (47, 143, 134)
CLAY: Final = (200, 107, 66)
STONE: Final = (125, 137, 133)
_PALE: Final = 56
_CLEAR: Final = (0, 0, 0, 0)
Point = tuple[float, float]
Colour = tuple[int, int, int]


class Sheet:
    """A clear sheet of 1200 by 600 units; the finished picture is a little smaller."""

    def __init__(self) -> None:
        self._image = Image.new("RGBA", (WIDTH * _SCALE, HEIGHT * _SCALE), _CLEAR)
        self._pen = ImageDraw.Draw(self._image)

    def line(self, points: Iterable[Point], colour: Colour = TEAL, width: float = 9) -> None:
        """A line with round ends."""
        path = _scaled(points)
        self._pen.line(path, fill=colour, width=round(width * _SCALE), joint="curve")
        half = width * _SCALE / 2
        for x, y in (path[0], path[-1]):
            self._pen.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    def dashed(self, start: Point, end: Point, colour: Colour = STONE, width: float = 6) -> None:
        """A straight line of dashes."""
        count = max(round(math.dist(start, end) / 26), 1)
        for number in range(count):
            self.line([between(start, end, part / count) for part in (number + 0.2, number + 0.7)], colour, width)

    def shape(self, points: Iterable[Point], colour: Colour = TEAL, width: float = 9, *, solid: bool = False) -> None:
        """A closed outline with a pale fill, or a full one."""
        path = _scaled(points)
        self._fill(path, colour, 255 if solid else _PALE)
        if not solid:
            self._pen.line([*path, *path[:2]], fill=colour, width=round(width * _SCALE), joint="curve")

    def oval(
        self, centre: Point, radii: Point, colour: Colour = TEAL, width: float = 9, *, solid: bool = False
    ) -> None:
        """An upright ellipse with a pale fill, or a full one."""
        self.shape(arc(centre, radii, 0, 360), colour, width, solid=solid)

    def dot(self, centre: Point, radius: float, colour: Colour = STONE) -> None:
        """A full circle."""
        self.oval(centre, (radius, radius), colour, solid=True)

    def box(self, start: Point, end: Point, colour: Colour = TEAL, radius: float = 18, width: float = 9) -> None:
        """A box with round corners and a pale fill."""
        self.shape(_corners(start, end, radius), colour, width)

    def clear(self, points: Iterable[Point]) -> None:
        """Take away what is inside the outline."""
        self._pen.polygon(_scaled(points), fill=_CLEAR)

    def _fill(self, path: list[Point], colour: Colour, strength: int) -> None:
        corner = (max(math.floor(min(x for x, _ in path)), 0), max(math.floor(min(y for _, y in path)), 0))
        size = (math.ceil(max(x for x, _ in path)) - corner[0] + 1, math.ceil(max(y for _, y in path)) - corner[1] + 1)
        layer = Image.new("RGBA", size, _CLEAR)
        ImageDraw.Draw(layer).polygon([(x - corner[0], y - corner[1]) for x, y in path], fill=(*colour, strength))
        self._image.alpha_composite(layer, corner)

    def finished(self) -> Image.Image:
        """The picture at its own size, in few colours, so that its file stays small."""
        small = self._image.resize(SIZE, Image.Resampling.LANCZOS)
        return small.quantize(_COLOURS, Image.Quantize.FASTOCTREE).convert("RGBA")


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _corners(start: Point, end: Point, radius: float) -> list[Point]:
    (left, top), (right, bottom) = start, end
    centres = ((right, bottom, 0), (left, bottom, 90), (left, top, 180), (right, top, 270))
    inside = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [
        point
        for (x, y, angle), (across, down) in zip(centres, inside, strict=True)
        for point in arc((x + across * radius, y + down * radius), (radius, radius), angle, angle + 90)
    ]


def arc(centre: Point, radii: Point, start: float, end: float) -> list[Point]:
    """Points of an upright ellipse from one angle to another, clockwise from the right."""
    steps = max(round(abs(end - start) / 3), 2)
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle)) for angle in angles]


def between(start: Point, end: Point, part: float) -> Point:
    """The point at this part of the way."""
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def curve(points: list[Point]) -> list[Point]:
    """A smooth line through the points."""
    return _smooth([points[0], *points, points[-1]])


def loop(points: list[Point]) -> list[Point]:
    """A smooth closed outline through the points."""
    return _smooth([points[-1], *points, *points[:2]])


def _smooth(ends: list[Point]) -> list[Point]:
    return [
        (_through([p[0] for p in four], step / 12), _through([p[1] for p in four], step / 12))
        for four in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
        for step in range(13)
    ]


def _through(four: list[float], part: float) -> float:
    """Catmull-Rom: between the second and the third of four values."""
    before, start, end, after = four
    bend = 2 * before - 5 * start + 4 * end - after
    twist = 3 * (start - end) + after - before
    return start + 0.5 * part * (end - before + part * (bend + part * twist))
