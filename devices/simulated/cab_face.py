"""The face of a cab from the roof down: visor, windscreen with its driver, grille, lamps, bumper."""

from pathlib import Path

import numpy as np

from devices.simulated.cab_kinds import CHROME, GLASS, HEAVY, PLASTIC, Cab
from devices.simulated.cast import Kind, Truck
from devices.simulated.easel import Colour, Easel, Paint, blend, shade


def windscreen(easel: Easel, cab: Cab, rng: np.random.Generator) -> None:
    low, high = cab.glass
    h = cab.half - 95
    slant = 0.055 * (high - low)
    easel.polygon([(-h - 26, low - 26), (h + 26, low - 26), (h - slant + 26, high + 26), (-h + slant - 26, high + 26)],
                  Paint((26, 25, 24)))  # fmt: skip
    pane = [(-h, low), (h, low), (h - slant, high), (-h + slant, high)]
    easel.polygon(pane, GLASS)
    middle = (low + high) / 2
    for seat in (0.46, -0.46):
        x = seat * h
        easel.box(x - 130, low + 40, x + 130, middle + 90, Paint((58, 52, 48)), radius=60, soft=14)
    x = 0.46 * h
    easel.disc(x, middle + 30, 82, 105, Paint((92, 110, 138), (64, 78, 104)), soft=12)
    easel.disc(x, middle + 95, 88, 52, Paint((40, 38, 36)), soft=12)
    easel.box(
        x - 190,
        low + 20,
        x + 190,
        middle - 60,
        Paint((112, 84, 58), (70, 54, 40)),
        radius=80,
        soft=16,
    )
    easel.disc(x, low + 60, 170, 60, Paint((22, 22, 22)))
    easel.disc(x, low + 54, 140, 44, Paint((52, 46, 42)))
    easel.box(-h + 20, low, h - 20, low + 44, Paint((34, 32, 31)))
    tilt = float(rng.uniform(-0.15, 0.15)) * h
    easel.polygon([(-h + slant, high), (-h * 0.25 + tilt, high), (-h * 0.62 + tilt, low), (-h, low)],
                  Paint((232, 214, 196), (190, 172, 156), alpha=0.30))  # fmt: skip
    easel.polygon([(h * 0.05 + tilt, high), (h * 0.18 + tilt, high), (-h * 0.18 + tilt, low), (-h * 0.32 + tilt, low)],
                  Paint((236, 220, 204), alpha=0.16))  # fmt: skip
    easel.polygon([(-h + slant, high), (h - slant, high), (h - slant - 4, high - 70), (-h + slant + 4, high - 70)],
                  Paint((44, 34, 24), alpha=0.6))  # fmt: skip
    easel.box(
        -h + slant + 60, high - 190, -h + slant + 160, high - 100, Paint((120, 170, 70)), radius=12
    )
    easel.box(
        -h + slant + 185, high - 190, -h + slant + 275, high - 100, Paint((60, 170, 220)), radius=12
    )
    easel.line((-h * 0.75, low - 30), (-h * 0.05, low + 95), 14, Paint((16, 16, 16)))
    easel.line((h * 0.12, low - 30), (h * 0.82, low + 95), 14, Paint((16, 16, 16)))


def nose(
    easel: Easel, truck: Truck, cab: Cab, paint: Colour, font: Path, rng: np.random.Generator
) -> None:
    """Between glass and bumper: grille and badge, or the closed face of an electric one."""
    top, low, h = cab.belt, cab.bumper[1], cab.half
    easel.box(-h + 40, top - 4, h - 40, top + 4, Paint(shade(paint, 0.55)))
    if truck.kind in (Kind.ELECTRIC_TRACTOR, Kind.VAN):
        easel.box(
            -h * 0.72, low + 40, h * 0.72, top - 70, Paint((52, 48, 46), (30, 28, 27)), radius=90
        )
        easel.box(-h * 0.66, top - 130, h * 0.66, top - 108, Paint((236, 214, 160)))
        easel.box(-h * 0.60, low + 90, h * 0.60, low + 104, Paint((190, 150, 40)))
    else:
        _grille(
            easel, h * float(rng.uniform(0.66, 0.76)), low + 30, top - 60, int(rng.integers(0, 3))
        )
    middle = (top + low) / 2 + 40
    easel.disc(0, middle, 0.075 * h, 0.075 * h, CHROME)
    easel.disc(0, middle, 0.055 * h, 0.055 * h, Paint(shade(paint, 0.8)))
    easel.line((-0.05 * h, middle - 10), (0, middle + 34), 12, CHROME)
    easel.line((0.05 * h, middle - 10), (0, middle + 34), 12, CHROME)
    if cab is not HEAVY and truck.lettering:
        words = Paint((240, 240, 240) if sum(paint) < 380 else (120, 50, 30))
        easel.text(truck.lettering, font, 0, cab.roof - 105, h * 1.1, 105, words)


def _grille(easel: Easel, half: float, low: float, high: float, style: int) -> None:
    easel.polygon(
        [(-half, high), (half, high), (half * 0.93, low), (-half * 0.93, low)],
        Paint((34, 33, 32), (18, 18, 18)),
    )
    if style == 2:
        for column in range(-12, 13):
            easel.box(
                column * half / 13 - 8,
                low + 30,
                column * half / 13 + 8,
                high - 30,
                Paint((96, 96, 96), (48, 48, 48)),
            )
    else:
        for row in range(5 - style):
            y = low + 60 + row * (high - low - 90) / (5 - style)
            easel.box(
                -half * 0.94,
                y,
                half * 0.94,
                y + 52,
                CHROME if style == 0 else Paint((92, 92, 92), (44, 44, 44)),
                radius=20,
            )
            easel.box(-half * 0.94, y - 22, half * 0.94, y, Paint((8, 8, 8), alpha=0.6), soft=14)


def bumper(easel: Easel, truck: Truck, cab: Cab, paint: Colour) -> None:
    low, high = cab.bumper
    h = cab.half
    colour = (
        blend(paint, PLASTIC, 0.15)
        if truck.kind not in (Kind.DUMP, Kind.LIGHT_TRUCK)
        else (104, 104, 104)
    )
    easel.polygon([(-h + 130, low), (h - 130, low), (h, low + 130), (h + 6, high), (-h - 6, high), (-h, low + 130)],
                  Paint(shade(colour, 1.08), shade(colour, 0.7)))  # fmt: skip
    easel.box(-h, high - 12, h, high + 4, Paint(shade(colour, 0.45)))
    easel.box(
        -h * 0.93, high - 60, h * 0.93, high - 44, Paint(shade(colour, 1.25), alpha=0.6), soft=8
    )
    wide = 0.46 * h
    easel.box(-wide, low + 60, wide, cab.plate + 150, Paint((40, 39, 38), (26, 26, 26)), radius=40)
    for side in (-1, 1):
        x = side * h * 0.70
        y = low + 140
        easel.box(x - 130, y - 62, x + 130, y + 62, Paint((30, 30, 30)), radius=40)
        easel.disc(x, y, 52, 52, Paint((206, 208, 208), (130, 130, 130)))
        easel.disc(x, y, 34, 34, Paint((236, 236, 232), (170, 170, 170)))
    if cab is HEAVY:
        for step in (-0.62, 0.62):
            easel.box(
                step * h - 110,
                high - 120,
                step * h + 110,
                high - 80,
                Paint((30, 30, 30)),
                radius=14,
            )


def visor(easel: Easel, truck: Truck, cab: Cab, paint: Colour, font: Path) -> None:
    """The sun visor over the windscreen, marker lamps, and the carrier's name on the roof."""
    h, high = cab.half - 130, cab.glass[1]
    easel.polygon([(-h, high + 10), (h, high + 10), (h - 40, high + 150), (-h + 40, high + 150)],
                  Paint((60, 54, 50), (26, 24, 23), alpha=0.96))  # fmt: skip
    for place in (-0.86, -0.4, 0.0, 0.4, 0.86):
        easel.box(
            place * h - 55,
            cab.roof - 62,
            place * h + 55,
            cab.roof - 26,
            Paint((60, 170, 250), (30, 120, 220)),
            radius=14,
        )
    if truck.lettering:
        words = Paint((244, 244, 244) if sum(paint) < 420 else (44, 36, 150))
        easel.text(truck.lettering, font, 0, high + 268, h * 1.5, 170, words, stroke=5)
    if truck.kind is Kind.TANKER:
        easel.polygon(
            [(-170, high + 80), (0, high + 190), (170, high + 80), (0, high - 30)],
            Paint((40, 190, 245)),
        )
        easel.text("危险品", font, 0, high + 80, 210, 66, Paint((20, 20, 20)))


def lamp_glass(easel: Easel, cab: Cab) -> None:
    lamp = cab.lamp
    for side in (-1, 1):
        x, y, w, t = side * lamp.x, lamp.y, lamp.wide, lamp.tall
        inner, outer = x - side * w, x + side * w
        easel.polygon(
            [(inner, y - t), (outer, y - t * 0.7), (outer, y + t * 1.25), (inner, y + t * 0.75)],
            Paint((24, 24, 24)),
        )
        left, right = inner + side * 14, outer - side * 14
        glass = [
            (left, y - t + 14),
            (right, y - t * 0.6),
            (right, y + t * 1.1),
            (left, y + t * 0.62),
        ]
        easel.polygon(glass, Paint((196, 190, 180), (118, 112, 106)))
        for place in (-0.45, 0.2):
            spot = x + side * place * w
            easel.disc(spot, y, t * 0.58, t * 0.58, Paint((84, 80, 76)))
            easel.disc(spot, y, t * 0.47, t * 0.47, Paint((240, 240, 236), (160, 158, 154)))
            easel.disc(spot, y, t * 0.2, t * 0.2, Paint((255, 255, 255)))
        easel.box(min(x + side * w * 0.62, outer - side * 18), y - t * 0.4, max(x + side * w * 0.62, outer - side * 18),
                  y + t * 0.85, Paint((30, 130, 240), (20, 100, 210)))  # fmt: skip
        easel.line(
            (inner + side * 10, y + t * 0.66),
            (outer - side * 12, y + t * 1.12),
            14,
            Paint((250, 248, 244)),
        )
