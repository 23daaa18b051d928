"""An empty lane before a steelworks gate, as the lane's camera sees it; every seed is another lane."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from devices.interfaces import Image, Point
from devices.simulated.cast import Light
from devices.simulated.easel import Colour, Easel, Paint, blend, shade
from devices.simulated.segments import HEIGHT, WIDTH
from devices.simulated.skyline_art import Skyline
from devices.simulated.view import Camera, Place

SKY: dict[Light, tuple[Colour, Colour]] = {
    Light.DAY: ((214, 186, 158), (222, 222, 216)),
    Light.DUSK: ((112, 84, 72), (120, 160, 226)),
    Light.NIGHT: ((26, 18, 14), (48, 54, 70)),
}
LIT: dict[Light, tuple[float, float, float]] = {
    Light.DAY: (1.0, 1.0, 1.0),
    Light.DUSK: (0.60, 0.58, 0.62),
    Light.NIGHT: (0.25, 0.25, 0.27),
}
"""How much of each colour the hour leaves on things that do not shine themselves."""
LAMP: Colour = (150, 214, 255)
WALLS: tuple[Colour, ...] = ((206, 214, 218), (196, 206, 226), (214, 208, 196))
WHITE, YELLOW, BLACK = (214, 218, 218), (58, 180, 224), (56, 54, 54)
GREY: Colour = (176, 178, 178)
ASPHALT: Colour = (112, 114, 116)
HOUSE = (-10.5, -5.6, 12.5, 17.0)
"""The gate house from left to right and from near to far, in metres."""
LAMP_POSTS = (44, 36, 28, 20)


def camera_of(seed: int) -> Camera:
    """Every lane's camera hangs a little differently."""
    rng = np.random.default_rng([seed, 1])
    return Camera(
        x=2.0 + float(rng.uniform(-0.15, 0.25)),
        height=2.05 + float(rng.uniform(-0.1, 0.2)),
        pan=float(np.radians(15.6 + rng.uniform(-0.6, 0.6))),
        tilt=float(np.radians(3.9 + rng.uniform(-0.3, 0.3))),
        focal=2580.0,
    )


def draw_backdrop(seed: int, light: Light, font: Path) -> Image:
    """The picture without any vehicle."""
    return _Lane(seed, light, font).draw()


class _Lane:
    """The brush, the camera and the dice of one lane."""

    def __init__(self, seed: int, light: Light, font: Path) -> None:
        self.easel = Easel(0, 0, WIDTH, HEIGHT, 1.0)
        self.camera, self.light, self.font = camera_of(seed), light, font
        self.rng = np.random.default_rng([seed, 2])
        self.horizon = self.spot((self.camera.x - 30, self.camera.height, 100))[1]

    def draw(self) -> Image:
        self._sky()
        self._ground()
        self._wear()
        self._markings()
        self._kerbs()
        self._gate_house()
        self._street()
        self.easel.relight(LIT[self.light])
        if self.light is not Light.DAY:
            self._lamps()
        whole = np.clip(self.easel.pixels[..., :3], 0, 255).astype(np.uint8)
        return np.asarray(cv2.GaussianBlur(whole, (3, 3), 0.7), dtype=np.uint8)

    def spot(self, place: Place) -> Point:
        """A place in the world as easel coordinates."""
        x, y = self.camera.outline([place] * 3)[0]
        return x, HEIGHT - y

    def shape(self, places: Sequence[Place], paint: Paint, soft: float = 0) -> None:
        outline = [(x, HEIGHT - y) for x, y in self.camera.outline(list(places))]
        if len(outline) > 2:
            self.easel.polygon(outline, paint, soft)

    def flat(
        self,
        x0: float,
        z0: float,
        x1: float,
        z1: float,
        paint: Paint,
        soft: float = 0,
        y: float = 0,
    ) -> None:
        """A rectangle lying level."""
        self.shape([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)], paint, soft)

    def facing(self, x0: float, y0: float, x1: float, y1: float, z: float, paint: Paint) -> None:
        """An upright rectangle across the view."""
        self.shape([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], paint)

    def along(self, x: float, y0: float, y1: float, z0: float, z1: float, paint: Paint) -> None:
        """An upright rectangle that runs away from us."""
        self.shape([(x, y0, z0), (x, y0, z1), (x, y1, z1), (x, y1, z0)], paint)

    def block(
        self, x: tuple[float, float], y: tuple[float, float], z: tuple[float, float], paint: Paint
    ) -> None:
        """An upright body: the side that the camera can see, then the face towards us."""
        near_side = x[1] if x[1] < self.camera.x else x[0]
        second = None if paint.second is None else shade(paint.second, 0.72)
        self.along(near_side, *y, *z, Paint(shade(paint.first, 0.72), second))
        self.facing(x[0], y[0], x[1], y[1], z[0], paint)

    def _sky(self) -> None:
        top, haze = (self._undimmed(colour) for colour in SKY[self.light])
        self.easel.box(0, self.horizon - 40, WIDTH, HEIGHT, Paint(top, haze))
        for _ in range(9):
            x = float(self.rng.uniform(0, WIDTH))
            y = float(self.rng.uniform(self.horizon + 80, HEIGHT))
            wide = float(self.rng.uniform(180, 520))
            self.easel.disc(x, y, wide, wide / 7, Paint(shade(haze, 1.08), alpha=0.25), soft=60)
        Skyline(self.easel, self.rng, self.horizon, WIDTH, haze).draw()

    def _undimmed(self, colour: Colour) -> Colour:
        """The sky shines itself: what `relight` will take away is given beforehand."""
        blue, green, red = (
            round(part / lit) for part, lit in zip(colour, LIT[self.light], strict=True)
        )
        return blue, green, red

    def _ground(self) -> None:
        verge: Colour = (104, 120, 118)
        far = blend(verge, (190, 195, 195), 0.4)
        self.easel.box(0, 0, WIDTH, self.horizon, Paint(far, verge))
        self.flat(-4.2, 0.7, 2.3, 160, Paint(shade(ASPHALT, 1.18), shade(ASPHALT, 0.92)))
        grit = self.rng.normal(0, 1, (HEIGHT // 2, WIDTH // 2)).astype(np.float32)
        rough = np.asarray(cv2.resize(cv2.GaussianBlur(grit, (0, 0), 1.2), (WIDTH, HEIGHT)))
        top = int(HEIGHT - self.horizon)
        nearer = np.linspace(0.2, 1, HEIGHT - top, dtype=np.float32)[:, None, None]
        self.easel.pixels[top:, :, :3] *= 1 + 0.09 * rough[top:, :, None] * nearer

    def _wear(self) -> None:
        """Oil, the tracks of ten thousand wheels, cracks."""
        for _ in range(16):
            x, z = float(self.rng.normal(-0.2, 0.9)), float(self.rng.uniform(3.5, 22))
            size = float(self.rng.uniform(0.1, 0.5))
            oil = Paint((70, 70, 72), alpha=0.35)
            self.flat(x - size, z - size * 2, x + size, z + size * 2, oil, soft=14)
        for track in (-1.0, 0.9):
            self.flat(track - 0.28, 1, track + 0.28, 60, Paint((84, 84, 86), alpha=0.4), soft=16)
        for _ in range(7):
            x, z = float(self.rng.uniform(-4, 2)), float(self.rng.uniform(3.5, 20))
            for _ in range(6):
                nx, nz = x + float(self.rng.normal(0, 0.3)), z + float(self.rng.normal(0.5, 0.5))
                crack: list[Place] = [(x, 0, z), (x + 0.02, 0, z), (nx + 0.02, 0, nz), (nx, 0, nz)]
                self.shape(crack, Paint((74, 74, 76), alpha=0.7))
                x, z = nx, nz

    def _markings(self) -> None:
        """Lane lines, the stop line, and a rubber hump."""
        self.flat(-1.95, 0.8, -1.83, 90, Paint(YELLOW, alpha=0.85))
        self.flat(1.78, 0.8, 1.9, 90, Paint(WHITE, alpha=0.85))
        self.flat(-1.8, 5.3, 1.75, 5.65, Paint(WHITE, alpha=0.85))
        for stripe in range(12):
            x = -1.85 + stripe * 0.3
            colour = YELLOW if stripe % 2 else BLACK
            self.facing(x, 0, x + 0.3, 0.05, 11, Paint(shade(colour, 0.8)))
            self.flat(x, 11, x + 0.3, 11.45, Paint(colour), y=0.05)

    def _kerbs(self) -> None:
        for x0, x1 in ((2.1, 2.35), (-4.45, -4.2)):
            edge = x0 if x0 > 0 else x1
            for step in range(60):
                z = 1.0 + step
                colour = YELLOW if step % 2 else BLACK
                self.along(edge, 0, 0.16, z, z + 1, Paint(shade(colour, 0.8)))
                self.flat(x0, z, x1, z + 1, Paint(colour), y=0.16)

    def _street(self) -> None:
        """Lamp posts, bollards, a railing, and the housing of the barrier."""
        for z in LAMP_POSTS:
            self.block(
                (2.75, 2.87), (0, 6.4), (z, z + 0.12), Paint((150, 152, 152), (118, 120, 122))
            )
            self.facing(1.7, 6.3, 2.87, 6.42, z, Paint((140, 142, 142)))
        for step in range(24, 5, -1):
            at = 9.0 + step * 1.4
            self.block((2.55, 2.68), (0, 0.85), (at, at + 0.1), Paint(YELLOW))
            self.facing(2.55, 0.42, 2.68, 0.62, at, Paint(BLACK))
        for step in range(40, 4, -1):
            at = 4.0 + step * 1.5
            self.block((-4.9, -4.83), (0, 1.15), (at, at + 0.06), Paint(GREY))
            for low, high in ((1.0, 1.1), (0.5, 0.58)):
                self.along(-4.85, low, high, at, at + 1.5, Paint(shade(GREY, 1.03)))
        orange: Colour = (40, 122, 232)
        self.block((-2.62, -2.22), (0, 1.08), (6.7, 7.1), Paint(orange, shade(orange, 0.82)))
        self.block((-2.66, -2.18), (1.07, 1.14), (6.68, 7.12), Paint((70, 70, 72)))
        self.facing(-2.52, 0.25, -2.32, 0.8, 6.69, Paint(shade(orange, 0.7)))

    def _gate_house(self) -> None:
        x0, x1, z0, z1 = HOUSE
        wall = WALLS[int(self.rng.integers(0, len(WALLS)))]
        self.block((x0, x1), (0, 3.1), (z0, z1), Paint(wall, shade(wall, 0.88)))
        roof: Colour = (92, 84, 150)
        self.block(
            (x0 - 0.3, x1 + 0.3), (3.05, 3.35), (z0 - 0.3, z1 + 0.3), Paint(roof, shade(roof, 0.9))
        )
        self._windows(Paint((150, 128, 104), (112, 92, 76)))
        x, y = self.spot((-6.6, 2.68, z0))
        self.easel.text("门卫", self.font, x, y, 300, 62, Paint((40, 36, 150)), stroke=4)

    def _windows(self, glass: Paint) -> None:
        frame = Paint((92, 92, 92))
        for x in (-9.9, -8.5, -7.1):
            self.facing(x - 0.06, 1.04, x + 1.16, 2.36, HOUSE[2] - 0.01, frame)
            self.facing(x, 1.1, x + 1.1, 2.3, HOUSE[2] - 0.01, glass)
            self.facing(x + 0.53, 1.1, x + 0.57, 2.3, HOUSE[2] - 0.01, frame)
        self.along(HOUSE[1] + 0.01, 1.04, 2.36, 13.24, 15.26, frame)
        self.along(HOUSE[1] + 0.01, 1.1, 2.3, 13.3, 15.2, glass)
        self.along(HOUSE[1] + 0.01, 1.1, 2.3, 14.22, 14.28, frame)

    def _lamps(self) -> None:
        """Whatever shines by itself: street lamps and the pools under them, windows, the works."""
        night = self.light is Light.NIGHT
        for z in LAMP_POSTS:
            self.easel.glow(*self.spot((1.9, 6.3, z)), (3600 if night else 1500) / z, LAMP, 0.9)
        for middle, wide in ((8.0, 2.6), (22.0, 3.4), (34.0, 3.4)) if night else ():
            pool = Paint((104, 132, 148), alpha=0.36)
            self.flat(-wide, middle - wide, wide * 0.9, middle + wide * 1.6, pool, soft=120)
        self._windows(Paint((132, 212, 250), (96, 172, 226), alpha=0.9 if night else 0.75))
        for _ in range(46):
            x = float(self.rng.uniform(0, WIDTH))
            y = self.horizon + float(self.rng.uniform(28, 230))
            colour = ((170, 220, 255), (60, 60, 255), (120, 190, 255))[int(self.rng.integers(0, 3))]
            self.easel.glow(x, y, float(self.rng.uniform(5, 13)), colour, 0.8)
