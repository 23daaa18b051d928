"""The built-in eyes: find text, read it as plates, judge the colour, keep what is sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from devices.eyes.colour import has_colour, plate_colour
from devices.eyes.finder import Finder
from devices.eyes.grammar import Decoded, Grammar
from devices.eyes.quads import Quad, flatten, grown, overlap
from devices.eyes.reader import Reader
from devices.eyes.two_lines import Candidate, candidates
from devices.interfaces import Image, PlateColour, PlateReading, Point

SIDE, CLOSER_SIDE = 640, 960
"""The finder looks at a small picture first, and once more at a larger one when that showed no plate."""
MOST_READ = 8
"""Regions read per picture: a truck's front may carry a dozen words."""
LEAST = 0.05
"""Below this a reading is noise."""
PLAIN = 0.30
"""From here on a reading is a plate well enough seen that a closer look adds nothing."""
SMALLEST_SIDE = 16


@dataclass(frozen=True, slots=True)
class _Read:
    candidate: Candidate
    decoded: Decoded
    colour: PlateColour | None


class Engine:
    """Pixels in, plates out. One engine serves one thread."""

    def __init__(self, finder: Finder, reader: Reader, grammar: Grammar) -> None:
        self._finder, self._reader, self._grammar = finder, reader, grammar

    def read(self, image: Image) -> Sequence[PlateReading]:
        """Every plate in the picture, best first; an empty sequence when there is none."""
        frame = _as_bgr(image)
        if frame is None:
            return ()
        readings = self._look(frame, SIDE)
        if max(frame.shape) > SIDE and not any(r.confidence >= PLAIN for r in readings):
            closer = self._look(frame, CLOSER_SIDE)
            readings = _apart([*readings, *closer])
        return readings

    def read_crop(self, image: Image) -> PlateReading | None:
        """The plate that fills this picture."""
        frame = _as_bgr(image)
        if frame is None:
            return None
        height, width = frame.shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        whole = Quad(corners, 1.0)
        read = self._read(frame, candidates([whole]) or [Candidate(whole, (whole,))])
        return max((_reading(r) for r in read), key=lambda r: r.confidence, default=None)

    def _look(self, frame: Image, side: int) -> list[PlateReading]:
        found = candidates(self._finder.find(frame, side))[:MOST_READ]
        readings = [_reading(read) for read in self._read(frame, found)]
        return _apart(reading for reading in readings if reading.confidence >= LEAST)

    def _read(self, frame: Image, found: Sequence[Candidate]) -> list[_Read]:
        lines = [flatten(frame, line, 48) for candidate in found for line in candidate.lines]
        evidence = iter([self._grammar.evidence(s) for s in self._reader.read(lines)])
        coloured = has_colour(frame)
        read = []
        for candidate in found:
            colour = _colour(frame, candidate) if coloured else None
            joined = np.concatenate([next(evidence) for _ in candidate.lines])
            decoded = self._grammar.decode(joined, colour)
            if decoded is not None:
                read.append(_Read(candidate, decoded, colour))
        return read


def _as_bgr(image: Image) -> Image | None:
    """The picture as height × width × 3, or None when there is too little of it to hold a plate."""
    if image.ndim == 2:
        image = np.repeat(image[..., None], 3, axis=2)
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4) or min(image.shape[:2]) < SMALLEST_SIDE:
        return None
    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    return np.ascontiguousarray(image[..., :3], np.uint8)


def _colour(frame: Image, candidate: Candidate) -> PlateColour | None:
    return plate_colour(flatten(frame, grown(candidate.quad, 0.05, 0.02), 48))


def _reading(read: _Read) -> PlateReading:
    a, b, c, d = (_point(corner) for corner in read.candidate.quad.corners)
    decoded = read.decoded
    return PlateReading(
        text=decoded.text,
        colour=read.colour if read.colour in decoded.form.colours else None,
        confidence=decoded.confidence,
        characters=decoded.characters,
        corners=(a, b, c, d),
        double_line=read.candidate.double,
        alternatives=decoded.alternatives,
    )


def _point(corner: Iterable[float]) -> Point:
    x, y = corner
    return float(x), float(y)


def _apart(readings: Iterable[PlateReading]) -> list[PlateReading]:
    """Best first; of readings that share a place only the best."""
    kept: list[PlateReading] = []
    for reading in sorted(readings, key=lambda r: r.confidence, reverse=True):
        here = Quad(np.array(reading.corners, np.float32), 1.0)
        if all(overlap(here, Quad(np.array(k.corners, np.float32), 1.0)) < 0.3 for k in kept):
            kept.append(reading)
    return kept
