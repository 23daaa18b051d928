"""Fronts of lorries and vans: the shell, what is fixed to it, its plate, and its lights at night."""

from pathlib import Path

import numpy as np

from devices.interfaces import Image
from devices.simulated.cab_face import bumper, lamp_glass, nose, visor, windscreen
from devices.simulated.cab_kinds import (
    AMBIENT,
    HEAVY,
    LAMPLIGHT,
    PAINTS,
    PLATE_LIGHT,
    RUBBER,
    Cab,
    cab_of,
)
from devices.simulated.cast import Kind, Light, Truck
from devices.simulated.easel import Colour, Easel, Paint, shade


def draw_front(
    easel: Easel, truck: Truck, light: Light, plate: Image, font: Path, rng: np.random.Generator
) -> None:
    """The whole face of the vehicle, its plate included."""
    cab, paint = cab_of(truck.kind), PAINTS[truck.paint]
    if truck.kind is not Kind.VAN:
        _mirrors(easel, cab)
    _underneath(easel, cab)
    _shell(easel, cab, paint)
    windscreen(easel, cab, rng)
    nose(easel, truck, cab, paint, font, rng)
    bumper(easel, truck, cab, paint)
    lamp_glass(easel, cab)
    if cab is HEAVY:
        visor(easel, truck, cab, paint, font)
    _grime(easel, cab, rng)
    easel.mottle(rng, 0.018)
    easel.relight(AMBIENT[light])
    mount_plate(easel, plate, cab.plate, light, truck.plate_no)
    if light is not Light.DAY:
        _shining(easel, cab, light)


def mount_plate(easel: Easel, plate: Image, y: float, light: Light, plate_no: str) -> None:
    """The plate at its real size in a dark frame."""
    tall, wide = plate.shape[:2]
    width = 480.0 if len(plate_no) == 8 else 440.0
    height = width * tall / wide
    easel.box(-width / 2 - 16, y - height / 2 - 18, width / 2 + 16, y + height / 2 + 16,
              Paint((20, 20, 20), alpha=0.6), soft=14)  # fmt: skip
    easel.box(
        -width / 2 - 7,
        y - height / 2 - 7,
        width / 2 + 7,
        y + height / 2 + 7,
        Paint((44, 42, 40)),
        radius=6,
    )
    easel.picture((plate * PLATE_LIGHT[light]).astype(np.uint8), 0, y, width, height)


def _underneath(easel: Easel, cab: Cab) -> None:
    half, low = cab.half, cab.bumper[0]
    easel.box(-half + 120, 150, half - 120, low + 200, Paint((18, 18, 18), (34, 33, 32)))
    easel.box(-half + 60, low - 130, half - 60, low - 70, Paint((28, 28, 28)))
    for side in (-1, 1):
        x0, x1 = sorted((side * (half - 20), side * (half - 20 - cab.tyre)))
        easel.box(
            x0, 0, x1, 2 * cab.tyre, Paint((24, 24, 24), (44, 43, 42), across=side > 0), radius=36
        )
        for groove in range(1, 5):
            x = x0 + groove * (x1 - x0) / 5
            easel.box(x - 5, 6, x + 5, low + 60, Paint((14, 14, 14)))


def _shell(easel: Easel, cab: Cab, paint: Colour) -> None:
    """The painted cab with its roof rounded, its edges turned away from the light."""
    h, r, low = cab.half, cab.roof, cab.bumper[0] + 120
    outline = [(-h + 10, low), (-h, cab.belt), (-h + 55, cab.glass[1]), (-h + 150, r - 60), (-h + 330, r),
               (h - 330, r), (h - 150, r - 60), (h - 55, cab.glass[1]), (h, cab.belt), (h - 10, low)]  # fmt: skip
    easel.polygon(outline, Paint(shade(paint, 1.12), shade(paint, 0.82)))
    for side in (-1, 1):
        edge = [
            (side * across, up)
            for across, up in (
                (h - 10, low), (h, cab.belt), (h - 55, cab.glass[1]), (h - 150, r - 60),
                (h - 240, r - 80), (h - 130, cab.belt), (h - 120, low),
            )
        ]  # fmt: skip
        easel.polygon(edge, Paint(shade(paint, 0.62), alpha=0.55), soft=30)
    easel.box(-h + 330, r - 70, h - 330, r - 20, Paint(shade(paint, 1.4), alpha=0.35), soft=26)


def _mirrors(easel: Easel, cab: Cab) -> None:
    h, low, high = cab.half, cab.glass[0], cab.glass[1]
    reach = 210 if cab is HEAVY else 150
    for side in (-1, 1):
        easel.line(
            (side * (h - 60), high - 40), (side * (h + reach - 60), high - 90), 28, Paint(RUBBER)
        )
        easel.line(
            (side * (h - 30), low + 40), (side * (h + reach - 60), low + 90), 24, Paint(RUBBER)
        )
        x0, x1 = sorted((side * (h + 40), side * (h + reach)))
        easel.box(x0, low + 10, x1, high - 80, Paint((70, 68, 66), (34, 33, 32)), radius=46)


def _grime(easel: Easel, cab: Cab, rng: np.random.Generator) -> None:
    """Road dust, thickest at the bottom, and a few splashes."""
    dust: Colour = (112, 126, 138)
    h = cab.half - 30
    alpha = float(rng.uniform(0.08, 0.26))
    easel.box(
        -h, cab.bumper[0] + 20, h, cab.bumper[1] + 60, Paint(dust, alpha=alpha * 0.5), soft=160
    )
    easel.box(-h + 120, cab.bumper[0] + 10, h - 120, cab.plate, Paint(dust, alpha=alpha), soft=120)
    for _ in range(int(rng.integers(8, 26))):
        x, y = float(rng.uniform(-h, h)), float(rng.uniform(cab.bumper[0] + 40, cab.belt))
        easel.disc(
            x,
            y,
            float(rng.uniform(5, 22)),
            float(rng.uniform(5, 30)),
            Paint(dust, alpha=0.28),
            soft=10,
        )


def _shining(easel: Easel, cab: Cab, light: Light) -> None:
    """Headlamps, marker lamps, and the glare that spills beyond them."""
    night = light is Light.NIGHT
    lamp = cab.lamp
    for side in (-1, 1):
        for place in (-0.45, 0.2):
            easel.disc(
                side * (lamp.x + place * lamp.wide),
                lamp.y,
                lamp.tall * 0.52,
                lamp.tall * 0.52,
                Paint(LAMPLIGHT),
                soft=12,
            )
        easel.glow(side * lamp.x, lamp.y, 760 if night else 420, LAMPLIGHT, 0.95 if night else 0.55)
        easel.glow(side * lamp.x, lamp.y, 300, LAMPLIGHT, 0.9)
    if cab is HEAVY:
        for place in (-0.86, -0.4, 0.0, 0.4, 0.86):
            easel.glow(place * (cab.half - 130), cab.roof - 44, 110, (70, 170, 255), 0.9)
