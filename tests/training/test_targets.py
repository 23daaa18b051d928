"""What training wants of a picture is what the finder reads out of it, to the pixel."""

import numpy as np
import pytest

from devices.eyes.plate_finder import COLOURS, STRIDE, decoded
from devices.interfaces import PlateColour
from training.lens import Sight
from training.numbers import Plate
from training.pictures import Drawn, Hung
from training.sprites import rectangle
from training.targets import CHANNELS, Targets, stacked, targets_of

IMAGE = np.zeros((192, 320, 3), np.uint8)
YELLOW = Plate("冀B12345", PlateColour.YELLOW)
STACKED = Plate("冀B1234挂", PlateColour.YELLOW, double=True)


def wanted(*hung: Hung, sight: Sight = Sight.DAY) -> Targets:
    return targets_of(Drawn(IMAGE, hung, sight))


def as_said(targets: Targets) -> np.ndarray:
    """The map of a network that has learned everything."""
    said = np.zeros((CHANNELS, *targets.heat.shape), np.float32)
    said[0], said[1:9], said[9] = targets.heat, targets.corners, targets.double
    for number in range(len(COLOURS)):
        said[10 + number] = targets.colour == number
    return said


@pytest.mark.parametrize("width", [18, 40, 100, 190])
def test_a_perfect_network_is_understood(width: int) -> None:
    one = rectangle(30.5, 40.25, width, width / 3)
    two = rectangle(230, 140, 60, 30) + np.array([[0, 0], [0, 6], [-2, 6], [-2, 0]], np.float32)
    targets = wanted(Hung(YELLOW, one), Hung(STACKED, two))
    found = [each for each in decoded(as_said(targets)) if each.quad.score == 1]
    assert len(found) == 2
    first, second = sorted(found, key=lambda each: float(each.quad.centre[0]))
    assert first.quad.corners == pytest.approx(one, abs=1e-3)
    assert second.quad.corners == pytest.approx(two, abs=1e-3)
    assert (first.double, second.double) == (0, 1)
    assert first.colour is second.colour is PlateColour.YELLOW


@pytest.mark.parametrize(
    "hung",
    [
        Hung(YELLOW, rectangle(50, 50, 8, 3)),
        Hung(YELLOW, rectangle(-40, 50, 80, 26)),
        Hung(YELLOW, rectangle(50, 50, 80, 26), contrast=2.0),
    ],
    ids=["too small", "cut off", "too faint"],
)
def test_what_nobody_could_see_is_neither_wanted_nor_unwanted(hung: Hung) -> None:
    targets = wanted(hung)
    assert targets.heat.max() == 0
    row, column = (hung.corners.mean(axis=0)[::-1] // STRIDE).astype(int)
    assert targets.mind[row, column] == 0
    assert targets.mind.mean() > 0.7


def test_infrared_says_nothing_of_colour() -> None:
    corners = rectangle(100, 60, 80, 26)
    assert wanted(Hung(YELLOW, corners)).coloured.max() == 1
    assert wanted(Hung(YELLOW, corners), sight=Sight.INFRARED).coloured.max() == 0


def test_targets_make_a_batch() -> None:
    batch = stacked([wanted(), wanted(Hung(YELLOW, rectangle(100, 60, 80, 26)))])
    assert batch["corners"].shape == (2, 8, 24, 40)
    assert [float(heat.max()) for heat in batch["heat"]] == [0, 1]
