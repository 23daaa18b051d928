"""A pinhole camera over flat painted panels: where they fall in the picture, and laying them there."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from devices.interfaces import Image, Point
from devices.simulated.segments import HEIGHT, WIDTH

Place = tuple[float, float, float]
"""Metres to the right of the lane's middle, above the road, and away from the camera."""
Matrix = npt.NDArray[np.float64]
NEAR = 0.7
COARSE_AREA = 1_200_000


@dataclass(frozen=True)
class Camera:
    """A lens on a post beside the lane. Angles in radians: `pan` to the left, `tilt` downwards."""

    x: float
    height: float
    pan: float
    tilt: float
    focal: float

    @cached_property
    def rotation(self) -> Matrix:
        """World axes (right, up, away) to camera axes (right, down, into the picture)."""
        cp, sp = np.cos(self.pan), np.sin(self.pan)
        ct, st = np.cos(self.tilt), np.sin(self.tilt)
        return np.array([[cp, 0, sp], [st * sp, -ct, -st * cp], [-ct * sp, -st, ct * cp]])

    @cached_property
    def lens(self) -> Matrix:
        return np.array([[self.focal, 0, WIDTH / 2], [0, self.focal, HEIGHT / 2], [0, 0, 1.0]])

    def seen(self, place: Place) -> npt.NDArray[np.float64]:
        """A place in camera axes."""
        eye = (self.x, self.height, 0.0)
        return np.asarray(self.rotation @ np.subtract(place, eye), dtype=np.float64)

    def outline(self, places: list[Place]) -> list[Point]:
        """A flat shape in the picture, cut off where it comes too near the lens."""
        return _project(_clip([self.seen(place) for place in places]), self.focal)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the vehicle's front stands: sideways, up (the springs), away, and its turn in radians."""

    x: float
    away: float
    turn: float = 0.0
    lift: float = 0.0

    def place(self, local: Place) -> Place:
        across, up, back = local
        cos, sin = float(np.cos(self.turn)), float(np.sin(self.turn))
        return (self.x + cos * across + sin * back, up + self.lift,
                self.away - sin * across + cos * back)  # fmt: skip


class Canvas:
    """One picture as the encoder wants it: luma, then both chroma planes at half the size, in one block."""

    def __init__(self, block: Image) -> None:
        self.block = block
        half = (HEIGHT // 2, WIDTH // 2)
        self.luma = block[:HEIGHT]
        self.blue = block[HEIGHT : HEIGHT * 5 // 4].reshape(half)
        self.red = block[HEIGHT * 5 // 4 :].reshape(half)

    def copy(self) -> "Canvas":
        return Canvas(self.block.copy())


def canvas_of(picture: Image) -> Canvas:
    return Canvas(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8))


@dataclass(frozen=True)
class Panel:
    """A flat sprite in the vehicle's own space.

    `origin` is its top left corner; `right` and `down` lead to the neighbouring pixel, in metres.
    `sprite` is premultiplied luma, two chromas, alpha; the smaller versions are for when it is far away.
    """

    sprite: Image
    origin: Place
    right: Place
    down: Place

    @cached_property
    def sizes(self) -> tuple[Image, ...]:
        """The sprite at full, half, quarter and eighth size."""
        sizes = [self.sprite]
        for _ in range(3):
            tall, wide = sizes[-1].shape[:2]
            half = (max(1, wide // 2), max(1, tall // 2))
            sizes.append(
                np.asarray(cv2.resize(sizes[-1], half, interpolation=cv2.INTER_AREA), np.uint8)
            )
        return tuple(sizes)

    def corner(self, across: float, down: float) -> Place:
        x, y, z = (
            o + across * r + down * d
            for o, r, d in zip(self.origin, self.right, self.down, strict=True)
        )
        return x, y, z


def sprite_of(pixels: npt.NDArray[np.float32]) -> Image:
    """Premultiplied blue, green, red, alpha as floats, turned into what a panel carries."""
    mix = np.array(
        [
            [0.0979, 0.5041, 0.2568, 16 / 255],
            [0.4392, -0.2910, -0.1482, 128 / 255],
            [-0.0714, -0.3678, 0.4392, 128 / 255],
            [0, 0, 0, 1],
        ],
        np.float32,
    )
    turned = cv2.transform(pixels, mix)
    return np.asarray(np.clip(turned + 0.5, 0, 255), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Landing:
    """The rectangle that a panel covers in the picture, both corners on even pixels, and how it gets there."""

    x0: int
    y0: int
    x1: int
    y1: int
    matrix: Matrix
    scale: float


def land(panel: Panel, pose: Pose, camera: Camera) -> Landing | None:
    """Where the panel falls; None when it is out of the picture."""
    tall, wide = panel.sprite.shape[:2]
    spots = [(0, 0), (wide, 0), (wide, tall), (0, tall)]
    corners = [camera.seen(pose.place(panel.corner(*spot))) for spot in spots]
    outline = np.array(_project(_clip(corners), camera.focal))
    if len(outline) < 3:
        return None
    (x0, y0), (x1, y1) = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
    x0, x1 = int(np.clip(x0, 0, WIDTH)) & ~1, (int(np.clip(x1, 0, WIDTH)) + 1) & ~1
    y0, y1 = int(np.clip(y0, 0, HEIGHT)) & ~1, (int(np.clip(y1, 0, HEIGHT)) + 1) & ~1
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    over, along = (corners[1] - corners[0]) / wide, (corners[3] - corners[0]) / tall
    matrix = camera.lens @ np.column_stack([over, along, corners[0]])
    area = float(cv2.contourArea(outline.astype(np.float32)))
    return Landing(x0, y0, x1, y1, matrix, (area / (tall * wide)) ** 0.5)


def lay(canvas: Canvas, panel: Panel, landing: Landing, fade: float = 1.0) -> None:
    """Blend the panel into the picture; very large ones are drawn at half resolution, as they rush past."""
    wide, tall = landing.x1 - landing.x0, landing.y1 - landing.y0
    step = 2 if wide * tall > COARSE_AREA and landing.scale > 0.9 else 1
    level = int(np.clip(np.floor(-np.log2(landing.scale / step)), 0, 3))
    grown = np.array([[2.0**level, 0, 0], [0, 2.0**level, 0], [0, 0, 1]])
    moved = np.array(
        [[1 / step, 0, -landing.x0 / step], [0, 1 / step, -landing.y0 / step], [0, 0, 1]]
    )
    patch = cv2.warpPerspective(
        panel.sizes[level], moved @ landing.matrix @ grown, (wide // step, tall // step)
    )
    if fade < 1:
        patch = cv2.convertScaleAbs(patch, alpha=fade)
    luma, blue, red, alpha = cv2.split(patch)
    rows, columns = slice(landing.y0, landing.y1), slice(landing.x0, landing.x1)
    half = (wide // 2, tall // 2)
    if step == 2:
        thin = alpha
        luma, alpha = cv2.resize(luma, (wide, tall)), cv2.resize(alpha, (wide, tall))
    else:
        blue, red, thin = (
            cv2.resize(part, half, interpolation=cv2.INTER_AREA) for part in (blue, red, alpha)
        )
    _over(canvas.luma[rows, columns], luma, alpha)
    rows, columns = (
        slice(rows.start // 2, rows.stop // 2),
        slice(columns.start // 2, columns.stop // 2),
    )
    for plane, colour in zip((canvas.blue, canvas.red), (blue, red), strict=True):
        _over(plane[rows, columns], colour, thin)


def _over(ground: Image, colour: cv2.typing.MatLike, alpha: cv2.typing.MatLike) -> None:
    rest = cv2.multiply(ground, cv2.bitwise_not(alpha), scale=1 / 255)
    ground[:] = cv2.add(rest, colour)


def _clip(corners: list[npt.NDArray[np.float64]]) -> list[npt.NDArray[np.float64]]:
    """The part of a polygon that lies in front of the lens."""
    kept: list[npt.NDArray[np.float64]] = []
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        if here[2] >= NEAR:
            kept.append(here)
        if (here[2] >= NEAR) != (there[2] >= NEAR):
            kept.append(here + (there - here) * ((NEAR - here[2]) / (there[2] - here[2])))
    return kept


def _project(corners: list[npt.NDArray[np.float64]], focal: float) -> list[Point]:
    return [
        (float(focal * x / z + WIDTH / 2), float(focal * y / z + HEIGHT / 2)) for x, y, z in corners
    ]
