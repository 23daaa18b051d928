"""A drawn sheet as a telephone photographs it: on some table, aslant, turned, shaken, in shade and under lamps."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

Floats = npt.NDArray[np.float32]
QUARTERS = (0, 0, 0, 0, 0, 0, 0, 1, 2, 3)
"""Of ten photographs one stands on its head and two lie on their sides."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How bad it may become; each photograph takes its own share of every evil."""

    tilt: float
    """Degrees beside the quarter turns."""
    slant: float
    """How far each corner strays, in parts of the sheet's side."""
    blur: float
    """Standard deviation in pixels."""
    shake: int
    """Pixels."""
    shade: float
    """Light that a shadow takes away."""
    glare: float
    """Chance of a lamp's reflection."""
    noise: float
    """Grey levels."""
    quality: tuple[int, int]
    """Of the JPEG."""


FAIR = Conditions(4, 0.03, 0.7, 0, 0.35, 0.25, 4, (75, 92))
"""Somebody takes care."""
HARD = Conditions(14, 0.08, 1.5, 6, 0.6, 0.7, 9, (45, 80))
"""In a cab at night."""


def photograph(sheet: Image, how: Conditions, rng: np.random.Generator) -> Image:
    """The photograph, between 1,500 and 2,400 pixels on its longer side, as it is kept: twice through JPEG."""
    sheet = np.ascontiguousarray(np.rot90(sheet, rng.choice(QUARTERS)))
    longer = int(rng.integers(1500, 2401))
    tall, wide = sheet.shape[:2]
    size = (longer, longer * 3 // 4) if wide >= tall else (longer * 3 // 4, longer)
    picture = _on_a_table(sheet, size, how, rng)
    picture = _shaded(picture, how, rng)
    if rng.random() < how.glare:
        picture = _glared(picture, rng)
    picture = _unsharp(picture, how, rng)
    picture += rng.normal(0, rng.uniform(0.3, 1) * how.noise, picture.shape).astype(np.float32)
    return _through_jpeg(np.asarray(np.clip(picture, 0, 255), np.uint8), how, rng)


def _on_a_table(
    sheet: Image, size: tuple[int, int], how: Conditions, rng: np.random.Generator
) -> Floats:
    width, height = size
    table = _table(width, height, rng)
    tall, wide = sheet.shape[:2]
    scale = min(width / wide, height / tall) * rng.uniform(0.66, 0.93)
    half = np.array([wide, tall]) * scale / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    angle = np.radians(rng.uniform(-how.tilt, how.tilt))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = corners @ turn.T + rng.uniform(-how.slant, how.slant, (4, 2)) * half.min() * 2
    middle = np.array([width, height]) / 2 * (1 + rng.uniform(-0.05, 0.05, 2))
    spots = np.clip(corners + middle, 2, [width - 3, height - 3]).astype(np.float32)
    flat = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    seen = cv2.getPerspectiveTransform(flat, spots)
    # A small picture of a large sheet: its lines are averaged, as a lens averages them.
    smooth = cv2.GaussianBlur(sheet, (0, 0), max(0.3, 0.35 / scale)) if scale < 1 else sheet
    laid = cv2.warpPerspective(smooth, seen, size, flags=cv2.INTER_LINEAR)
    covers = cv2.warpPerspective(np.full((tall, wide), 255, np.uint8), seen, size)
    share = cv2.GaussianBlur(covers, (0, 0), 0.8).astype(np.float32)[:, :, None] / 255
    return np.asarray(laid * share + table * (1 - share), np.float32)


def _table(width: int, height: int, rng: np.random.Generator) -> Floats:
    """Wood, cloth or a dashboard: a colour, its clouds and its grain."""
    ground = rng.uniform(30, 215) * rng.uniform(0.8, 1.1, 3)
    clouds = cv2.resize(rng.normal(0, 12, (9, 12)).astype(np.float32), (width, height),
                        interpolation=cv2.INTER_CUBIC)  # fmt: skip
    grain = cv2.resize(rng.normal(0, 10, (height // 2, 24)).astype(np.float32), (width, height))
    return np.asarray(ground + (clouds + grain)[:, :, None], np.float32)


def _shaded(picture: Floats, how: Conditions, rng: np.random.Generator) -> Floats:
    """Light from one side, and often the soft shadow of a hand or a telephone."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:1:32j, 0:1:32j]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + 0.5 * how.shade * (np.cos(angle) * (columns - 0.5) + np.sin(angle) * (rows - 0.5))
    if rng.random() < 0.6:
        edge = (columns - rng.uniform(0, 1)) * np.cos(angle + 1) + (
            rows - rng.uniform(0, 1)
        ) * np.sin(angle + 1)
        dark = how.shade * rng.uniform(0.3, 1)
        light = light * (1 - dark / (1 + np.exp(edge * rng.uniform(10, 60))))
    light = light * rng.uniform(0.75, 1.1)
    spread = cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    tint = rng.uniform(0.9, 1.06, 3).astype(np.float32)
    return np.asarray(picture * spread[:, :, None] * tint, np.float32)


def _glared(picture: Floats, rng: np.random.Generator) -> Floats:
    """A lamp in the plastic: a burnt-out middle that fades."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:1:96j, 0:1:96j]
    x, y = rng.uniform(0.2, 0.8, 2)
    long, short, angle = rng.uniform(0.08, 0.25), rng.uniform(0.03, 0.08), rng.uniform(0, np.pi)
    over = (columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)
    along = -(columns - x) * np.sin(angle) + (rows - y) * np.cos(angle)
    shine = np.exp(-((over / long) ** 2) - (along / short) ** 2) * rng.uniform(0.5, 1.3)
    spread = cv2.resize(shine.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    share = np.clip(spread, 0, 1)[:, :, None]
    return np.asarray(picture * (1 - share) + 255 * share, np.float32)


def _unsharp(picture: Floats, how: Conditions, rng: np.random.Generator) -> Floats:
    sigma = how.blur * rng.random()
    if sigma > 0.2:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    length = int(rng.integers(0, how.shake + 1))
    if length > 1:
        track = np.zeros((length, length), np.float32)
        middle, angle = (length - 1) / 2, rng.uniform(0, np.pi)
        reach = np.array([np.cos(angle), np.sin(angle)]) * middle
        start, end = (np.round(middle + sign * reach).astype(int) for sign in (-1, 1))
        cv2.line(track, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
        picture = np.asarray(cv2.filter2D(picture, -1, track / track.sum()), np.float32)
    return picture


def _through_jpeg(picture: Image, how: Conditions, rng: np.random.Generator) -> Image:
    for quality in (int(rng.integers(*how.quality)), 88):  # the telephone's, and the portal's
        packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return picture
