"""Lessons for a reader: lines of drawn plates with what they say, and lines that are of no plate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from devices.eyes.plate_finder import Found
from devices.eyes.plate_lines import ways
from devices.eyes.quads import Quad, flatten, grown
from devices.eyes.reader import HEIGHT, NARROWEST
from devices.interfaces import Image
from training.pictures import Drawn, Hung, Painter
from training.sprites import Floats, place

MOST = 8
"""Characters of a plate."""
SMALLEST, FAINTEST = 45.0, 8.0
"""Pixels across and grey levels below which a plate is no lesson: nobody could read it."""
SLANTED, SHIFTED = 0.05, 0.05
"""How far the finder's corners are off, each by itself and all together, in heights of the plate (deviation)."""
STRETCHED = 0.82, 1.12
CUT_ASIDE = 0.15
"""How often more is seen beside the text than belongs to it, as where a reading is made again."""
GROUND = 128
"""What stands for nothing behind a line."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line as the reader sees it (HEIGHT × NARROWEST), how much of it is picture, and its text; none of no plate."""

    line: Image
    width: int
    text: str


def lessons(painter: Painter, harsh: float) -> Iterator[Lesson]:
    """What one drawn picture teaches."""
    rng = painter.stock.rng
    drawn = painter.draw(harsh=harsh)
    for hung in drawn.plates:
        if hung.contrast >= FAINTEST and np.ptp(hung.corners[:, 0]) >= SMALLEST:
            yield from _of_plate(drawn.image, hung, rng)
    if rng.random() < 0.5:
        yield from _of_none(drawn, painter)


def _of_plate(image: Image, hung: Hung, rng: np.random.Generator) -> Iterator[Lesson]:
    quad = Quad(_off(hung.corners, rng), 1.0)
    (way, *_) = ways(Found(quad, float(hung.plate.double), (1.0,)))
    text = hung.plate.text
    texts = (text[:2], text[2:]) if len(way.lines) == 2 else (text,)
    for line, words in zip(way.lines, texts, strict=True):
        wide = grown(line, float(rng.uniform(0, 0.5)), 0.0) if rng.random() < CUT_ASIDE else line
        yield _lesson(flatten(image, wide, HEIGHT), words, rng)


def _off(corners: Floats, rng: np.random.Generator) -> Floats:
    """The corners as a finder tells them."""
    height = float(np.hypot(*(corners[3] - corners[0])) + np.hypot(*(corners[2] - corners[1]))) / 2
    much = float(rng.gamma(2.0, 0.5))
    each = rng.normal(0, SLANTED * much * height, (4, 2))
    return (corners + each + rng.normal(0, SHIFTED * much * height, 2)).astype(np.float32)


def _of_none(drawn: Drawn, painter: Painter) -> Iterator[Lesson]:
    """Any place that is not on a plate, or a sign with its words."""
    rng = painter.stock.rng
    if rng.random() < 0.6:
        sign = painter.stock.signs[int(rng.integers(len(painter.stock.signs)))].pixels
        opaque = np.ascontiguousarray(sign[..., :3])
        seen = cv2.GaussianBlur(opaque, (0, 0), float(rng.uniform(0.3, 3.0)))
        wide = round(seen.shape[1] * HEIGHT / seen.shape[0])
        yield _lesson(
            np.asarray(cv2.resize(seen, (max(16, min(wide, 600)), HEIGHT)), np.uint8), "", rng
        )
        return
    tall, wide = drawn.image.shape[:2]
    spot = rng.uniform((0, 0), (wide, tall)).astype(np.float32)
    corners = place(rng, float(rng.uniform(50, 250)), float(rng.uniform(2, 4)), spot)
    low, high = corners.min(axis=0), corners.max(axis=0)
    for hung in drawn.plates:
        apart = np.maximum(low, hung.corners.min(axis=0)) >= np.minimum(
            high, hung.corners.max(axis=0)
        )
        if not apart.any():
            return
    yield _lesson(flatten(drawn.image, Quad(corners, 1.0), HEIGHT), "", rng)


def _lesson(line: Image, text: str, rng: np.random.Generator) -> Lesson:
    width = min(NARROWEST, max(8, round(line.shape[1] * float(rng.uniform(*STRETCHED)))))
    seen = np.full((HEIGHT, NARROWEST, 3), GROUND, np.uint8)
    seen[:, :width] = cv2.resize(line, (width, HEIGHT))
    return Lesson(seen, width, text)


def stacked(told: list[Lesson], columns: Mapping[str, int]) -> dict[str, np.ndarray]:
    """A batch: lines, widths, texts as numbers of the reader's columns (0 behind their end), and their lengths."""
    texts = np.zeros((len(told), MOST), np.int64)
    for row, lesson in zip(texts, told, strict=True):
        row[: len(lesson.text)] = [columns[letter] for letter in lesson.text]
    return {
        "lines": np.stack([lesson.line for lesson in told]).transpose(0, 3, 1, 2),
        "widths": np.array([lesson.width for lesson in told]),
        "texts": texts,
        "lengths": np.array([len(lesson.text) for lesson in told]),
    }
