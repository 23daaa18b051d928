"""What the network should say of a picture: where plates are, their corners, their lines and their colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from devices.eyes.plate_finder import COLOURS, STRIDE, UNIT
from training.lens import Sight
from training.pictures import Drawn, Hung
from training.sprites import Floats

CHANNELS = 1 + 8 + 1 + len(COLOURS)
"""A plate's middle, four corners, two lines, colours."""
NARROWEST, WIDEST = 14.0, 260.0
FLATTEST = 5.0
"""Pixels; a plate smaller than this, or larger, is neither wanted nor unwanted."""
FAINTEST = 7.0
"""Grey levels; no network can see what is fainter."""
INNER = 0.3
"""Cells whose heat is above this answer for corners, lines and colour."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Maps of rows × columns (× channels); `mind` is 0 where an answer is neither right nor wrong."""

    heat: Floats
    mind: Floats
    corners: Floats
    weight: Floats
    double: Floats
    colour: Floats
    coloured: Floats


def targets_of(drawn: Drawn) -> Targets:
    tall, wide = (side // STRIDE for side in drawn.image.shape[:2])
    blank = np.zeros((tall, wide), np.float32)
    targets = Targets(
        blank.copy(),
        np.ones_like(blank),
        np.zeros((8, tall, wide), np.float32),
        blank.copy(),
        blank.copy(),
        blank.copy(),
        blank.copy(),
    )
    down, over = np.mgrid[0:tall, 0:wide].astype(np.float32)
    cells: Floats = (np.stack([over, down], axis=2) * STRIDE + (STRIDE - 1) / 2).astype(np.float32)
    for hung in drawn.plates:
        _add(targets, hung, cells, drawn.sight is not Sight.INFRARED)
    return targets


def _add(targets: Targets, hung: Hung, cells: Floats, coloured: bool) -> None:
    a, b, c, d = hung.corners
    along, across = ((b - a) + (c - d)) / 2, ((d - a) + (c - b)) / 2
    width, height = float(np.hypot(*along)), float(np.hypot(*across))
    centre = hung.corners.mean(axis=0)
    away = cells - centre
    u = (away @ along) / width
    v = (away @ across) / height
    spread_u, spread_v = max(0.14 * width, 3.2), max(0.20 * height, 3.2)
    near = np.exp(-0.5 * ((u / spread_u) ** 2 + (v / spread_v) ** 2)).astype(np.float32)
    if not _wanted(hung, width, height, cells):
        inside = (np.abs(u) < 0.6 * width + 4) & (np.abs(v) < 0.6 * height + 4)
        targets.mind[inside] = 0
        return
    nearest = np.unravel_index(int(near.argmax()), near.shape)
    near[nearest] = 1
    np.maximum(targets.heat, near, out=targets.heat)
    mine = (near > INNER) & (near > targets.weight)
    targets.weight[mine] = near[mine]
    offsets = (hung.corners[None, None] - cells[:, :, None]) / UNIT
    targets.corners[:, mine] = offsets.reshape(*cells.shape[:2], 8)[mine].T
    targets.double[mine] = hung.plate.double
    targets.colour[mine] = COLOURS.index(hung.plate.colour)
    targets.coloured[mine] = coloured


def _wanted(hung: Hung, width: float, height: float, cells: Floats) -> bool:
    if not (NARROWEST <= width <= WIDEST and height >= FLATTEST and hung.contrast >= FAINTEST):
        return False
    limit = cells[-1, -1] + STRIDE / 2
    inside = (hung.corners > -0.1 * width) & (hung.corners < limit + 0.1 * width)
    return bool(inside.all())


def stacked(targets: Sequence[Targets]) -> dict[str, Floats]:
    """A batch of each map."""
    names = Targets.__dataclass_fields__
    return {name: np.stack([getattr(one, name) for one in targets]) for name in names}
