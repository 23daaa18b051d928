"""Plates to draw: a random text of every form of GA 36, on a ground that the form may have."""

from dataclasses import dataclass

import numpy as np

from devices.interfaces import PlateColour, PlateForm
from gate.plates import FORMS

HEAVY, LIGHT, RARE = 6.0, 3.0, 1.0
WEIGHTS = {
    "ordinary": HEAVY,
    "trailer": HEAVY / 2,
    "large_new_energy": HEAVY / 2,
    "small_new_energy": LIGHT,
}
"""How often a gate of heavy industry meets a form; the others are rare but drawn."""
TWO_LINES = {"ordinary": 0.45, "trailer": 0.9, "army": 0.3, "armed_police": 0.3}
"""Share of a form's plates with two lines; of the ordinary ones only yellow plates have them."""
UNDRAWN = "OI"
"""Letters that no serial carries and that a reader takes for digits."""


@dataclass(frozen=True, slots=True)
class Plate:
    """What is written on a plate, on which ground, and whether in two lines."""

    text: str
    colour: PlateColour
    double: bool = False


def any_plate(rng: np.random.Generator) -> Plate:
    """A plate of any form, the usual ones more often."""
    weights = np.array([WEIGHTS.get(form.kind, RARE / 3) for form in FORMS])
    return plate_of(FORMS[int(rng.choice(len(FORMS), p=weights / weights.sum()))], rng)


def plate_of(
    form: PlateForm,
    rng: np.random.Generator,
    colour: PlateColour | None = None,
    double: bool | None = None,
) -> Plate:
    """A plate of this form; what is not told is left to the dice."""
    text = "".join(_letter(alphabet, rng) for alphabet in form.alphabets)
    if colour is None:
        colours = sorted(form.colours)
        colour = colours[int(rng.integers(len(colours)))]
    if double is None:
        may = form.kind != "ordinary" or colour is PlateColour.YELLOW
        double = bool(may and rng.random() < TWO_LINES.get(form.kind, 0.0))
    return Plate(text, colour, double)


def _letter(alphabet: str, rng: np.random.Generator) -> str:
    letters = [letter for letter in alphabet if letter not in UNDRAWN]
    return letters[int(rng.integers(len(letters)))]
