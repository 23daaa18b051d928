"""Cut-outs with transparency: how they are aged, and how they are laid on a picture in perspective."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Sprite:
    """Blue, green, red, alpha; and where on it a plate hangs (or what of it is the plate): four corners."""

    pixels: Image
    spot: Floats

    @cached_property
    def levels(self) -> tuple[Image, ...]:
        """Premultiplied, at full, half, quarter and eighth size."""
        ready = self.pixels
        alpha = ready[..., 3:].astype(np.uint16)
        if alpha.min() < 255:
            colours = (ready[..., :3] * alpha // 255).astype(np.uint8)
            ready = np.concatenate([colours, ready[..., 3:]], axis=2)
        levels = [ready]
        for _ in range(3):
            tall, wide = levels[-1].shape[:2]
            half = (max(2, wide // 2), max(2, tall // 2))
            levels.append(
                np.asarray(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA), np.uint8)
            )
        return tuple(levels)


def opaque(picture: Image) -> Image:
    """The picture with an alpha that covers all of it."""
    alpha = np.full((*picture.shape[:2], 1), 255, np.uint8)
    return np.concatenate([picture, alpha], axis=2)


def rectangle(left: float, top: float, width: float, height: float) -> Floats:
    """Its corners, clockwise from the top left."""
    return np.array(
        [
            [left, top],
            [left + width, top],
            [left + width, top + height],
            [left, top + height],
        ],
        np.float32,
    )


def cloud(rng: np.random.Generator, height: int, width: int, coarse: int, fine: int = 0) -> Floats:
    """Smooth random values about 0, `coarse` and `fine` patches to the longer side."""
    total = np.zeros((height, width), np.float32)
    for patches, strength in ((coarse, 1.0), (fine, 0.5)):
        if patches:
            shape = [max(2, round(patches * side / max(height, width))) for side in (height, width)]
            small = rng.normal(0, strength, shape).astype(np.float32)
            total += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return total


def aged(picture: Image, rng: np.random.Generator) -> Image:
    """A plate after years on a truck: faded, dirty, scratched, half in the shade; or nearly new."""
    wear = float(rng.beta(1.2, 2.0))
    height, width = picture.shape[:2]
    sheet = picture.astype(np.float32)
    sheet = _faded(sheet, rng, wear)
    mud = np.asarray(rng.uniform((50, 60, 70), (120, 140, 160)), np.float32)
    cover = np.clip(cloud(rng, height, width, 4, 14) * 0.35 + rng.uniform(-0.4, 0.35), 0, 1)
    cover = (cover * wear * rng.uniform(0.3, 1.0))[..., None].astype(np.float32)
    sheet = sheet * (1 - cover) + mud * cover
    for _ in range(int(rng.integers(0, int(1 + 8 * wear)))):
        ends = rng.uniform(0, (width, height), (2, 2)).astype(int)
        shade = float(rng.uniform(30, 220))
        cv2.line(sheet, ends[0].tolist(), ends[1].tolist(), (shade,) * 3, int(rng.integers(1, 4)))
    if rng.random() < 0.25:
        sheet = _half_lit(sheet, rng)
    return np.clip(sheet, 0, 255).astype(np.uint8)


def _faded(sheet: Floats, rng: np.random.Generator, wear: float) -> Floats:
    grey = sheet.mean(axis=2, keepdims=True)
    pale = float(rng.uniform(0, 0.6)) * wear
    sheet = sheet * (1 - pale) + grey * pale
    middle = float(rng.uniform(90, 170))
    flat = float(rng.uniform(0, 0.45)) * wear
    tint = rng.normal(1, 0.07, 3).astype(np.float32)
    return np.asarray((sheet * (1 - flat) + middle * flat) * tint, np.float32)


def _half_lit(sheet: Floats, rng: np.random.Generator) -> Floats:
    """The edge of a shadow, or of the sun, across it."""
    height, width = sheet.shape[:2]
    edge = rng.uniform((0, -0.6), (width, 0.6))
    over, down = np.meshgrid(np.arange(width), np.arange(height))
    lit = (over - edge[0] + edge[1] * (down - height / 2)) > 0
    dark = float(rng.uniform(0.3, 0.75))
    light = np.where(lit, 1.0, dark).astype(np.float32)
    return np.asarray(sheet * cv2.GaussianBlur(light, (0, 0), 3)[..., None], np.float32)


def framed(picture: Image, rng: np.random.Generator) -> Sprite:
    """The plate as a sprite, often in a frame of its own or before a bracket."""
    height, width = picture.shape[:2]
    edge = [int(side) for side in rng.integers(0, 14, 4)] if rng.random() < 0.5 else [0] * 4
    if rng.random() < 0.15:  # a bracket for a larger plate
        edge[int(rng.integers(4))] += int(rng.integers(10, 80))
    left, top, right, bottom = edge
    ink = float(rng.choice([25.0, 60.0, 190.0, 235.0])) + float(rng.normal(0, 12))
    whole = cv2.copyMakeBorder(
        picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(ink, ink, ink)
    )
    sprite = opaque(np.asarray(whole, np.uint8))
    if rng.random() < 0.5:
        _round_corners(sprite, int(rng.integers(3, 14)))
    return Sprite(sprite, rectangle(left, top, width, height))


def _round_corners(sprite: Image, radius: int) -> None:
    height, width = sprite.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(mask, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - 1 - radius):
        for y in (radius, height - 1 - radius):
            cv2.circle(mask, (x, y), radius, 255, -1)
    np.minimum(sprite[..., 3], mask, out=sprite[..., 3])


def place(
    rng: np.random.Generator, width: float, aspect: float, centre: Floats, wild: float = 1.0
) -> Floats:
    """Where a rectangle lands that hangs somewhere in space: four corners about `centre`, `width` across."""
    height = width / aspect
    yaw = float(np.clip(rng.normal(0, 0.35 * wild), -1.0, 1.0))
    pitch = float(np.clip(rng.normal(0.1, 0.2 * wild), -0.7, 0.7))
    roll = float(np.clip(rng.normal(0, 0.07 * wild), -0.5, 0.5))
    flat = rectangle(-width / 2, -height / 2, width, height)
    solid = np.concatenate([flat, np.zeros((4, 1), np.float32)], axis=1)
    turned = solid @ _turn(yaw, 1).T @ _turn(pitch, 0).T @ _turn(roll, 2).T
    away = width * float(rng.uniform(3, 14))
    spots = turned[:, :2] * (away / (away + turned[:, 2:]))
    shear = np.array([[1, float(rng.normal(0, 0.05))], [float(rng.normal(0, 0.04)), 1]])
    return np.asarray(spots @ shear.T + centre, np.float32)


def _turn(angle: float, axis: int) -> npt.NDArray[np.float64]:
    vector = np.zeros(3)
    vector[axis] = angle
    return np.asarray(cv2.Rodrigues(vector)[0], np.float64)


def lay(picture: Image, sprite: Sprite, corners: Floats) -> None:
    """Blend the sprite into the picture so that its spot lands on these corners."""
    across = max(float(np.hypot(*(corners[1] - corners[0]))), 1.0)
    down = max(float(np.hypot(*(corners[3] - corners[0]))), 1.0)
    spot_width, spot_height = np.ptp(sprite.spot, axis=0)
    shrink = min(1.0, 1.2 * max(across / spot_width, down / spot_height))
    pixels, spot = _shrunk(sprite, shrink)
    move = np.asarray(cv2.getPerspectiveTransform(spot, corners), np.float64)
    window = _window(pixels, move, picture)
    if window is None:
        return
    x0, y0, x1, y1 = window
    back = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float64)
    laid = cv2.warpPerspective(pixels, back @ move, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    alpha = laid[..., 3:].astype(np.float32) / 255
    patch = picture[y0:y1, x0:x1]
    patch[:] = (patch * (1 - alpha) + laid[..., :3].astype(np.float32)).astype(np.uint8)


def _shrunk(sprite: Sprite, ratio: float) -> tuple[Image, Floats]:
    """The sprite at about the size it will have, so that no thin stroke is skipped, and its spot there."""
    level = int(np.clip(np.floor(-np.log2(max(ratio, 1e-3))), 0, len(sprite.levels) - 1))
    pixels = sprite.levels[level]
    rest = ratio * 2**level
    if rest < 0.85:
        size = [max(2, round(side * rest)) for side in (pixels.shape[1], pixels.shape[0])]
        pixels = np.asarray(
            cv2.resize(pixels, (size[0], size[1]), interpolation=cv2.INTER_AREA), np.uint8
        )
    full = sprite.pixels.shape
    scale = np.array([pixels.shape[1] / full[1], pixels.shape[0] / full[0]], np.float32)
    return pixels, np.asarray(sprite.spot * scale, np.float32)


def _window(
    pixels: Image, move: npt.NDArray[np.float64], picture: Image
) -> tuple[int, int, int, int] | None:
    """The part of the picture that the sprite touches; None when it lies outside or folds over."""
    tall, wide = pixels.shape[:2]
    outline = np.concatenate([rectangle(0, 0, wide, tall), np.ones((4, 1), np.float32)], axis=1)
    seen = outline @ move.T
    if seen[:, 2].min() <= 0.05:
        return None
    seen = seen[:, :2] / seen[:, 2:]
    limits = (picture.shape[1], picture.shape[0])
    x0, y0 = (int(v) for v in np.clip(np.floor(seen.min(axis=0)) - 1, 0, limits))
    x1, y1 = (int(v) for v in np.clip(np.ceil(seen.max(axis=0)) + 1, 0, limits))
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None
