"""What one photograph tells: blur and dirt make edges flatter, darkness and paint do not; captions are left out."""

import cv2
import numpy as np
import pytest

from devices.interfaces import Image, PlateColour
from gate.lens.measuring import measure, opened
from gate.photographs import QUALITY
from tests.devices.drawn_views import hang, plate, wall

WIDE, HIGH = 1920, 1080
LEFT, TOP, WIDTH = 700, 600, 180
CORNERS = [[700, 600], [880, 611], [880, 668], [700, 657]]


def scene(colour: PlateColour = PlateColour.YELLOW) -> Image:
    return hang(wall(), plate("冀B7K268", colour), left=LEFT, top=TOP, width=WIDTH)


def seen(image: Image, *, grain: float = 2.0) -> Image:
    """As it is kept: with the grain of the sensor, as a JPEG."""
    noise = np.random.default_rng(1).normal(0, grain, image.shape[:2])[..., None]
    noisy = np.clip(image + noise, 0, 255).astype(np.uint8)
    grey = opened(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())
    assert grey is not None
    return grey


def sharpness(image: Image, *, grain: float = 2.0) -> float:
    told = measure(seen(image, grain=grain), CORNERS).sharpness
    assert told is not None
    return told


def blurred(image: Image, by: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), by), np.uint8)


def smeared(image: Image, share: float = 0.85) -> Image:
    """Dust and grease on the glass: what is behind them comes soft and veiled."""
    blots = np.random.default_rng(5).uniform(0.5, 1, (9, 16)).astype(np.float32) * share
    veil = cv2.resize(blots, image.shape[1::-1], interpolation=cv2.INTER_CUBIC)[..., None]
    return np.clip(image * (1 - veil) + (blurred(image, 2.5) * 0.6 + 50) * veil, 0, 255).astype(
        np.uint8
    )


def test_blur_and_dirt_are_seen() -> None:
    clear = scene()
    told = [sharpness(blurred(clear, by)) for by in (0.7, 1.0, 1.5, 2.0, 3.0)]
    assert told == sorted(told, reverse=True)
    assert sharpness(clear) > told[0]
    assert told[3] < 0.65 * sharpness(clear)
    assert sharpness(smeared(clear)) < 0.85 * sharpness(clear)


def test_dirt_veils_the_whole_and_neither_blur_nor_darkness_does() -> None:
    row = np.repeat(np.linspace(20, 200, WIDE)[:, None], 3, axis=1)
    clear = np.asarray(np.tile(row, (HIGH, 1, 1)), np.uint8)

    def contrast(image: Image) -> float:
        return measure(seen(image)).contrast

    usual = contrast(clear)
    assert contrast(smeared(clear, 0.6)) < usual - 0.12
    assert contrast(blurred(clear, 2.0)) == pytest.approx(usual, abs=0.02)
    assert contrast((clear * 0.4).astype(np.uint8)) == pytest.approx(usual, abs=0.03)


@pytest.mark.parametrize("colour", [PlateColour.BLUE, PlateColour.GREEN, PlateColour.WHITE])
def test_neither_light_nor_grain_nor_paint_passes_for_blur(colour: PlateColour) -> None:
    clear = sharpness(scene())
    assert sharpness(scene(colour)) == pytest.approx(clear, rel=0.15)
    dim = (scene() * 0.35).astype(np.uint8)
    assert sharpness(dim) == pytest.approx(clear, rel=0.1)
    assert sharpness(scene(), grain=4.0) == pytest.approx(clear, rel=0.1)


def test_where_the_plate_stands_and_how_bright_the_picture_is() -> None:
    grey = np.full((1080, 1920), 80, np.uint8)
    grey[:100] = 255  # the caption
    told = measure(grey, CORNERS)
    assert told.brightness == 80
    assert told.width == pytest.approx(180.3, abs=0.1)
    assert told.across == pytest.approx(790 / 1920)
    assert told.down == pytest.approx(634 / 1080)
    assert told.sharpness is None  # it has no contrast at all


@pytest.mark.parametrize(
    "corners",
    [
        [],
        [[0, 0], [1920, 0], [1920, 1080], [0, 1080]],  # a camera's word, with no place of its own
        [[5, 5], [9, 5], [9, 8], [5, 8]],
        [[3000, 3000], [3200, 3000], [3200, 3060], [3000, 3060]],
    ],
)
def test_a_plate_that_is_nowhere_tells_nothing(corners: list[list[float]]) -> None:
    told = measure(np.zeros((1080, 1920), np.uint8), corners)
    assert (told.brightness, told.sharpness, told.width, told.across) == (0, None, None, None)


def test_what_is_no_picture_is_none() -> None:
    assert opened(b"no picture") is None
    assert measure(np.zeros((1, 1), np.uint8)).sharpness is None
