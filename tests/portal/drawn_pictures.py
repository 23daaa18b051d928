"""Pictures of a truck with mud on its plate, and of its papers, for pages that people look at."""

from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from devices.simulated.cast import CAST
from portal.demo import portrait
from settings import Settings

PAPER_SIZE = (880, 600)
PAPER_INK, PAPER, PAPER_LINE = (40, 44, 52), (246, 243, 232), (164, 150, 120)
MUD = (60, 84, 104)


@cache
def truck(muddy: bool = True) -> bytes:
    """A truck before the arm, as the lane's camera sees it; a JPEG."""
    if not muddy:
        return portrait.draw(CAST[1], Settings(_env_file=None).font)
    picture = cv2.imdecode(np.frombuffer(truck(muddy=False), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    cv2.ellipse(picture, PLATE, (92, 34), 3, 0, 360, MUD, -1)
    return cv2.imencode(".jpg", picture)[1].tobytes()


PLATE = (890, 974)


def plate() -> bytes:
    """The plate, wiped clean."""
    return _cut(truck(muddy=False), (PLATE[0] - 160, PLATE[1] - 70, PLATE[0] + 160, PLATE[1] + 70))


def licence(lines: dict[str, str]) -> bytes:
    return _paper("中华人民共和国机动车行驶证", lines)


def sheet(lines: dict[str, str]) -> bytes:
    return _paper("进出厂纸质台账", lines)


def _paper(title: str, lines: dict[str, str]) -> bytes:
    """A title and labelled lines."""
    font = str(Settings(_env_file=None).font)
    page = Image.new("RGB", PAPER_SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    big, small = ImageFont.truetype(font, 40), ImageFont.truetype(font, 26)
    pen.text((PAPER_SIZE[0] / 2, 64), title, PAPER_INK, big, anchor="mm")
    for row, (label, value) in enumerate(lines.items()):
        pen.text((48, 130 + row * 52), label, PAPER_LINE, small)
        pen.text((260, 130 + row * 52), value, PAPER_INK, small)
    out = BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def _cut(jpeg: bytes, box: tuple[int, int, int, int]) -> bytes:
    out = BytesIO()
    Image.open(BytesIO(jpeg)).crop(box).save(out, "JPEG")
    return out.getvalue()


def write(folder: Path, **pictures: bytes) -> dict[str, str]:
    """The pictures as files that a browser can choose, by their names."""
    for name, content in pictures.items():
        (folder / f"{name}.jpg").write_bytes(content)
    return {name: str(folder / f"{name}.jpg") for name in pictures}
