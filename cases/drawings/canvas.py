"""What the drawings share: a sheet drawn at twice its size and halved at the end, soft shapes, grain, and curves."""

from __future__ import annotations

import contextlib
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SCALE: Final = 2
_COARSE: Final = 2
INK: Final = (23, 33, 31)
Point = tuple[float, float]
Colour = tuple[int, int, int]


class Sheet:
    """A sheet of paper; every measure is given in the pixels of the finished picture."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), colour)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, points: Iterable[Point], colour: Colour, width: float = 2) -> None:
        """A line through the points."""
        self.pen.line(scaled(points), fill=colour, width=round(width * SCALE), joint="curve")

    def dashed(self, start: Point, end: Point, colour: Colour, width: float = 1.5) -> None:
        """A straight line of dashes."""
        length = math.dist(start, end)
        for begin in range(0, int(length), 14):
            parts = [min(place, length) / length for place in (begin, begin + 8)]
            self.line([between(start, end, part) for part in parts], colour, width)

    def oval(self, centre: Point, radii: Point, fill: Colour | None, outline: Colour | None = None) -> None:
        """An upright ellipse."""
        (x, y), (wide, high) = centre, radii
        box = scaled([(x - wide, y - high), (x + wide, y + high)])
        self.pen.ellipse(box, fill=fill, outline=outline, width=2 * SCALE)

    def shape(self, points: Iterable[Point], fill: Colour) -> None:
        """A filled outline."""
        self.pen.polygon(scaled(points), fill=fill)

    def text(self, place: Point, words: str, colour: Colour = INK, size: int = 18, anchor: str = "mm") -> None:
        """Numbers and units at an axis."""
        font = ImageFont.load_default(size * SCALE)
        self.pen.text(scaled([place])[0], words, fill=colour, font=font, anchor=anchor)

    def soft(self, points: Iterable[Point], colour: Colour, blur: float, strength: float = 1.0) -> None:
        """A filled outline whose border fades."""
        outline = scaled(points)
        with self._mask(outline, colour, blur, 0) as (pen, corner):
            pen.polygon([_shrunk(point, corner) for point in outline], fill=round(255 * strength))

    def soft_line(self, points: Iterable[Point], colour: Colour, width: float, blur: float) -> None:
        """A line whose borders fade."""
        path = scaled(points)
        with self._mask(path, colour, blur, width) as (pen, corner):
            thick = max(round(width * SCALE / _COARSE), 1)
            pen.line([_shrunk(point, corner) for point in path], fill=255, width=thick, joint="curve")

    @contextlib.contextmanager
    def _mask(
        self, points: Sequence[Point], colour: Colour, blur: float, width: float
    ) -> Iterator[tuple[ImageDraw.ImageDraw, Point]]:
        """A coarse mask around the points to draw on; it is blurred and painted at the end."""
        margin = (3 * blur + width + 2) * SCALE
        left, top = (math.floor(min(point[axis] for point in points) - margin) for axis in (0, 1))
        right, bottom = (math.ceil(max(point[axis] for point in points) + margin) for axis in (0, 1))
        mask = Image.new("L", ((right - left) // _COARSE + 1, (bottom - top) // _COARSE + 1), 0)
        yield ImageDraw.Draw(mask), (left, top)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE / _COARSE))
        mask = mask.resize((mask.width * _COARSE, mask.height * _COARSE), Image.Resampling.BICUBIC)
        self.image.paste(colour, (left, top, left + mask.width, top + mask.height), mask)

    def cut_out(self, points: Iterable[Point], around: Colour) -> None:
        """Paint everything outside of the outline."""
        mask = Image.new("L", self.image.size, 255)
        ImageDraw.Draw(mask).polygon(scaled(points), fill=0)
        self.image.paste(around, (0, 0), mask)
        self.pen = ImageDraw.Draw(self.image)

    def finished(self, grain: int = 0, seed: int = 1) -> Image.Image:
        """The picture at its own size; `grain` roughens every pixel by up to that much."""
        image = self.image.resize(self.size, Image.Resampling.LANCZOS)
        if not grain:
            return image
        width, height = self.size
        half = (width // 2, height // 2)
        chance = random.Random(seed)  # noqa: S311 - the same each time, not secret
        noise = Image.frombytes("L", half, chance.randbytes(half[0] * half[1]))
        level = noise.resize(self.size, Image.Resampling.BICUBIC).point([value * grain // 255 for value in range(256)])
        bands = [
            ImageChops.subtract(ImageChops.add(band, level), _flat(self.size, grain // 2)) for band in image.split()
        ]
        return Image.merge("RGB", bands)


def _shrunk(point: Point, corner: Point) -> Point:
    return (point[0] - corner[0]) / _COARSE, (point[1] - corner[1]) / _COARSE


def _flat(size: tuple[int, int], value: int) -> Image.Image:
    return Image.new("L", size, value)


def scaled(points: Iterable[Point]) -> list[Point]:
    """Points in the pixels of the large sheet."""
    return [(x * SCALE, y * SCALE) for x, y in points]


def between(start: Point, end: Point, part: float) -> Point:
    """The point at this part of the way."""
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def ellipse(centre: Point, radii: Point, turn: float = 0.0, steps: int = 72) -> list[Point]:
    """The outline of an ellipse, turned by so many degrees."""
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    outline = []
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        x, y = radii[0] * math.cos(angle), radii[1] * math.sin(angle)
        outline.append((centre[0] + x * cosine - y * sine, centre[1] + x * sine + y * cosine))
    return outline


def smooth(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """A rounded curve through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
