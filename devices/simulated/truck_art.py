"""One vehicle as flat panels in space: shadow, body, side of the cab, and the face with its plate."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from devices.interfaces import Image
from devices.simulated.body_art import (
    body_half,
    body_height,
    draw_body_side,
    draw_cab_side,
    draw_headboard,
    draw_tail,
)
from devices.simulated.cab_art import draw_front
from devices.simulated.cab_kinds import LAMPLIGHT, cab_of
from devices.simulated.cast import Kind, Light, Truck
from devices.simulated.easel import Easel, Paint
from devices.simulated.plate_art import draw_plate
from devices.simulated.view import Panel, sprite_of

FACE_SCALE, SIDE_SCALE, GROUND_SCALE = 0.5, 0.34, 0.06
BODY_LENGTH = {Kind.LIGHT_TRUCK: 4.2, Kind.DUMP: 5.8, Kind.VAN: 0.0}
TRACTOR_GAP = 0.35


@dataclass(frozen=True)
class Model:
    """Panels from back to front, and the length of what they make."""

    panels: tuple[Panel, ...]
    length: float


def build(truck: Truck, light: Light, font: Path) -> Model:
    """Draw every panel of the vehicle; the same vehicle always looks the same."""
    rng = np.random.default_rng(zlib.crc32(truck.plate_no.encode()))
    plate = draw_plate(truck.plate_no, truck.plate_colour, font=font, double_line=truck.double_line,
                       per_mm=2.0, seed=int(rng.integers(1 << 31)))  # fmt: skip
    if truck.rear:
        return _seen_from_behind(truck, light, font, plate, rng)
    return _seen_from_ahead(truck, light, font, plate, rng)


def _seen_from_ahead(
    truck: Truck, light: Light, font: Path, plate: Image, rng: np.random.Generator
) -> Model:
    cab = cab_of(truck.kind)
    half, start = cab.half / 1000, cab.depth + TRACTOR_GAP
    body = BODY_LENGTH.get(truck.kind, 7.5)
    length = start + body if body else cab.depth
    panels = [_shadow(half, length)]
    if light is not Light.DAY:
        panels.append(_beam(half))
    if body:
        wide, tall = 2 * body_half(truck) + 20, body_height(truck) + 60
        panels.append(_upright(-wide / 2, 1000, wide, tall - 1000, start, SIDE_SCALE,
                               lambda easel: draw_headboard(easel, truck, light, font, rng)))  # fmt: skip
        panels.append(_sideways(body_half(truck) / 1000, start, body, tall,
                                lambda easel: draw_body_side(easel, truck, body, light, font, rng)))  # fmt: skip
    panels.append(_sideways(half + 0.05, 0, cab.depth, cab.roof,
                            lambda easel: draw_cab_side(easel, truck, cab, light, font, rng),
                            lean=0.2))  # fmt: skip
    margin = cab.half + (620 if light is not Light.DAY else 300)
    panels.append(_upright(-margin, 0, 2 * margin, cab.roof + 140, 0, FACE_SCALE,
                           lambda easel: draw_front(easel, truck, light, plate, font, rng)))  # fmt: skip
    return Model(tuple(panels), length)


def _seen_from_behind(
    truck: Truck, light: Light, font: Path, plate: Image, rng: np.random.Generator
) -> Model:
    half, tall, length = body_half(truck), body_height(truck) + 60, 8.5
    side = _sideways(
        half / 1000,
        0,
        length,
        tall,
        lambda easel: draw_body_side(easel, truck, length, light, font, rng),
    )
    margin = half + 300
    tail = _upright(-margin, 0, 2 * margin, tall, 0, FACE_SCALE,
                    lambda easel: draw_tail(easel, truck, light, plate, font, rng))  # fmt: skip
    return Model((_shadow(half / 1000, length), side, tail), length)


def _upright(left: float, floor: float, width: float, height: float, back: float, scale: float,
             draw: Callable[[Easel], None]) -> Panel:  # fmt: skip
    """A panel across the lane, `back` metres behind the vehicle's front."""
    easel = Easel(left, floor, width, height, scale)
    draw(easel)
    pixel = 0.001 / scale
    return Panel(
        sprite_of(easel.pixels),
        (left / 1000, (floor + height) / 1000, back),
        (pixel, 0, 0),
        (0, -pixel, 0),
    )


def _sideways(
    x: float, start: float, length: float, height: float, draw: Callable[[Easel], None],
    lean: float = 0,
) -> Panel:  # fmt: skip
    """A panel along the lane, `x` metres to the right of the vehicle's middle, `lean` less at its top."""
    easel = Easel(0, 0, length * 1000, height, SIDE_SCALE)
    draw(easel)
    pixel = 0.001 / SIDE_SCALE
    down = (lean / easel.rows, -pixel, 0.0)
    return Panel(sprite_of(easel.pixels), (x - lean, height / 1000, start), (0, 0, pixel), down)


def _lying(x0: float, x1: float, z0: float, z1: float, draw: Callable[[Easel], None]) -> Panel:
    """A panel on the road from `z0` to `z1` metres behind the vehicle's front."""
    easel = Easel(x0 * 1000, z0 * 1000, (x1 - x0) * 1000, (z1 - z0) * 1000, GROUND_SCALE)
    draw(easel)
    pixel = 0.001 / GROUND_SCALE
    return Panel(sprite_of(easel.pixels), (x0, 0.0, z1), (pixel, 0, 0), (0, 0, -pixel))


def _shadow(half: float, length: float) -> Panel:
    """Dark under the vehicle, softer towards the sun's far side."""

    def draw(easel: Easel) -> None:
        side = half * 1000
        easel.box(
            -side - 350, -150, side + 120, length * 1000, Paint((20, 18, 16), alpha=0.45), soft=500
        )
        easel.box(
            -side + 60, 60, side - 60, length * 1000, Paint((12, 12, 12), alpha=0.85), soft=260
        )

    return _lying(-half - 1.0, half + 0.8, -0.8, length + 0.5, draw)


def _beam(half: float) -> Panel:
    """What the headlamps throw on the road ahead."""

    def draw(easel: Easel) -> None:
        for x in (-0.75 * half * 1000, 0.75 * half * 1000):
            for ahead, reach in ((-900, 1500), (-2400, 2100)):
                easel.glow(x, ahead, reach, LAMPLIGHT, 0.30)

    return _lying(-half - 1.6, half + 1.6, -5.0, 0.0, draw)
