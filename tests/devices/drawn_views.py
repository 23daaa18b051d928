"""Pictures for the eyes: a drawn plate on a dim wall, as a camera beside the lane would see it."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from devices.eyes import builtin
from devices.eyes.engine import Engine
from devices.interfaces import Image, PlateColour
from devices.simulated.plate_art import draw_plate
from gate.plates import FORMS

FONT = Path(__file__).parents[2] / "static/vendor/wqy-microhei/wqy-microhei.ttc"
WIDTH, HEIGHT = 1920, 1080


@cache
def eyes() -> Engine:
    """One engine for all tests of this process: opening it takes half a second."""
    return builtin(FORMS)


def wall(seed: int = 0) -> Image:
    """A frame without a plate: soft patches of grey."""
    coarse = np.random.default_rng(seed).integers(60, 130, (9, 16, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def plate(plate_no: str, colour: PlateColour, *, double_line: bool = False, seed: int = 3) -> Image:
    return draw_plate(plate_no, colour, font=FONT, double_line=double_line, per_mm=2.0, seed=seed)


def hang(
    frame: Image, picture: Image, *, left: int, top: int, width: int, tilt: float = 0.06
) -> Image:
    """The frame with the picture on it, its right end a little lower and farther away."""
    height, across = picture.shape[:2]
    tall = width * height / across
    corners = np.array([[0, 0], [across, 0], [across, height], [0, height]], np.float32)
    seen = np.array(
        [[0, 0], [width, width * tilt], [width, width * tilt + tall * 0.94], [0, tall]], np.float32
    ) + np.array([left, top], np.float32)
    move = cv2.getPerspectiveTransform(corners, seen)
    size = (frame.shape[1], frame.shape[0])
    laid = cv2.warpPerspective(picture, move, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full_like(picture, 255), move, size) > 127
    soft = cv2.GaussianBlur(np.where(mask, laid, frame), (0, 0), 0.8)
    return np.asarray(soft, np.uint8)


def lettered(text: str, *, ink: tuple[int, int, int], ground: tuple[int, int, int]) -> Image:
    """A sign with words on it, as trucks carry them."""
    from PIL import Image as Picture
    from PIL import ImageDraw, ImageFont

    sign = Picture.new("RGB", (150 * len(text) + 60, 240), ground[::-1])
    face = ImageFont.truetype(FONT, 140)
    ImageDraw.Draw(sign).text((30, 40), text, font=face, fill=ink[::-1])
    return np.asarray(sign, np.uint8)[..., ::-1].copy()
