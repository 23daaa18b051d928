"""What the hour, the weather and the camera do to a picture, by dice or as told."""

from enum import StrEnum
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from devices.interfaces import Image
from training.sprites import Floats, cloud


class Sight(StrEnum):
    """The conditions that are measured apart."""

    DAY = "day"
    NIGHT = "night"
    RAIN = "rain"
    INFRARED = "infrared"


def any_sight(rng: np.random.Generator) -> Sight:
    return (Sight.DAY, Sight.NIGHT, Sight.RAIN, Sight.INFRARED)[
        int(rng.choice(4, p=[0.55, 0.2, 0.1, 0.15]))
    ]


def seen(
    picture: Image,
    plates: list[Floats],
    sight: Sight,
    rng: np.random.Generator,
    harsh: float = 1.0,
    zoom: float = 1.0,
) -> Image:
    """The picture as a camera delivers it; `harsh` from 0 (kind) to 1 (anything goes).

    `zoom`: pixels to one of a frame that is 640 wide, for the size of drops.
    """
    light = picture
    dark = sight is Sight.NIGHT or (sight is Sight.INFRARED and rng.random() < 0.5)
    level = _level(light.shape, plates, rng, shaded=rng.random() < 0.3 * harsh, dark=dark)
    if level is not None:
        light = np.asarray(cv2.multiply(light, cv2.merge([level] * 3), scale=1 / 128), np.uint8)
    if sight is Sight.RAIN:
        light = _rain(light, rng, zoom)
    if rng.random() < 0.25 * harsh or sight is Sight.NIGHT:
        light = _glare(light, rng)
    light = np.asarray(cv2.LUT(_saturated(light, rng, harsh), _curves(rng, harsh)), np.uint8)
    if sight is Sight.INFRARED:
        light = _infrared(light, rng)
    light = _blurred(light, rng, harsh)
    light = _grained(light, rng, float(rng.gamma(1.5, 3.5 if sight is Sight.NIGHT else 2.0)))
    return _compressed(light, rng, harsh)


def _level(
    shape: tuple[int, ...],
    plates: list[Floats],
    rng: np.random.Generator,
    *,
    shaded: bool,
    dark: bool,
) -> Image | None:
    """How much light falls where, 128 for all of it, at a quarter of the size; None where it does everywhere."""
    if not shaded and not dark:
        return None
    tall, wide = shape[0] // 2, shape[1] // 2
    level = np.full((tall, wide), 128, np.float32)
    if shaded:
        points = rng.uniform((-wide / 3, -tall / 3), (wide * 4 / 3, tall * 4 / 3), (4, 2))
        deep = 128 * float(rng.uniform(0.25, 0.8))
        cv2.fillPoly(level, [cv2.convexHull(points.astype(np.int32))], deep)
        level = np.asarray(cv2.GaussianBlur(level, (0, 0), float(rng.uniform(0.4, 4))), np.float32)
    if dark:
        dim = float(rng.uniform(0.12, 0.6))
        level *= dim * np.clip(1 + 0.4 * cloud(rng, tall, wide, 3), 0.3, 2)
        _throw_back(level, plates, rng, dim)
    full = cv2.resize(level, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.clip(full, 0, 255).astype(np.uint8)


def _throw_back(level: Floats, plates: list[Floats], rng: np.random.Generator, dim: float) -> None:
    """A plate throws the lamp's light back."""
    if rng.random() < 0.25:
        return
    back = 128 * min(dim * float(rng.uniform(1.0, 4.0)) + float(rng.uniform(0.0, 0.4)), 1.5)
    for corners in plates:
        cv2.fillConvexPoly(level, (corners / 2).astype(np.int32), back, cv2.LINE_AA)


def _rain(light: Image, rng: np.random.Generator, zoom: float) -> Image:
    """Streaks of falling drops, and drops on the glass."""
    tall, wide = light.shape[:2]
    streaks = np.zeros((tall, wide), np.uint8)
    slant, length = float(rng.normal(0, 0.25)), float(rng.uniform(3, 22)) * zoom
    for _ in range(int(rng.integers(20, 260) * tall * wide / (61440 * zoom**2))):
        x, y = rng.uniform(0, wide), rng.uniform(0, tall)
        end = (int(x + slant * length), int(y + length))
        bright = float(rng.uniform(10, 70))
        cv2.line(streaks, (int(x), int(y)), end, bright, max(1, round(zoom / 2)), cv2.LINE_AA)
    wet = np.asarray(cv2.add(light, cv2.merge([streaks] * 3)), np.uint8)
    for _ in range(int(rng.integers(0, 9))):
        x, y, r = rng.uniform(0, wide), rng.uniform(0, tall), rng.uniform(3, 16) * zoom
        _drop(wet, int(x), int(y), int(r))
    return wet


def _drop(wet: Image, x: int, y: int, r: int) -> None:
    """A round drop on the glass, out of focus: what is behind it is blurred and a little brighter."""
    x0, y0 = max(x - r, 0), max(y - r, 0)
    patch = wet[y0 : y + r, x0 : x + r]
    if not patch.size:
        return
    behind = cv2.convertScaleAbs(cv2.blur(patch, (r | 1, r | 1)), beta=8)
    edge = np.zeros(patch.shape[:2], np.uint8)
    cv2.circle(edge, (x - x0, y - y0), max(1, r * 4 // 5), 255, -1)
    share = cv2.GaussianBlur(edge, (0, 0), max(0.5, r / 8))[..., None] / np.float32(255)
    patch[:] = (patch * (1 - share) + behind * share).astype(np.uint8)


def _glare(light: Image, rng: np.random.Generator) -> Image:
    """Lamps that look into the lens, and the sun on the glass."""
    tall, wide = light.shape[:2]
    down, over = np.mgrid[0 : tall // 4, 0 : wide // 4].astype(np.float32) * 4
    total = np.zeros((tall // 4, wide // 4, 3), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(-0.1, 1.1) * wide, rng.uniform(-0.1, 1.1) * tall
        reach = float(rng.uniform(0.03, 0.35)) * wide
        away = ((over - x) ** 2 + ((down - y) * rng.uniform(0.7, 1.6)) ** 2) / reach**2
        tint = np.asarray(rng.uniform(0.75, 1.0, 3), np.float32)
        total += (np.exp(-away) * rng.uniform(60, 420))[..., None].astype(np.float32) * tint
    glow = np.clip(total, 0, 255).astype(np.uint8)
    return np.asarray(cv2.add(light, cv2.resize(glow, (wide, tall))), np.uint8)


def _saturated(light: Image, rng: np.random.Generator, harsh: float) -> Image:
    grey = cv2.cvtColor(cv2.cvtColor(light, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    strong = float(np.clip(rng.normal(0.95, 0.3 * harsh), 0.1, 1.6))
    return np.asarray(cv2.addWeighted(light, strong, grey, 1 - strong, 0), np.uint8)


def _curves(rng: np.random.Generator, harsh: float) -> Image:
    """Haze, exposure, contrast, gamma and white balance as one table for each colour."""
    light = np.arange(256.0)
    if rng.random() < 0.2 * harsh:
        share = float(rng.uniform(0.05, 0.5))
        light = light * (1 - share) + share * float(rng.uniform(120, 220))
    light = light * float(np.exp(rng.normal(0, 0.3 * harsh)))
    middle = float(rng.uniform(90, 150))
    light = (light - middle) * float(np.exp(rng.normal(0, 0.22 * harsh))) + middle
    light = 255 * np.clip(light / 255, 0, 1.2) ** float(np.exp(rng.normal(0, 0.25 * harsh)))
    tints = np.exp(rng.normal(0, 0.07 * harsh, 3))
    return np.asarray(np.clip(light[:, None] * tints, 0, 255)[None], np.uint8)


def _infrared(light: cv2.typing.MatLike, rng: np.random.Generator) -> Image:
    """One channel of unknown mixture: under 850 nm a yellow or a green ground may be as bright as a white one."""
    mixture = rng.dirichlet((1.0, 1.2, 2.0)) * float(rng.uniform(0.9, 1.3))
    grey = cv2.transform(light, mixture[None].astype(np.float32))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _blurred(light: Image, rng: np.random.Generator, harsh: float) -> Image:
    blurred: cv2.typing.MatLike = light
    if rng.random() < 0.45:
        blurred = cv2.GaussianBlur(blurred, (0, 0), float(rng.uniform(0.3, 0.5 + 1.1 * harsh)))
    if rng.random() < 0.3 * harsh:
        blurred = cv2.filter2D(blurred, -1, _path(rng))
    if rng.random() < 0.25:  # the sharpening of cheap cameras
        soft, much = cv2.GaussianBlur(blurred, (0, 0), 1.0), float(rng.uniform(0.3, 1.8))
        blurred = cv2.addWeighted(blurred, 1 + much, soft, -much, 0)
    return np.asarray(blurred, np.uint8)


def _path(rng: np.random.Generator) -> Floats:
    """The straight way of a point while the shutter is open."""
    length = int(rng.integers(2, 8))
    kernel = np.zeros((length, length), np.float32)
    angle, half = float(rng.uniform(0, np.pi)), (length - 1) / 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * half
    first, last = (half + reach).round().astype(int), (half - reach).round().astype(int)
    cv2.line(kernel, first.tolist(), last.tolist(), 1.0)
    return kernel / max(float(kernel.sum()), 1)


@cache
def _noise() -> npt.NDArray[np.int16]:
    """One sheet of noise of strength 64, from which all grain is cut."""
    return (np.random.default_rng(0).standard_normal((1400, 2200, 3)) * 64).astype(np.int16)


def _grained(light: Image, rng: np.random.Generator, strength: float) -> Image:
    sheet = _noise()
    tall, wide = light.shape[:2]
    y, x = (int(rng.integers(0, room)) for room in (sheet.shape[0] - tall, sheet.shape[1] - wide))
    grain: cv2.typing.MatLike = sheet[y : y + tall, x : x + wide]
    strength /= 64
    if rng.random() < 0.6:
        grain = cv2.merge([grain[..., 0]] * 3)
    if rng.random() < 0.4:
        grain, strength = cv2.blur(grain, (3, 3)), strength * 2
    return np.asarray(cv2.addWeighted(light, 1.0, grain, strength, 0, dtype=cv2.CV_8U), np.uint8)


def _compressed(picture: Image, rng: np.random.Generator, harsh: float) -> Image:
    if rng.random() < 0.25 * harsh:  # a stream that was scaled up once
        tall, wide = picture.shape[:2]
        ratio = float(rng.uniform(0.5, 0.95))
        small = cv2.resize(
            picture, (int(wide * ratio), int(tall * ratio)), interpolation=cv2.INTER_AREA
        )
        picture = np.asarray(cv2.resize(small, (wide, tall)), np.uint8)
    if rng.random() < 0.7:
        quality = int(rng.uniform(25 if harsh > 0.5 else 55, 96))
        stored = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)
    return picture
