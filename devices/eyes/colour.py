"""The colour of a plate's ground, or None where the picture does not tell."""

import numpy as np
import numpy.typing as npt

from devices.interfaces import Image, PlateColour

COLOURLESS = 12.0
"""A frame whose channels differ less than this nearly everywhere is grey or infrared."""
CHROMATIC = 60
"""Saturation from which on a pixel has a hue."""
ENOUGH = 0.30
"""Part of the plate that must carry its colour; letters take the rest."""
BLUE, YELLOW, GREEN = (86, 135), (14, 36), (37, 85)
"""Hues of OpenCV, 0 to 179."""


def has_colour(frame: Image) -> bool:
    """Whether the camera saw colour: infrared and grey pictures have three equal channels."""
    step = max(1, min(frame.shape[:2]) // 100)
    sample = frame[::step, ::step].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    return float(np.percentile(spread, 98)) >= COLOURLESS


def plate_colour(plate: Image) -> PlateColour | None:
    """The colour of a rectified plate out of a picture that has colour."""
    import cv2

    hue, saturation, value = cv2.split(cv2.cvtColor(plate, cv2.COLOR_BGR2HSV))
    coloured = (saturation >= CHROMATIC) & (value >= 30)
    blue, yellow, green = (
        coloured & (hue >= low) & (hue <= high) for low, high in (BLUE, YELLOW, GREEN)
    )
    parts = {
        PlateColour.BLUE: float(blue.mean()),
        PlateColour.YELLOW: float(yellow.mean()),
        PlateColour.GREEN: float(green.mean()),
    }
    if _yellow_then_green(yellow, green):
        return PlateColour.YELLOW_GREEN
    best = max(parts, key=lambda colour: parts[colour])
    if parts[best] >= ENOUGH and parts[best] > 0.6 * sum(parts.values()):
        return best
    return _without_hue(np.asarray(value), float(coloured.mean()))


def _yellow_then_green(yellow: npt.NDArray[np.bool_], green: npt.NDArray[np.bool_]) -> bool:
    """A large new-energy plate is yellow under its province and letter, green under the rest."""
    width = yellow.shape[1]
    left, right = slice(0, width // 5), slice(width * 2 // 5, width)
    return bool(
        yellow[:, left].mean() > ENOUGH
        and green[:, right].mean() > ENOUGH
        and green[:, left].mean() < 0.5 * yellow[:, left].mean()
        and yellow[:, right].mean() < 0.5 * green[:, right].mean()
    )


def _without_hue(value: npt.NDArray[np.uint8], coloured: float) -> PlateColour | None:
    """White or black by which of the two tones covers more, when there is hardly any hue."""
    if coloured > 0.25:
        return None
    dark, light = (float(level) for level in np.percentile(value, (5, 95)))
    if light - dark < 60:
        return None
    share = float((value > (dark + light) / 2).mean())
    if share > 0.55:
        return PlateColour.WHITE
    return PlateColour.BLACK if share < 0.45 else None
