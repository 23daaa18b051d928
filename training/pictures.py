"""Pictures with plates whose corners are known: a stock of drawn things, put together by dice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from devices.interfaces import Image
from devices.simulated.plate_art import draw_plate
from training import lens, surfaces, vehicles
from training.lens import Sight
from training.numbers import Plate, any_plate
from training.sprites import Floats, Sprite, aged, framed, lay, place, rectangle

ROOM = 0.15
"""Plates may overlap by this part of the smaller one, as those of two lorries in a queue do."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A plate in a picture: its outer corners in pixels, clockwise from the top left."""

    plate: Plate
    corners: Floats
    contrast: float = 255.0
    """Standard deviation of the grey levels on it, once the weather and the camera had their way."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, every plate in it, and how it was seen."""

    image: Image
    plates: tuple[Hung, ...]
    sight: Sight


@dataclass
class Stock:
    """Things that are slow to draw, drawn once, used often, and replaced one by one."""

    rng: np.random.Generator
    font: Path
    plates: list[tuple[Plate, Sprite]] = field(default_factory=list)
    canvases: list[Image] = field(default_factory=list)
    vehicles: list[Sprite] = field(default_factory=list)
    signs: list[Sprite] = field(default_factory=list)

    def fill(self, share: float = 1.0, choose: Callable[[np.random.Generator], Plate] = any_plate) -> None:  # fmt: skip
        """Draw a stock of `share` times the usual size; takes half a minute at 1."""
        self.choose = choose
        for shelf, make, usual in self._shelves():
            shelf += [make() for _ in range(max(1, round(usual * share)))]

    def renew(self) -> None:
        """Replace one thing, the cheap ones more often."""
        shelf, make, _ = self._shelves()[int(self.rng.choice(4, p=[0.6, 0.1, 0.05, 0.25]))]
        shelf[int(self.rng.integers(len(shelf)))] = make()

    def _shelves(self) -> tuple[tuple[list[Any], Callable[[], Any], int], ...]:
        """Where things lie, how one is made, and how many there usually are."""
        return (
            (self.plates, self.new_plate, 400),
            (self.canvases, self._canvas, 50),
            (self.vehicles, self._vehicle, 40),
            (self.signs, self._sign, 200),
        )

    def new_plate(self) -> tuple[Plate, Sprite]:
        """Another plate and how it is worn; it is not put on the shelf."""
        plate = self.choose(self.rng)
        return plate, plate_sprite(plate, self.font, self.rng)

    def _canvas(self) -> Image:
        return surfaces.canvas(self.rng, self.font)

    def _vehicle(self) -> Sprite:
        return vehicles.vehicle(self.rng, self.font)

    def _sign(self) -> Sprite:
        make = surfaces.sign(self.rng, self.font) if self.rng.random() < 0.8 else None
        return make or surfaces.blank(self.rng)


def plate_sprite(plate: Plate, font: Path, rng: np.random.Generator) -> Sprite:
    """The plate worn and in its frame, a pixel to the millimetre."""
    seed = int(rng.integers(1 << 31))
    flat = draw_plate(
        plate.text, plate.colour, font=font, double_line=plate.double, per_mm=1.0, seed=seed
    )
    return framed(aged(flat, rng), rng)


@dataclass
class Painter:
    """Puts a stock together to pictures of one size, as a rule with plates `widths` pixels across."""

    stock: Stock
    size: tuple[int, int]
    widths: tuple[float, float]
    plateless: float = 0.25
    most: int = 3
    zoom: float = 1.0
    """Pixels to one of a frame that is 640 wide: for what has its size by the frame, not by the plate."""

    def draw(self, sight: Sight | None = None, harsh: float = 1.0) -> Drawn:
        rng = self.stock.rng
        picture = self._background()
        count = (
            0 if rng.random() < self.plateless else int(rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2]))
        )
        count = min(count, self.most)
        hung: list[Hung] = []
        if rng.random() < 0.5:
            hung += self._on_vehicle(picture, bare=count == 0)
        for _ in range(int(rng.integers(0, 6))):
            self._distract(picture, hung)
        for _ in range(count - len(hung)):
            hung += self._free(picture, hung)
        if rng.random() < 0.25:
            _overprint(picture, rng, self.zoom, hung)
        sight = sight or lens.any_sight(rng)
        plates = [one.corners for one in hung]
        seen = lens.seen(picture, plates, sight, rng, harsh, self.zoom)
        return Drawn(
            seen, tuple(replace(one, contrast=_contrast(seen, one.corners)) for one in hung), sight
        )

    def _background(self) -> Image:
        rng = self.stock.rng
        canvas = self.stock.canvases[int(rng.integers(len(self.stock.canvases)))]
        width, height = self.size
        tall, wide = canvas.shape[:2]
        zoom = min(float(np.exp(rng.uniform(-0.9, 1.0))), wide / width, tall / height)
        w, h = int(width * zoom), int(height * zoom)
        x, y = int(rng.integers(0, wide - w + 1)), int(rng.integers(0, tall - h + 1))
        part = canvas[y : y + h, x : x + w]
        if rng.random() < 0.5:
            part = part[:, ::-1]
        way = cv2.INTER_AREA if zoom > 1 else cv2.INTER_LINEAR
        resized = cv2.resize(np.ascontiguousarray(part), (width, height), interpolation=way)
        tint = np.exp(rng.normal(0, 0.15, 3)) * np.exp(rng.normal(0, 0.25))
        table = np.clip(np.arange(256)[:, None] * tint, 0, 255).astype(np.uint8)[None]
        return np.asarray(cv2.LUT(resized, table), np.uint8)

    def _width(self) -> float:
        low, high = self.widths
        return float(np.exp(self.stock.rng.uniform(np.log(low), np.log(high))))

    def _spot(self) -> Floats:
        width, height = self.size
        spot = self.stock.rng.uniform((0.08 * width, 0.1 * height), (0.92 * width, 0.9 * height))
        return np.asarray(spot, np.float32)

    def _on_vehicle(self, picture: Image, *, bare: bool) -> list[Hung]:
        """A vehicle's face with a plate where it belongs, or with none."""
        rng = self.stock.rng
        face = self.stock.vehicles[int(rng.integers(len(self.stock.vehicles)))]
        corners = place(rng, self._width(), 440 / 140, self._spot(), wild=0.8)
        lay(picture, face, corners)
        if bare:
            return []
        plate, sprite = self._any_plate()
        return self._hang(picture, plate, sprite, _fitted(sprite, corners, rng), [])

    def _any_plate(self) -> tuple[Plate, Sprite]:
        return self.stock.plates[int(self.stock.rng.integers(len(self.stock.plates)))]

    def _free(self, picture: Image, others: Sequence[Hung]) -> list[Hung]:
        rng = self.stock.rng
        plate, sprite = self._any_plate()
        wide, tall = np.ptp(sprite.spot, axis=0)
        corners = place(rng, self._width(), float(wide / tall), self._spot())
        if rng.random() < 0.35 and not _crowded(corners, others, 0.0):
            _bracket(picture, corners, rng)
        return self._hang(picture, plate, sprite, corners, others)

    def _hang(
        self, picture: Image, plate: Plate, sprite: Sprite, corners: Floats, others: Sequence[Hung]
    ) -> list[Hung]:
        if _crowded(corners, others, ROOM):
            return []
        lay(picture, sprite, corners)
        return [Hung(plate, corners)]

    def _distract(self, picture: Image, hung: Sequence[Hung]) -> None:
        rng = self.stock.rng
        sprite = self.stock.signs[int(rng.integers(len(self.stock.signs)))]
        tall, wide = sprite.pixels.shape[:2]
        corners = place(
            rng, self._width() * float(rng.uniform(0.5, 1.5)), wide / tall, self._spot()
        )
        if not _crowded(corners, hung, 0.02):
            spot = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
            lay(picture, Sprite(sprite.pixels, spot), corners)


def _contrast(picture: Image, corners: Floats) -> float:
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    high = np.ceil(corners.max(axis=0)).astype(int) + 1
    window = picture[low[1] : high[1], low[0] : high[0]]
    if not window.size:
        return 0.0
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, (corners - low).astype(np.int32), 255)
    return float(cv2.meanStdDev(window, mask=inside)[1].mean())


def _fitted(sprite: Sprite, corners: Floats, rng: np.random.Generator) -> Floats:
    """The plate's own shape on a spot made for a single line, about as wide, not quite straight."""
    wide, tall = np.ptp(sprite.spot, axis=0)
    centre = corners.mean(axis=0)
    taller = float(tall / wide) / (140 / 440)
    across, down = (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2 * taller
    lift = down * (1 - 1 / taller)
    centre = centre - lift + rng.normal(0, 0.04, 2) * np.hypot(*across)
    a, b = across, down
    fitted = np.array([centre - a - b, centre + a - b, centre + a + b, centre - a + b], np.float32)
    return np.asarray(fitted + rng.normal(0, 0.008, (4, 2)) * np.hypot(*across), np.float32)


def _crowded(corners: Floats, others: Sequence[Hung], room: float) -> bool:
    low, high = corners.min(axis=0), corners.max(axis=0)
    for other in others:
        shared = np.minimum(high, other.corners.max(axis=0)) - np.maximum(
            low, other.corners.min(axis=0)
        )
        area = float(np.prod(np.maximum(shared, 0)))
        smaller = min(float(np.prod(high - low)), float(np.prod(np.ptp(other.corners, axis=0))))
        if area > room * smaller:
            return True
    return False


def _bracket(picture: Image, corners: Floats, rng: np.random.Generator) -> None:
    """A piece of bumper around the plate: something plain and larger, with a shadow."""
    centre = corners.mean(axis=0)
    grown = (corners - centre) * rng.uniform((1.05, 1.1), (2.2, 3.0)) + centre
    shift = rng.normal(0, 0.15, 2) * np.ptp(corners, axis=0)
    points = (grown + shift).astype(np.int32)
    cv2.fillConvexPoly(picture, points, surfaces.colour(rng), cv2.LINE_AA)
    if rng.random() < 0.5:
        cv2.polylines(picture, [points], True, surfaces.colour(rng), 1, cv2.LINE_AA)


def _overprint(picture: Image, rng: np.random.Generator, zoom: float, hung: Sequence[Hung]) -> None:
    """Date, place or speed, written into the picture by the camera; nobody lets it stand on a plate."""
    tall, wide = picture.shape[:2]
    ink = (255, 255, 255) if rng.random() < 0.7 else (0, 255, 255)
    text = "".join(surfaces.LETTERS[int(i)] for i in rng.integers(0, 34, int(rng.integers(5, 20))))
    if rng.random() < 0.5:
        text = f"20{rng.integers(10, 40)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02} 08:2{rng.integers(10)}"
    x, y = int(rng.uniform(-0.05, 0.6) * wide), int(rng.choice([0.08, 0.5, 0.97]) * tall)
    scale, thick = float(rng.uniform(0.25, 0.8)) * zoom, max(1, round(zoom / 2))
    (width, height), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thick)
    if not _crowded(rectangle(x, y - height, width, height + below), hung, 0.0):
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, thick, cv2.LINE_AA)
