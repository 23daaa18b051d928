"""A steelworks on the horizon: furnaces, chimneys, sheds, conveyors, and the trees before them."""

import numpy as np

from devices.simulated.easel import Colour, Easel, Paint, blend, shade

STEEL: Colour = (104, 100, 96)
TREE: Colour = (58, 92, 74)
WARNING_RED: Colour = (70, 70, 190)
ROWS = ((0.55, 0.72), (0.9, 0.55), (1.25, 0.38))
"""Size of the buildings of each row, and how much of the haze lies over them; the farthest first."""


class Skyline:
    """Silhouettes standing on the line `foot` of a picture `width` pixels wide."""

    def __init__(
        self, easel: Easel, rng: np.random.Generator, foot: float, width: float, haze: Colour
    ) -> None:
        self.easel, self.rng, self.foot, self.width, self.haze = easel, rng, foot, width, haze
        self.kinds = (self.chimney, self.furnace, self.shed, self.conveyor, self.tank)

    def draw(self) -> None:
        for size, haze in ROWS:
            colour = blend(STEEL, self.haze, haze)
            x = float(self.rng.uniform(-120, 60))
            while x < self.width + 100:
                x += self.kinds[int(self.rng.integers(0, 5))](x, size, colour)
        self.trees()

    def trees(self) -> None:
        hedge = blend((86, 96, 92), self.haze, 0.3)
        self.easel.box(0, self.foot - 60, self.width, self.foot + 26, Paint(hedge))
        for _ in range(70):
            x, size = float(self.rng.uniform(0, self.width)), float(self.rng.uniform(16, 42))
            colour = blend(TREE, self.haze, float(self.rng.uniform(0.12, 0.4)))
            self.easel.disc(x, self.foot + 18, size, size * 0.9, Paint(colour), soft=6)

    def chimney(self, x: float, size: float, colour: Colour) -> float:
        """Each kind of building returns how much room it took."""
        foot, wide = self.foot, 16 * size
        top = foot + float(self.rng.uniform(230, 330)) * size
        outline = [(x, foot), (x + 2 * wide, foot), (x + 1.5 * wide, top), (x + 0.5 * wide, top)]
        self.easel.polygon(outline, _steel(colour))
        red = Paint(blend(WARNING_RED, self.haze, 0.5))
        for below in (12 * size, 50 * size):
            self.easel.box(
                x + 0.5 * wide, top - below, x + 1.5 * wide, top - below + 12 * size, red
            )
        for puff in range(7):
            steam = Paint(shade(self.haze, 1.1), alpha=0.30 - puff * 0.03)
            at = (x + wide + puff * 26 * size, top + (10 + puff * 9) * size)
            self.easel.disc(*at, (14 + puff * 9) * size, (9 + puff * 4) * size, steam, soft=18)
        return 90 * size

    def furnace(self, x: float, size: float, colour: Colour) -> float:
        """The shaft, the down-comer, the stoves beside it, the galleries around it."""
        foot, steel, dark = self.foot, Paint(colour), Paint(shade(colour, 0.9))
        for stove in range(3):
            left = x + (92 + stove * 34) * size
            self.easel.box(left, foot, left + 28 * size, foot + 150 * size, steel, radius=13 * size)
        neck = foot + 190 * size
        shaft = [(x, foot), (x + 84 * size, foot), (x + 62 * size, neck), (x + 22 * size, neck)]
        self.easel.polygon(shaft, dark)
        self.easel.box(x + 28 * size, neck, x + 56 * size, foot + 250 * size, dark)
        start, end = (x + 44 * size, foot + 246 * size), (x + 120 * size, foot + 120 * size)
        self.easel.line(start, end, 12 * size, steel)
        for floor in range(5):
            y = foot + (30 + floor * 38) * size
            self.easel.line((x - 6 * size, y), (x + 90 * size, y), 3 * size, steel)
        return 210 * size

    def shed(self, x: float, size: float, colour: Colour) -> float:
        wide, top = float(self.rng.uniform(180, 300)) * size, self.foot + 90 * size
        self.easel.box(x, self.foot, x + wide, top, _steel(colour))
        tooth = 45 * size
        for number in range(int(wide // tooth)):
            left, right = x + number * tooth, x + (number + 1) * tooth
            roof = [(left, top), (right, top), (right, top + 26 * size)]
            self.easel.polygon(roof, _steel(colour))
        return wide + 20

    def conveyor(self, x: float, size: float, colour: Colour) -> float:
        foot, end, thick = self.foot, x + 260 * size, 18 * size
        low, high = foot + 26 * size, foot + 150 * size
        belt = [(x, low), (end, high), (end, high + thick), (x, low + thick)]
        self.easel.polygon(belt, _steel(colour))
        for leg in range(1, 5):
            here = x + leg * 55 * size
            self.easel.line((here, foot), (here, low + leg * 26 * size), 5 * size, _steel(colour))
        return 150 * size

    def tank(self, x: float, size: float, colour: Colour) -> float:
        half, top = 55 * size, self.foot + 120 * size
        round_wall = Paint(shade(colour, 0.9), shade(colour, 1.12), across=True)
        self.easel.box(x, self.foot, x + 2 * half, top, round_wall)
        self.easel.disc(x + half, top, half, 16 * size, Paint(shade(colour, 1.1)))
        return 150 * size


def _steel(colour: Colour) -> Paint:
    return Paint(shade(colour, 1.05), shade(colour, 0.92))
