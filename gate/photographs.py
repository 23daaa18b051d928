"""The three photographs of a passage: cut from the frame that was read, stamped with time and place.

R-011 asks for front, body and plate; R-012 for the overlay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Canvas
from PIL import ImageDraw, ImageFont

from devices.interfaces import Image, Picture, PlateReading
from gate import clock, evidence

QUALITY = 85
BETWEEN = "  "
"""What stands between the parts of a caption."""
PLATE_WIDTH, PLATE_TEXT = 360, 14
"""Of the caption of a plate, in pixels: however small the plate was seen, it can be read."""


@dataclass(frozen=True, slots=True)
class Photos:
    """Fingerprints of front, body and plate; empty where one is missing, and then `problem` says why."""

    front: str = ""
    body: str = ""
    plate: str = ""
    problem: str = ""


def take(
    image: Image, reading: PlateReading | None, caption: str, *, root: Path, font: Path
) -> Photos:
    """Stamp and keep the photographs. A picture that cannot be kept never stops a passage."""
    cuts = {"body": image}
    if reading is not None:
        cuts["front"] = _around(image, reading, across=6.2, above=17.0, below=4.0)
        cuts["plate"] = _around(image, reading, across=0.8, above=0.8, below=0.8)
    kept: dict[str, str] = {}
    try:
        for role, cut in cuts.items():
            stamp = _stamp_above if role == "plate" else _stamp
            kept[role] = evidence.keep(root, _jpeg(stamp(cut, caption, font)))
    except (evidence.EvidenceError, OSError) as error:  # the font, too, may be missing
        return Photos(**kept, problem=str(error))
    return Photos(**kept)


def moment(at: datetime, clock_off_s: float) -> str:
    """The moment as it is stamped: none at all by a clock that is not trusted, because a stamp looks right (R-094)."""
    if not clock.is_trusted(clock_off_s):
        return f"时间不可信 本机时钟偏差{clock_off_s:+.0f}秒"
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}"


def still(picture: Picture, width: int = 640) -> bytes:
    """A small JPEG for a screen."""
    return _jpeg(picture.small(width), 70)


def _around(
    image: Image, reading: PlateReading, *, across: float, above: float, below: float
) -> Image:
    """The part of the frame about a plate; the margins are in plate widths and plate heights."""
    xs = [x for x, _ in reading.corners]
    ys = [y for _, y in reading.corners]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    left = max(int(min(xs) - width * across / 2), 0)
    right = min(int(max(xs) + width * across / 2), image.shape[1])
    top = max(int(min(ys) - height * above), 0)
    bottom = min(int(max(ys) + height * below), image.shape[0])
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def _stamp_above(image: Image, caption: str, font: Path) -> Image:
    """A plate is too small to be written upon: its caption stands above it, and covers nothing."""
    height, width = image.shape[:2]
    strip = _strip(caption, str(font), max(width, PLATE_WIDTH), PLATE_TEXT)
    stamped = np.zeros((strip.shape[0] + height, strip.shape[1], 3), np.uint8)
    stamped[: strip.shape[0]] = strip
    left = (strip.shape[1] - width) // 2
    stamped[strip.shape[0] :, left : left + width] = image
    return stamped


def _stamp(image: Image, caption: str, font: Path) -> Image:
    strip = _strip(caption, str(font), image.shape[1], max(image.shape[0] // 30, 14))
    stamped = image.copy()
    height = min(strip.shape[0], stamped.shape[0])
    band = stamped[:height]
    band[:] = np.maximum(band // 3, strip[:height])
    return stamped


@lru_cache(maxsize=8)
def _strip(caption: str, font: str, width: int, size: int) -> Image:
    face, line = _face(font, size), size + size // 2
    lines = list(_lines(caption, face, width - size))
    canvas = Canvas.new("L", (width, line * len(lines)), 0)
    for number, text in enumerate(lines):
        ImageDraw.Draw(canvas).text((size // 2, size // 6 + number * line), text, 255, face)
    grey: npt.NDArray[np.uint8] = np.asarray(canvas)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _lines(caption: str, face: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """The caption in as many lines as it needs, broken between its parts where it can be: none of it is cut off."""
    line = ""
    for part in caption.split(BETWEEN):
        longer = BETWEEN.join(filter(None, (line, part)))
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = part
        while face.getlength(line) > width and len(line) > 1:
            fits = max(
                n for n in range(1, len(line)) if n == 1 or face.getlength(line[:n]) <= width
            )
            yield line[:fits]
            line = line[fits:]
    yield line


@lru_cache(maxsize=8)
def _face(font: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font, size)


def _jpeg(image: Image, quality: int = QUALITY) -> bytes:
    done, encoded = cv2.imencode(".jpg", image, _parameters(quality))
    if not done:
        raise evidence.EvidenceError("the picture could not be encoded")
    return encoded.tobytes()


def _parameters(quality: int) -> Sequence[int]:
    return [cv2.IMWRITE_JPEG_QUALITY, quality]
