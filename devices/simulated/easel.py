"""Drawing in millimetres on a picture with transparency: shapes, gradients, shadows, lettering."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from devices.interfaces import Image, Point

Colour = tuple[int, int, int]
"""Blue, green, red."""
Mask = npt.NDArray[np.uint8]
FRACTION_BITS = 4


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour that may run into a second one, downwards or across."""

    first: Colour
    second: Colour | None = None
    alpha: float = 1.0
    across: bool = False

    def spread(self, height: int, width: int) -> npt.NDArray[np.float32]:
        """The colour of every row (or column) of a patch of this size, opaque, ready to be broadcast over it."""
        last = self.first if self.second is None else self.second
        steps = np.linspace(0, 1, width if self.across else height, dtype=np.float32)[:, None]
        first, second = (np.asarray((*end, 255), np.float32) for end in (self.first, last))
        run = (1 - steps) * first + steps * second
        return run[None] if self.across else run[:, None]


def shade(colour: Colour, factor: float) -> Colour:
    """The same colour with more light on it (above 1) or less."""
    blue, green, red = (min(255, max(0, round(part * factor))) for part in colour)
    return blue, green, red


def blend(one: Colour, other: Colour, share: float) -> Colour:
    blue, green, red = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return blue, green, red


@lru_cache(maxsize=8)
def _typeface(font: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), size)


@lru_cache(maxsize=512)
def lettering(text: str, font: Path, stroke: int = 0) -> Mask:
    """The ink of a text, cropped to it, at 200 px per em. Callers stretch it, so they must not write to it."""
    face = _typeface(font, 200)
    left, top, right, bottom = face.getbbox(text, stroke_width=stroke)
    sheet = Pillow.new("L", (int(right - left) + 4, int(bottom - top) + 4))
    ImageDraw.Draw(sheet).text((2 - left, 2 - top), text, fill=255, font=face, stroke_width=stroke)
    ink = np.asarray(sheet, dtype=np.uint8)
    rows, columns = np.nonzero(ink.max(axis=1))[0], np.nonzero(ink.max(axis=0))[0]
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _softened(mask: Mask, spread: float) -> Mask:
    """Blur; a wide one is done on a small copy, which nobody can tell."""
    tall, wide = mask.shape
    step = max(1, min(int(spread / 3), tall // 4, wide // 4))
    small = cv2.resize(mask, (wide // step, tall // step), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), spread / step)
    return np.asarray(cv2.resize(small, (wide, tall), interpolation=cv2.INTER_LINEAR), np.uint8)


class Easel:
    """A sheet of `width` × `height` mm whose left edge is `left` and bottom edge is `floor`; y runs upwards.

    `pixels` is premultiplied blue, green, red, alpha in 0..255, as floats while drawing.
    """

    def __init__(self, left: float, floor: float, width: float, height: float, per_mm: float):
        self.left, self.floor, self.per_mm = left, floor, per_mm
        self.width, self.height = width, height
        self.rows, self.columns = round(height * per_mm), round(width * per_mm)
        self.pixels = np.zeros((self.rows, self.columns, 4), np.float32)

    def at(self, x: float, y: float) -> Point:
        return (x - self.left) * self.per_mm, self.rows - (y - self.floor) * self.per_mm

    def polygon(self, points: Sequence[Point], paint: Paint, soft: float = 0) -> None:
        """Fill a shape; `soft` blurs its edge over so many mm, as shadows and stains have it."""
        spots = np.array([self.at(x, y) for x, y in points])
        edge = 2 + int(2 * soft * self.per_mm)
        x0, y0 = np.maximum(np.floor(spots.min(axis=0)).astype(int) - edge, 0)
        x1, y1 = np.ceil(spots.max(axis=0)).astype(int) + edge
        x1, y1 = min(x1, self.columns), min(y1, self.rows)
        if x1 <= x0 or y1 <= y0:
            return
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        fixed = np.round((spots - (x0, y0) - 0.5) * (1 << FRACTION_BITS)).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, FRACTION_BITS)
        if soft:
            mask = _softened(mask, soft * self.per_mm / 2)
        self.stencil(mask, x0, y0, paint)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, paint: Paint,
        radius: float = 0, soft: float = 0,
    ) -> None:  # fmt: skip
        """An upright rectangle with rounded corners."""
        if not radius:
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            return self.polygon(corners, paint, soft)
        turns = np.linspace(0, np.pi / 2, 7)
        centres = ((x1 - radius, y1 - radius), (x0 + radius, y1 - radius),
                   (x0 + radius, y0 + radius), (x1 - radius, y0 + radius))  # fmt: skip
        outline = [
            (cx + radius * float(np.cos(turn + quarter * np.pi / 2)),
             cy + radius * float(np.sin(turn + quarter * np.pi / 2)))
            for quarter, (cx, cy) in enumerate(centres)
            for turn in turns
        ]  # fmt: skip
        return self.polygon(outline, paint, soft)

    def disc(
        self, x: float, y: float, across: float, down: float, paint: Paint, soft: float = 0
    ) -> None:
        """An ellipse with these radii."""
        turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        outline = [(x + across * float(np.cos(t)), y + down * float(np.sin(t))) for t in turns]
        self.polygon(outline, paint, soft)

    def line(self, start: Point, end: Point, width: float, paint: Paint) -> None:
        along = np.subtract(end, start)
        side = np.array((-along[1], along[0])) * (width / 2 / max(float(np.hypot(*along)), 1e-6))
        corners = [start + side, end + side, end - side, start - side]
        self.polygon([(float(x), float(y)) for x, y in corners], paint)

    def mirrored(self, points: Sequence[Point], paint: Paint, soft: float = 0) -> None:
        """The same shape on both sides of the middle line."""
        self.polygon(points, paint, soft)
        self.polygon([(-x, y) for x, y in points], paint, soft)

    def text(
        self, words: str, font: Path, x: float, y: float, width: float, height: float,
        paint: Paint, stroke: int = 2,
    ) -> None:  # fmt: skip
        """Words stretched into a box centred on x, y; narrower when they are few."""
        ink = lettering(words, font, stroke)
        width = min(width, 1.15 * height * ink.shape[1] / ink.shape[0])
        size = (max(1, round(width * self.per_mm)), max(1, round(height * self.per_mm)))
        small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
        column, row = self.at(x - width / 2, y + height / 2)
        self.stencil(small.astype(np.uint8), round(column), round(row), paint)

    def picture(self, image: Image, x: float, y: float, width: float, height: float) -> None:
        """Paste an opaque picture into a box centred on x, y."""
        size = (round(width * self.per_mm), round(height * self.per_mm))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        column, row = self.at(x - width / 2, y + height / 2)
        column, row = round(column), round(row)
        patch = self.pixels[row : row + size[1], column : column + size[0]]
        patch[..., :3], patch[..., 3] = small, 255

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light added on top of whatever is there, and beyond the edge of it."""
        column, row = self.at(x, y)
        reach = int(radius * self.per_mm)
        x0, y0 = max(0, int(column) - reach), max(0, int(row) - reach)
        x1, y1 = min(self.columns, int(column) + reach), min(self.rows, int(row) + reach)
        if x1 <= x0 or y1 <= y0:
            return
        down, over = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        away = np.hypot(over - column, down - row) / max(reach, 1)
        light = np.clip(1 - away, 0, 1) ** 3 * strength
        patch = self.pixels[y0:y1, x0:x1]
        patch[..., :3] = np.minimum(
            patch[..., :3] + light[..., None] * np.asarray(colour, np.float32), 255
        )

    def relight(self, tint: tuple[float, float, float]) -> None:
        """Multiply everything drawn so far by the light of the hour; what is drawn later shines by itself."""
        self.pixels *= np.asarray((*tint, 1.0), np.float32)

    def mottle(self, rng: np.random.Generator, strength: float) -> None:
        """Uneven dust and sun over all that is drawn, so that no surface is flat."""
        small = rng.normal(0, 1, (9, 9)).astype(np.float32)
        fine = rng.normal(0, 0.6, (60, 60)).astype(np.float32)
        size = (self.columns, self.rows)
        wave = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
        wave = wave + cv2.resize(fine, size, interpolation=cv2.INTER_LINEAR)
        alpha = self.pixels[..., 3].copy()
        self.pixels *= 1 + strength * wave[..., None]
        np.minimum(self.pixels, alpha[..., None], out=self.pixels)
        self.pixels[..., 3] = alpha

    def stencil(self, mask: Mask, column: int, row: int, paint: Paint) -> None:
        """Put paint on the sheet through a mask whose top left corner is at this pixel."""
        tall, wide = mask.shape
        top, left = max(0, -row), max(0, -column)
        bottom, right = min(tall, self.rows - row), min(wide, self.columns - column)
        if bottom <= top or right <= left:
            return
        cover = mask[top:bottom, left:right, None].astype(np.float32) * (paint.alpha / 255)
        colours = paint.spread(tall, wide)
        colours = colours[:, left:right] if paint.across else colours[top:bottom]
        patch = self.pixels[row + top : row + bottom, column + left : column + right]
        patch += cover * (colours - patch)
