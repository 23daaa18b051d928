"""Fronts and tails of vehicles without a plate, and where on them one would hang."""

from pathlib import Path

import numpy as np

from devices.interfaces import PlateColour
from devices.simulated.body_art import body_half, body_height, draw_tail
from devices.simulated.cab_art import draw_front
from devices.simulated.cab_kinds import PAINTS, REAR_PLATE, cab_of
from devices.simulated.cast import Kind, Light, Truck
from devices.simulated.easel import Easel
from training.sprites import Sprite, rectangle
from training.surfaces import WORDS

SCALE = 0.4
"""Pixels to the millimetre: a plate is some 180 wide."""
KINDS = tuple(Kind)


def vehicle(rng: np.random.Generator, font: Path) -> Sprite:
    """A face in any paint and light; where the plate belongs there is a bare bracket."""
    kind = KINDS[int(rng.integers(len(KINDS)))]
    light = (Light.DAY, Light.DAY, Light.DUSK, Light.NIGHT)[int(rng.integers(4))]
    truck = Truck(
        plate_no="",
        plate_colour=PlateColour.YELLOW,
        kind=kind,
        paint=list(PAINTS)[int(rng.integers(len(PAINTS)))],
        lettering=WORDS[int(rng.integers(len(WORDS)))],
        emission_stage="6",
        fuel_type="B",
        vehicle_type="Q11",
        carrier_name="",
        cargo_name="",
        light=light,
    )
    bracket = np.full((35, 110, 3), rng.integers(20, 120), np.uint8)
    if kind is Kind.TRAILER or (kind in (Kind.DUMP, Kind.BOX, Kind.TANKER) and rng.random() < 0.5):
        half, tall, y = body_half(truck) + 300, body_height(truck) + 60, REAR_PLATE
        draw = draw_tail
    else:
        cab = cab_of(kind)
        half, tall, y = cab.half + 300, cab.roof + 140, cab.plate
        draw = draw_front
    easel = Easel(-half, 0, 2 * half, tall, SCALE)
    draw(easel, truck, light, bracket, font, rng)
    left, top = easel.at(-220, y + 70)
    pixels = np.clip(easel.pixels, 0, 255)
    alpha = np.maximum(pixels[..., 3:], 1)
    pixels[..., :3] = np.clip(pixels[..., :3] * 255 / alpha, 0, 255)
    spot = rectangle(left, top, 440 * SCALE, 140 * SCALE)
    return Sprite(pixels.astype(np.uint8), spot)
