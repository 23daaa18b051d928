"""The built-in eyes: find text, read it as plates, judge the colour, keep what is sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from devices.eyes.colour import has_colour, plate_colour
from devices.eyes.doubt import together
from devices.eyes.finder import SURE, Finder
from devices.eyes.grammar import Decoded, Grammar
from devices.eyes.quads import Quad, flatten, grown, overlap
from devices.eyes.reader import Reader
from devices.eyes.two_lines import Candidate, candidates
from devices.interfaces import Image, PlateColour, PlateReading, Point

SIDE, CLOSER_SIDE = 640, 960
"""The finder looks at a small picture first, and at a larger one when there was text but no plain plate."""
MOST_READ, AT_ONCE = 12, 4
"""Regions read per look, likeliest first, and how many in one go: a truck's front may carry a dozen words."""
LEAST = 0.05
"""Below this a reading is noise."""
PLAIN = 0.30
"""From here on a reading is a plate well enough seen that a closer look adds nothing."""
BEYOND_DOUBT = 0.99
SQUEEZED = 0.87
"""A reading with a character below the first is made again with its letters narrower by the second."""
SMALLEST_SIDE = 16


@dataclass(slots=True)
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
        boxes = self._finder.find(frame, SIDE)
        readings = self._plates(frame, boxes)
        if boxes and max(frame.shape) > SIDE and not _plain(readings):
            closer = self._plates(frame, self._finder.find(frame, CLOSER_SIDE))
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

    def _plates(self, frame: Image, boxes: Sequence[Quad]) -> list[PlateReading]:
        waiting = candidates([box for box in boxes if box.score >= SURE])[:MOST_READ]
        readings: list[PlateReading] = []
        while waiting:
            batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            read = [_reading(read) for read in self._read(frame, batch)]
            readings = _apart([*readings, *(r for r in read if r.confidence >= LEAST)])
            plain = [_place(reading) for reading in readings if reading.confidence >= PLAIN]
            waiting = [c for c in waiting if all(overlap(c.quad, place) < 0.3 for place in plain)]
        return readings

    def _read(self, frame: Image, found: Sequence[Candidate]) -> list[_Read]:
        coloured = has_colour(frame)
        colours = [_colour(frame, candidate) if coloured else None for candidate in found]
        firsts = self._decoded(frame, list(zip(found, colours, strict=True)))
        read = [
            _Read(candidate, first, colour)
            for candidate, first, colour in zip(found, firsts, colours, strict=True)
            if first is not None
        ]
        doubtful = [r for r in read if _doubtful(r.decoded)]
        seconds = self._decoded(frame, [(r.candidate, r.colour) for r in doubtful], SQUEEZED)
        for first_read, second in zip(doubtful, seconds, strict=True):
            if second is not None:
                first_read.decoded = together(first_read.decoded, second)
        return read

    def _decoded(
        self,
        frame: Image,
        found: Sequence[tuple[Candidate, PlateColour | None]],
        stretch: float = 1.0,
    ) -> list[Decoded | None]:
        lines = [flatten(frame, line, 48) for candidate, _ in found for line in candidate.lines]
        evidence = iter([self._grammar.evidence(s) for s in self._reader.read(lines, stretch)])
        return [
            self._grammar.decode(np.concatenate([next(evidence) for _ in candidate.lines]), colour)
            for candidate, colour in found
        ]


def _doubtful(decoded: Decoded) -> bool:
    return decoded.confidence >= LEAST / 5 and min(decoded.characters) < BEYOND_DOUBT


def _plain(readings: Sequence[PlateReading]) -> bool:
    return any(reading.confidence >= PLAIN for reading in readings)


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


def _place(reading: PlateReading) -> Quad:
    return Quad(np.array(reading.corners, np.float32), 1.0)


def _apart(readings: Iterable[PlateReading]) -> list[PlateReading]:
    """Best first; of readings that share a place only the best."""
    kept: list[PlateReading] = []
    for reading in sorted(readings, key=lambda r: r.confidence, reverse=True):
        if all(overlap(_place(reading), _place(other)) < 0.3 for other in kept):
            kept.append(reading)
    return kept
