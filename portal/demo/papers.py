"""Drawn papers of the demo's vehicles: 行驶证 front and back, 随车清单."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (880, 600)
INK, PAPER, LINE = (40, 44, 52), (246, 243, 232), (164, 150, 120)


def draw(title: str, lines: Sequence[tuple[str, str]], font: Path) -> bytes:
    """One paper as a JPEG: a title and labelled lines."""
    page = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    big, small = ImageFont.truetype(str(font), 40), ImageFont.truetype(str(font), 26)
    pen.rectangle((16, 16, SIZE[0] - 16, SIZE[1] - 16), outline=LINE, width=3)
    pen.text((SIZE[0] / 2, 64), title, INK, big, anchor="mm")
    for row, (label, value) in enumerate(lines):
        y = 130 + row * 52
        pen.text((48, y), label, LINE, small)
        pen.text((260, y), value, INK, small)
        pen.line((256, y + 38, SIZE[0] - 48, y + 38), fill=LINE)
    pen.text((48, SIZE[1] - 60), "演示样张 SPECIMEN", LINE, small)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()
