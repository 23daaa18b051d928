"""What a lorry carries behind its cab: boxes, tanks, tippers; their fronts, sides and tails."""

from pathlib import Path

import numpy as np

from devices.interfaces import Image
from devices.simulated.cab_art import mount_plate
from devices.simulated.cab_kinds import AMBIENT, CHROME, PAINTS, REAR_PLATE, RUBBER, Cab
from devices.simulated.cast import Kind, Light, Truck
from devices.simulated.easel import Colour, Easel, Paint, blend, shade

RIM = Paint((188, 188, 190), (110, 110, 112))


def cargo_paint(truck: Truck) -> Colour:
    """The body's colour: boxes are white, tanks steel, tippers near the cab's colour."""
    if truck.kind in (Kind.BOX, Kind.LIGHT_TRUCK, Kind.VAN):
        return (216, 218, 216)
    if truck.kind is Kind.TANKER:
        return (192, 190, 186)
    return blend(PAINTS[truck.paint], (72, 84, 92), 0.45)


def body_height(truck: Truck) -> float:
    """Top of the body in mm."""
    heights = {
        Kind.BOX: 3850,
        Kind.TANKER: 3450,
        Kind.LIGHT_TRUCK: 2750,
        Kind.DUMP: 3350,
        Kind.TRAILER: 3300,
    }
    return heights.get(truck.kind, 3250)


def body_half(truck: Truck) -> float:
    return 1010 if truck.kind is Kind.LIGHT_TRUCK else 1250


def draw_headboard(
    easel: Easel, truck: Truck, light: Light, font: Path, rng: np.random.Generator
) -> None:
    """The front of the body, of which the cab leaves only the top and the edges to be seen."""
    paint, half, top = cargo_paint(truck), body_half(truck), body_height(truck)
    ground = Paint(shade(paint, 0.95), shade(paint, 0.6))
    if truck.kind is Kind.TANKER:
        easel.disc(0, top - 1000, half - 20, 1000, Paint(shade(paint, 1.1), shade(paint, 0.5)))
        easel.box(-300, top - 40, 300, top + 60, Paint((120, 120, 120)))
    else:
        easel.box(-half, 1050, half, top, ground, radius=24)
        for rib in range(-4, 5):
            easel.box(
                rib * half / 4.4 - 18,
                1100,
                rib * half / 4.4 + 18,
                top - 60,
                Paint(shade(paint, 0.72)),
            )
        easel.box(-half, top - 90, half, top, Paint(shade(paint, 1.05), shade(paint, 0.8)))
    if truck.kind is Kind.BOX:
        easel.box(
            -620, top - 520, 620, top - 80, Paint((226, 226, 226), (160, 160, 160)), radius=60
        )
    easel.mottle(rng, 0.02)
    easel.relight(AMBIENT[light])


def draw_cab_side(
    easel: Easel, truck: Truck, cab: Cab, light: Light, font: Path, rng: np.random.Generator
) -> None:
    """The near side of the cab; its front edge is at x = 0."""
    paint, deep, r = shade(PAINTS[truck.paint], 0.68), cab.depth * 1000, cab.roof
    low, wheel = cab.bumper[0], (0.62 * deep if truck.kind is not Kind.VAN else 820.0)
    easel.box(0, low, deep, cab.belt, Paint(shade(paint, 1.0), shade(paint, 0.72)))
    roof = [(0, cab.belt - 10), (0, r - 210), (70, r - 120), (deep, r - 90), (deep, cab.belt - 10)]
    easel.polygon(roof, Paint(shade(paint, 1.12), paint))
    left, right = 120.0, min(deep * 0.62, 1250.0)
    sill, lintel = cab.glass[0] - 60, cab.glass[1] - 20
    window = [(left, sill), (left + 60, lintel), (right, lintel), (right, sill)]
    easel.polygon(window, Paint((84, 72, 62), (44, 40, 36)))
    easel.box(left - 20, low + 230, left - 12, cab.glass[1], Paint(shade(paint, 0.5)))
    easel.box(right + 20, low + 230, right + 28, cab.glass[1], Paint(shade(paint, 0.5)))
    easel.box(
        right - 160,
        cab.glass[0] - 260,
        right - 40,
        cab.glass[0] - 220,
        Paint((34, 34, 34)),
        radius=12,
    )
    easel.box(30, low, right * 0.7, low + 200, Paint((48, 47, 46), (26, 26, 26)))
    if truck.lettering:
        easel.text(
            truck.lettering,
            font,
            right * 0.55,
            cab.belt - 280,
            right * 0.8,
            170,
            Paint((225, 225, 225)),
        )
    if truck.kind is Kind.VAN:
        easel.text(truck.lettering, font, 2700, 1250, 1800, 300, Paint((90, 130, 40)))
        _wheel(easel, 3400, 330)
    _wheel(easel, wheel, 2 * cab.tyre * 0.86)
    easel.mottle(rng, 0.02)
    easel.relight(AMBIENT[light])


def draw_body_side(
    easel: Easel, truck: Truck, length: float, light: Light, font: Path, rng: np.random.Generator
) -> None:
    """The near side of the body; its front edge is at x = 0."""
    paint, deep, top = shade(cargo_paint(truck), 0.74), length * 1000, body_height(truck)
    easel.box(-200, 820, deep, 1020, Paint((58, 58, 58), (34, 34, 34)))
    easel.box(300, 430, deep * 0.45, 800, Paint((92, 92, 92), (60, 60, 60)), radius=40)
    if truck.kind is Kind.TANKER:
        steel = Paint(shade(paint, 1.25), shade(paint, 0.55))
        easel.box(0, top - 1550, deep, top - 460, steel, radius=120)
        easel.box(0, top - 1330, deep, top - 1230, Paint((40, 120, 230)))
        easel.text("危险品", font, deep / 2, top - 880, 2400, 420, Paint((40, 40, 190)))
    else:
        easel.box(0, 1050, deep, top, Paint(shade(paint, 1.05), shade(paint, 0.8)))
        for rib in np.arange(120, deep, 420):
            easel.box(
                float(rib),
                1050,
                float(rib) + 70,
                top,
                Paint(shade(paint, 1.15), shade(paint, 0.7), across=True),
            )
        easel.box(0, top - 110, deep, top, Paint(shade(paint, 1.15)))
        easel.text(
            truck.lettering or "货运",
            font,
            deep / 2,
            (top + 1050) / 2 + 200,
            deep * 0.6,
            620,
            Paint((214, 214, 214)),
        )
    for stripe in range(int(deep // 600)):
        colour = (44, 40, 200) if stripe % 2 else (230, 230, 230)
        easel.box(stripe * 600.0, 1060, stripe * 600.0 + 300, 1110, Paint(colour))
    for back in (0.72, 0.88):
        _wheel(easel, deep * back, 500)
    easel.mottle(rng, 0.02)
    easel.relight(AMBIENT[light])


def draw_tail(
    easel: Easel, truck: Truck, light: Light, plate: Image, font: Path, rng: np.random.Generator
) -> None:
    """The rear of a tipping trailer with its double-line plate."""
    paint, half, top = cargo_paint(truck), body_half(truck), body_height(truck)
    _rear_axle(easel)
    _tailgate(easel, paint, half, top)
    easel.text(truck.lettering, font, 0, 1940, 1500, 330, Paint((228, 230, 230)), stroke=4)
    easel.text("保持车距", font, 0, 2510, 1300, 250, Paint((70, 200, 240)), stroke=3)
    _under_run_bar(easel, half)
    lamps = half - 280.0
    for side in (-1.0, 1.0):
        _tail_lamp(easel, side * lamps, side)
    easel.box(-300, 770, 300, 1030, Paint((54, 54, 54), (40, 40, 40)), radius=12)
    dust = Paint((112, 126, 138), alpha=float(rng.uniform(0.1, 0.25)))
    easel.box(-half, 1100, half, 1700, dust, soft=260)
    easel.mottle(rng, 0.02)
    easel.relight(AMBIENT[light])
    mount_plate(easel, plate, REAR_PLATE, light, truck.plate_no)
    reach, strength = (420, 0.85) if light is Light.NIGHT else (180, 0.5)
    for side in (-1.0, 1.0):
        easel.glow(side * (lamps + 150), 895, reach, (60, 50, 255), strength)


def _rear_axle(easel: Easel) -> None:
    for side in (-1, 1):
        for middle in (1050, 720):
            x = side * middle
            easel.box(x - 150, 0, x + 150, 1000, Paint((24, 24, 24), (42, 41, 40)), radius=40)
        x = side * 890
        easel.box(x - 340, 180, x + 340, 760, Paint((30, 30, 30), (22, 22, 22)), radius=20)
    easel.box(-520, 560, 520, 860, Paint((44, 44, 44), (28, 28, 28)))
    easel.disc(0, 620, 260, 150, Paint((40, 40, 40), (20, 20, 20)))


def _tailgate(easel: Easel, paint: Colour, half: float, top: float) -> None:
    dark = Paint((20, 20, 20), alpha=0.35)
    easel.box(-half, 1120, half, top, Paint(shade(paint, 1.1), shade(paint, 0.75)), radius=16)
    for rib in (-0.96, -0.5, 0.0, 0.5, 0.96):
        x, round_rib = rib * half, Paint(shade(paint, 1.2), shade(paint, 0.65), across=True)
        easel.box(x - 46, 1120, x + 46, top, round_rib)
        easel.box(x + 46, 1120, x + 78, top, dark, soft=20)
    for y in (1620.0, 2250.0, top - 110):
        easel.box(-half, y, half, y + 100, Paint(shade(paint, 1.18), shade(paint, 0.7)))
        easel.box(-half, y - 40, half, y, dark, soft=18)


def _under_run_bar(easel: Easel, half: float) -> None:
    """The bar that stops a car from going underneath, in red and white."""
    easel.box(-half, 1010, half, 1130, Paint((70, 70, 70), (40, 40, 40)))
    easel.box(-half + 40, 560, half - 40, 690, Paint((150, 150, 150), (70, 70, 70)), radius=20)
    for stripe in range(12):
        x = -half + 60 + stripe * (2 * half - 120) / 12
        slanted = [(x, 580.0), (x + 150, 580.0), (x + 196, 670.0), (x + 46, 670.0)]
        easel.polygon(slanted, Paint((50, 46, 205) if stripe % 2 else (232, 232, 232)))


def _tail_lamp(easel: Easel, x: float, side: float) -> None:
    """Red outside, then the indicator, then the reversing lamp."""
    easel.box(x - 240, 800, x + 240, 990, Paint((34, 34, 34)), radius=20)
    colours: tuple[Colour, ...] = ((40, 36, 200), (30, 120, 235), (206, 206, 206))
    for place, colour in zip((150, 0, -150), colours, strict=True):
        easel.disc(x + side * place, 895, 68, 68, Paint(shade(colour, 1.1), shade(colour, 0.7)))


def _wheel(easel: Easel, x: float, radius: float) -> None:
    easel.disc(x, radius + 60, radius + 110, radius + 90, Paint((20, 20, 20), alpha=0.9))
    easel.disc(x, radius, radius, radius, Paint(shade(RUBBER, 1.3), RUBBER))
    easel.disc(x, radius, radius * 0.58, radius * 0.58, RIM)
    easel.disc(x, radius, radius * 0.42, radius * 0.42, Paint((84, 84, 86), (50, 50, 52)))
    easel.disc(x, radius, radius * 0.18, radius * 0.18, CHROME)
