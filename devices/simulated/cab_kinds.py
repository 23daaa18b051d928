"""Measures and colours of the vehicles: millimetres, the road at 0, the middle of the vehicle at 0."""

from dataclasses import dataclass

from devices.simulated.cast import Kind, Light
from devices.simulated.easel import Colour, Paint

PAINTS: dict[str, Colour] = {
    "red": (38, 34, 184),
    "orange": (26, 104, 226),
    "white": (226, 228, 226),
    "blue": (150, 78, 28),
    "green": (70, 122, 44),
    "silver": (178, 176, 172),
    "yellow": (40, 178, 232),
}
RUBBER: Colour = (36, 35, 35)
PLASTIC: Colour = (62, 60, 58)
CHROME = Paint((226, 228, 230), (120, 122, 124))
GLASS = Paint((98, 82, 70), (46, 40, 36))
AMBIENT: dict[Light, tuple[float, float, float]] = {
    Light.DAY: (1.0, 1.0, 1.0),
    Light.DUSK: (0.66, 0.62, 0.64),
    Light.NIGHT: (0.33, 0.34, 0.36),
}
PLATE_LIGHT = {Light.DAY: 1.0, Light.DUSK: 0.86, Light.NIGHT: 0.78}
"""Plates throw the lane lamp's light straight back, so they stay bright at night."""
LAMPLIGHT: Colour = (238, 250, 255)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A headlamp: its middle, and how far it reaches to each side of it."""

    x: float
    y: float
    wide: float
    tall: float


@dataclass(frozen=True, slots=True)
class Cab:
    """Measures of a front: half width, height of the roof, and where glass, grille, bumper and plate are."""

    half: float
    roof: float
    glass: tuple[float, float]
    belt: float
    bumper: tuple[float, float]
    plate: float
    lamp: Lamp
    tyre: float
    depth: float


HEAVY = Cab(1245, 3020, (1780, 2560), 1720, (340, 960), 560, Lamp(985, 800, 210, 95), 300, 2.1)
LIGHT = Cab(960, 2230, (1290, 1960), 1240, (300, 720), 440, Lamp(760, 850, 165, 105), 210, 1.6)
VAN = Cab(850, 1950, (1200, 1760), 1120, (240, 640), 480, Lamp(650, 790, 170, 100), 190, 4.2)
REAR_PLATE = 900.0


def cab_of(kind: Kind) -> Cab:
    return {Kind.LIGHT_TRUCK: LIGHT, Kind.VAN: VAN}.get(kind, HEAVY)
