"""What papers are printed on and with: a sheet in millimetres, ink, woven grounds, bars, seals, lamination."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from devices.interfaces import Image

Rgb = tuple[int, int, int]
INK: Rgb = (34, 36, 44)
SEAL: Rgb = (206, 48, 52)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of `width` × `height` mm; x runs right and y down from its top left."""

    canvas: Pillow.Image
    per_mm: float
    font: Path

    def text(
        self, x: float, y: float, words: str, size: float,
        ink: Rgb = INK, anchor: str = "lm", widest: float = math.inf,
    ) -> None:  # fmt: skip
        """Words whose letters are `size` mm tall, squeezed where they would be wider than `widest`."""
        length = self._face(size).getlength(words) / self.per_mm
        face = self._face(size * min(1.0, widest / max(length, 0.1)))
        pen = ImageDraw.Draw(self.canvas)
        pen.text((x * self.per_mm, y * self.per_mm), words, ink, face, anchor=anchor)

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: Rgb, thick: float) -> None:
        spots = [part * self.per_mm for part in (x0, y0, x1, y1)]
        ImageDraw.Draw(self.canvas).line(spots, ink, max(1, round(thick * self.per_mm)))

    def frame(self, x0: float, y0: float, x1: float, y1: float, ink: Rgb, thick: float) -> None:
        spots = [part * self.per_mm for part in (x0, y0, x1, y1)]
        pen = ImageDraw.Draw(self.canvas)
        pen.rectangle(spots, outline=ink, width=max(1, round(thick * self.per_mm)))

    def bars(self, x: float, y: float, width: float, height: float, number: str) -> None:
        """A bar code's look; no scanner reads it."""
        pen, at, wide = ImageDraw.Draw(self.canvas), x, width / (len(number) * 8)
        for digit in number:
            for step, bar in enumerate(f"{int(digit) * 13 + 65:08b}"):
                if bar == "1":
                    left = (at + step * wide) * self.per_mm
                    spots = (left, y * self.per_mm,
                             left + wide * self.per_mm * 0.9, (y + height) * self.per_mm)  # fmt: skip
                    pen.rectangle(spots, fill=INK)
            at += 8 * wide

    def seal(self, x: float, y: float, side: float, columns: Sequence[str]) -> None:
        """A square red seal, its words in columns."""
        self.frame(x, y, x + side, y + side, SEAL, 0.5)
        step = side / (len(columns) + 0.4)
        for row, words in enumerate(columns):
            self.text(
                x + side / 2, y + step * (row + 0.7), words, step * 0.72, SEAL, "mm", side * 0.9
            )

    def image(self) -> Image:
        return np.ascontiguousarray(np.asarray(self.canvas)[:, :, ::-1])

    def _face(self, size: float) -> ImageFont.FreeTypeFont:
        return _face(self.font, max(4, round(size * self.per_mm)))


@lru_cache(maxsize=64)
def _face(font: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), size)


def sheet(width: float, height: float, font: Path, per_mm: float, ground: Rgb) -> Sheet:
    size = round(width * per_mm), round(height * per_mm)
    return Sheet(Pillow.new("RGB", size, ground), per_mm, font)


def weave(on: Sheet, ink: Rgb, seed: int) -> None:
    """Fine crossing waves, as they make copying hard."""
    pen = ImageDraw.Draw(on.canvas)
    width, height = on.canvas.size
    across = np.linspace(0, width, 90)
    for row in range(34):
        waves = np.sin(across / width * math.tau * (3 + (row + seed) % 3) + row * 0.7)
        down = height * (row / 33) + waves * height * 0.03
        pen.line(list(zip(across.tolist(), down.tolist(), strict=True)), ink, 1)


def laminated(image: Image, seed: int) -> Image:
    """The sheen of a plastic cover: a faint bright band aslant, softly."""
    height, width = image.shape[:2]
    at = (seed * 37 % 100) / 100
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    away = (columns / width + 0.35 * rows / height) - (0.2 + 0.9 * at)
    sheen = 26 * np.exp(-((away / 0.12) ** 2))
    lit = image.astype(np.float32) + cv2.GaussianBlur(sheen, (0, 0), 3)[:, :, None]
    return np.asarray(np.clip(lit, 0, 255), np.uint8)
