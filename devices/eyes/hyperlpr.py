"""hyperlpr3 as eyes: one instance a process, its texts held against the forms of plates, its colours in our names."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from devices.eyes.colour import has_colour
from devices.eyes.grammar import FOLDED
from devices.eyes.hyperlpr_files import contents
from devices.eyes.hyperlpr_parts import Floats, Parts, put_together
from devices.eyes.pixels import as_bgr
from devices.interfaces import Image, PlateColour, PlateForm, PlateReading

GREEN = 3
GROUNDS: dict[int, frozenset[PlateColour]] = {
    0: frozenset({PlateColour.BLUE}),
    1: frozenset({PlateColour.YELLOW}),
    2: frozenset({PlateColour.WHITE}),
    GREEN: frozenset({PlateColour.GREEN, PlateColour.YELLOW_GREEN}),
    4: frozenset({PlateColour.BLACK}),
    9: frozenset({PlateColour.YELLOW}),
}
"""The package's types of plates → table T1. It sees blue, yellow, green; white and black it concludes from the text."""
NEW_ENERGY = GROUNDS[GREEN]
LONGEST = 40
"""A picture so many times longer than wide has no pixels left once it is made small."""
SMALLEST = 16, 8
"""Width and height in pixels of a plate of which something may be read."""
TWO_LINES = 2.5
"""A cut-out plate that is less wide than so many heights: those of one line are 3.1 and 3.4, those of two are 2."""


class HyperLpr:
    """Pixels in, plates out. Threads wait for one another: between two of them the package mixes up their pictures."""

    def __init__(self, parts: Parts, forms: Sequence[PlateForm]) -> None:
        self._parts, self._forms = parts, tuple(forms)
        self._alone = Lock()

    def read(
        self,
        image: Image,
        *,
        near: bool = False,
        passing: bool = False,
        of: Image | None = None,
    ) -> Sequence[PlateReading]:
        """Every plate in the picture, best first; a cut-out goes to the smaller of the package's two finders."""
        frame = as_bgr(image)
        if frame is None or max(frame.shape[:2]) > LONGEST * min(frame.shape[:2]):
            return ()
        coloured = has_colour(frame if of is None else of)
        detector = self._parts.near if near else self._parts.whole
        # Where its boxes have no area its arithmetic divides by nothing, and warns of it.
        with self._alone, np.errstate(all="ignore"):
            read = [self._read(frame, row, coloured) for row in detector(frame)]
        found = [reading for reading in read if reading is not None]
        return sorted(found, key=lambda reading: reading.confidence, reverse=True)

    def read_crop(self, image: Image) -> PlateReading | None:
        """The plate that fills this picture."""
        frame = as_bgr(image)
        if frame is None:
            return None
        height, width = frame.shape[:2]
        double = width < TWO_LINES * height
        box, corners = [0, 0, width, height], [0, 0, width, 0, width, height, 0, height]
        with self._alone:
            row = np.array([*box, 1.0, *corners, double], np.float32)
            return self._read(frame, row, has_colour(frame))

    def _read(self, frame: Image, row: Floats, coloured: bool) -> PlateReading | None:
        """What the package reads of one of its finds. Each is read alone: one that it stumbles over costs no other."""
        row = _within(frame, row)
        if not _large_enough(row):
            return None
        self._parts.reader.characters.clear()
        told = self._parts.pipeline(lambda _: [row])(frame)
        if not told:
            return None
        text, mean, kind, _ = told[0]
        return self._reading(text, float(mean), kind if coloured else None, row)

    def _reading(
        self, text: str, mean: float, kind: int | None, row: Floats
    ) -> PlateReading | None:
        spelled, allowed = spell(text, self._forms)
        cut_off = kind == GREEN and not allowed & NEW_ENERGY
        if not spelled or cut_off:
            return None
        seen = GROUNDS.get(kind, frozenset()) & allowed if kind is not None else frozenset()
        a, b, c, d = ((float(x), float(y)) for x, y in row[5:13].reshape(4, 2))
        return PlateReading(
            text=spelled,
            colour=next(iter(seen)) if len(seen) == 1 else None,
            confidence=mean,
            characters=tuple(self._parts.reader.characters),
            corners=(a, b, c, d),
            double_line=bool(row[13]),
        )


def opened(forms: Sequence[PlateForm], folder: Path, *, threads: int = 1) -> HyperLpr:
    """The one instance of this process; raises DeviceError when a model or the package is missing or altered."""
    with _OPENING:
        return _opened(tuple(forms), folder, threads)


_OPENING = Lock()


@lru_cache(maxsize=1)
def _opened(forms: tuple[PlateForm, ...], folder: Path, threads: int) -> HyperLpr:
    import cv2

    cv2.setNumThreads(threads)
    # Nothing of the package is imported before all of its files have been seen.
    return HyperLpr(put_together(contents(folder), threads=threads), forms)


def spell(text: str, forms: Sequence[PlateForm]) -> tuple[str, frozenset[PlateColour]]:
    """The plate that this text is, and the grounds that it may have; an empty text when it is none."""
    fitting = [(_as_form(text, form), form.colours) for form in forms]
    spelled = next((plate for plate, _ in fitting if plate), "")
    grounds = [colours for plate, colours in fitting if plate and plate == spelled]
    return spelled, frozenset().union(*grounds)


def _as_form(text: str, form: PlateForm) -> str:
    if len(text) != len(form.alphabets):
        return ""
    written = [_fitting(c, a) for c, a in zip(text.upper(), form.alphabets, strict=True)]
    return "".join(written) if all(written) else ""


def _fitting(character: str, alphabet: str) -> str:
    """The character, or the digit that it looks like, where it may stand."""
    return next((c for c in (character, FOLDED.get(character, "")) if c and c in alphabet), "")


def _within(frame: Image, row: Any) -> Floats:
    """The find with its corners inside the frame: far outside they would be cut out as a picture of gigabytes."""
    height, width = frame.shape[:2]
    inside = np.nan_to_num(np.array(row, np.float32))
    inside[5:13:2] = inside[5:13:2].clip(0, width)
    inside[6:13:2] = inside[6:13:2].clip(0, height)
    return inside


def _large_enough(row: Floats) -> bool:
    a, b, c, d = row[5:13].astype(int).reshape(4, 2)
    sides = [float(np.linalg.norm(p - q)) for p, q in ((a, b), (c, d), (a, d), (b, c))]
    return max(sides[:2]) >= SMALLEST[0] and max(sides[2:]) >= SMALLEST[1]
