"""Number plates after GA 36-2018: sizes, places of the characters and colours, drawn with our own font."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from devices.interfaces import Image, PlateColour
from devices.plate_layout import Cell, cells, plate_size
from devices.simulated.easel import Colour, Easel, Paint, lettering

WHITE: Colour = (244, 246, 245)
INK: Colour = (24, 20, 18)
RED: Colour = (36, 30, 200)
NARROW = frozenset("1")


@dataclass(frozen=True, slots=True)
class Face:
    """The ground of a plate: the colour, the ink, and the rim, which is as far from the edge as it is told."""

    ground: Paint
    ink: Colour
    left: Colour | None = None


FACES: dict[PlateColour, Face] = {
    PlateColour.BLUE: Face(Paint((176, 78, 18), (158, 62, 10)), WHITE),
    PlateColour.YELLOW: Face(Paint((38, 186, 246), (22, 170, 236)), INK),
    PlateColour.WHITE: Face(Paint((240, 242, 242), (226, 230, 230)), INK),
    PlateColour.BLACK: Face(Paint((38, 34, 32), (24, 22, 20)), WHITE),
    PlateColour.GREEN: Face(Paint((226, 240, 226), (112, 190, 66)), INK),
    PlateColour.YELLOW_GREEN: Face(Paint((118, 196, 72), (108, 188, 64)), INK, (30, 186, 246)),
}


def draw_plate(
    plate_no: str, colour: PlateColour, *, font: Path, double_line: bool = False,
    per_mm: float = 2.0, seed: int = 0,
) -> Image:  # fmt: skip
    """The plate seen straight on, `per_mm` pixels to the millimetre, a little worn in a way the seed decides."""
    width, height = plate_size(len(plate_no), double_line)
    face = FACES[colour]
    easel = Easel(0, 0, width, height, max(per_mm, 2.0))
    easel.box(0, 0, width, height, face.ground)
    if face.left is not None:
        easel.box(0, 0, 137, height, Paint(face.left))
    _rim(easel, width, height, face.ink)
    ink = _place_characters(easel, plate_no, double_line, face.ink)
    _emboss(easel, plate_no, font, ink, double_line)
    _separator(easel, colour, double_line, face.ink)
    _bolts(easel, width, height, double_line)
    return _weathered(easel, np.random.default_rng(seed), (width, height), per_mm)


def _rim(easel: Easel, width: float, height: float, ink: Colour) -> None:
    """A line around the edge, drawn as a plate within a plate so that the ground keeps its own gradient."""
    inset, thick = 4.0, 2.2
    for x0, y0, x1, y1 in (
        (inset, inset, width - inset, inset + thick),
        (inset, height - inset - thick, width - inset, height - inset),
        (inset, inset, inset + thick, height - inset),
        (width - inset - thick, inset, width - inset, height - inset),
    ):
        easel.box(x0, y0, x1, y1, Paint(ink))


def _place_characters(
    easel: Easel, plate_no: str, double_line: bool, ink: Colour
) -> list[tuple[str, Cell, Colour]]:
    places = cells(len(plate_no), double_line)
    red = frozenset("警领使学港澳应急") if ink != WHITE else frozenset()
    return [
        (letter, place, RED if letter in red - {"学"} else ink)
        for letter, place in zip(plate_no, places, strict=True)
    ]


def _emboss(
    easel: Easel, plate_no: str, font: Path,
    characters: Sequence[tuple[str, Cell, Colour]], double_line: bool,
) -> None:  # fmt: skip
    """Characters are pressed out of the sheet: a dark edge below and to the right of each."""
    for letter, place, colour in characters:
        mask = glyph(letter, place, font, easel.per_mm)
        column, row = round(place.x * easel.per_mm), round(place.y * easel.per_mm)
        easel.stencil(mask, column + 2, row + 2, Paint((0, 0, 0), alpha=0.28))
        easel.stencil(mask, column, row, Paint(colour))


def glyph(letter: str, place: Cell, font: Path, per_mm: float) -> Image:
    """One character filling its cell: the thin font is stretched, then its strokes thickened evenly."""
    wide, tall = round(place.width * per_mm), round(place.height * per_mm)
    chinese = ord(letter) > 0x2E80
    bold = round((3.0 if chinese else 5.5) * per_mm * min(1.0, place.height / 90))
    ink = lettering(letter, font)
    inner = (max(1, (wide - bold) * 5 // 10 if letter in NARROW else wide - bold), tall - bold)
    thin = np.zeros((tall, wide), np.uint8)
    x, y = (wide - inner[0]) // 2, (tall - inner[1]) // 2
    thin[y : y + inner[1], x : x + inner[0]] = cv2.resize(ink, inner, interpolation=cv2.INTER_AREA)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bold + 1, bold + 1))
    return np.asarray(cv2.dilate(thin, pen), dtype=np.uint8)


def _separator(easel: Easel, colour: PlateColour, double_line: bool, ink: Colour) -> None:
    if double_line:
        easel.disc(220, 175, 6, 6, Paint(ink))
    elif colour in (PlateColour.GREEN, PlateColour.YELLOW_GREEN):
        easel.disc(137, 70, 13, 13, Paint((92, 140, 30)))
        easel.disc(137, 70, 9, 9, Paint((222, 238, 222)))
        easel.box(128, 67.5, 144, 72.5, Paint((92, 140, 30)))
    else:
        easel.disc(134.5, 70, 5.5, 5.5, Paint(ink))


def _bolts(easel: Easel, width: float, height: float, double_line: bool) -> None:
    off = 165 if double_line else 110
    for x in (width / 2 - off, width / 2 + off):
        for y in (12.5, height - 12.5):
            easel.disc(x, y - 1, 6.5, 6, Paint((60, 60, 60), alpha=0.7), soft=2)
            easel.disc(x, y, 5.5, 5.5, Paint((205, 208, 210), (130, 132, 134)))


def _weathered(
    easel: Easel, rng: np.random.Generator, size: tuple[int, int], per_mm: float
) -> Image:
    """Dust low on the plate, a few specks, and daylight that is not quite even."""
    width, height = size
    dust: Colour = (96, 112, 122)
    easel.box(0, 0, width, height * 0.4, Paint(dust, alpha=float(rng.uniform(0.02, 0.12))), soft=30)
    for _ in range(int(rng.integers(4, 14))):
        x, y = float(rng.uniform(0, width)), float(rng.uniform(0, height))
        size_mm = float(rng.uniform(0.8, 3.0))
        easel.disc(x, y, size_mm, size_mm, Paint(dust, alpha=float(rng.uniform(0.2, 0.6))), soft=1)
    easel.mottle(rng, 0.02)
    final = (round(width * per_mm), round(height * per_mm))
    whole = np.clip(easel.pixels[..., :3], 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(whole, final, interpolation=cv2.INTER_AREA), dtype=np.uint8)
