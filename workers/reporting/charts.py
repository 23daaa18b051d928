"""The pictures of a report, drawn larger than they are shown: mail programs run no scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH = 440
"""In between a phone, which shows it smaller, and a desk, which shows it larger."""
SCALE = 3
SMALL, USUAL = 12, 14
INK, QUIET, LINE, PAPER = "#182433", "#5b6675", "#dde2e8", "#ffffff"
COLOURS = ("#1f6f54", "#e0913a", "#3a6ea5", "#8a5a9c", "#a8403c", "#6b7a2f")
"""Told apart also by who sees no red or green: they differ in lightness, and a legend names each."""
COLOURS_USED = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart of bars."""

    label: str
    number: int
    colour: str = COLOURS[0]


class _Canvas:
    def __init__(self, height: int, font: Path) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._fonts = {
            size: ImageFont.truetype(str(font), size * SCALE, index=0) for size in (SMALL, USUAL)
        }

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        if width > 0 and height > 0:
            left, top = round(x * SCALE), round(y * SCALE)
            right, bottom = round((x + width) * SCALE) - 1, round((y + height) * SCALE) - 1
            self._draw.rectangle((left, top, max(right, left), max(bottom, top)), fill=colour)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "lm",
        size: int = USUAL,
        fill: str = INK,
    ) -> None:
        at = (x * SCALE, y * SCALE)
        self._draw.text(at, words, font=self._fonts[size], fill=fill, anchor=anchor)

    def width_of(self, words: str, size: int = USUAL) -> float:
        return self._fonts[size].getlength(words) / SCALE

    def png(self) -> bytes:
        made = BytesIO()
        few = self._image.quantize(COLOURS_USED, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        return made.getvalue()


def hours(series: Sequence[tuple[str, Sequence[int]]], font: Path) -> bytes:
    """Passages by the hour, one colour for each gate upon the other; `series`: a gate's name and its 24 numbers."""
    canvas = _Canvas(240, font)
    _legend(canvas, [name for name, _ in series])
    left, top, height = 34.0, 34.0, 180.0
    most = max((sum(told) for told in zip(*(n for _, n in series), strict=True)), default=0)
    highest = _round_up(most)
    for part in range(5):
        y = top + height * part / 4
        canvas.box(left, y, WIDTH - left, 0.5, LINE)
        canvas.text(
            left - 6, y, f"{highest * (4 - part) / 4:g}", anchor="rm", size=SMALL, fill=QUIET
        )
    step = (WIDTH - left) / 24
    for hour in range(24):
        y = top + height
        for number, (_, numbers) in enumerate(series):
            tall = height * numbers[hour] / highest
            y -= tall
            canvas.box(left + step * hour + 2, y, step - 4, tall, COLOURS[number % len(COLOURS)])
        if hour % 2 == 0:
            middle = left + step * (hour + 0.5)
            canvas.text(middle, top + height + 14, str(hour), anchor="mm", size=SMALL, fill=QUIET)
    return canvas.png()


def bars(told: Sequence[Bar], font: Path) -> bytes:
    """Bars that lie one under the other, each with its number."""
    line, label = 28.0, 150.0
    canvas = _Canvas(max(round(line * len(told)) + 8, 40), font)
    most = max((bar.number for bar in told), default=0) or 1
    for place, bar in enumerate(told):
        middle = 4 + line * (place + 0.5)
        canvas.text(label - 10, middle, _cut(canvas, bar.label, label - 14), anchor="rm")
        long = (WIDTH - label - 64) * bar.number / most
        canvas.box(label, middle - 9, max(long, 1), 18, bar.colour)
        canvas.text(label + max(long, 1) + 8, middle, f"{bar.number:,}")
    return canvas.png()


def _legend(canvas: _Canvas, names: Sequence[str]) -> None:
    x = 34.0
    for number, name in enumerate(names):
        canvas.box(x, 8, 12, 12, COLOURS[number % len(COLOURS)])
        canvas.text(x + 18, 14, name)
        x += 18 + canvas.width_of(name) + 22


def _cut(canvas: _Canvas, words: str, room: float) -> str:
    while canvas.width_of(words) > room and len(words) > 2:
        words = f"{words.removesuffix('…')[:-1]}…"
    return words


def _round_up(most: int) -> int:
    """The next number that divides well by four."""
    if most <= 4:
        return 4
    step = int(10 ** (len(str(most)) - 1))
    for part in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10):
        top = round(step * part)
        if top >= most and top % 4 == 0:
            return top
    return most + -most % 4
