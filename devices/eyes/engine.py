"""The built-in eyes: find plates, or else text, have it read as plates, keep what is sure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from devices.eyes.candidate import LEAST, PLAIN, SURE_OF_EACH, CandidateReader
from devices.eyes.colour import has_colour
from devices.eyes.finder import SURE, Finder
from devices.eyes.pixels import as_bgr
from devices.eyes.plate_finder import Found, PlateFinder
from devices.eyes.plate_lines import ways
from devices.eyes.quads import Quad, cut_about, overlap
from devices.eyes.two_lines import Candidate, candidates
from devices.interfaces import Image, PlateReading, Point

NEAR_SIDE, SIDE, CLOSER_SIDE = 320, 640, 960
"""A cut-out is looked at small; a whole picture larger, and larger still when there was text but no plain plate."""
MOST_MISSES, FEW_MISSES = 8, 1
"""A truck's front may carry a dozen words: regions read in vain before a look ends, without and with a plate."""
SAME_PLACE = 0.3
"""Regions that share this much of the smaller one are one plate."""
A_TRACE, SURE_OF_A_PLATE = 1e-4, 0.6
"""A find with such a reading at least, or as sure by itself, is looked at again by its words."""
ASIDE, ABOVE = 0.7, 1.5
"""Margins of the part of the picture about a plate in which its words are looked for, in its widths and heights."""


class Engine:
    """Pixels in, plates out. One engine serves one thread."""

    def __init__(self, plates: PlateFinder, text: Finder, candidates: CandidateReader) -> None:
        self._plate_finder, self._finder, self._candidates = plates, text, candidates

    def read(
        self,
        image: Image,
        *,
        near: bool = False,
        passing: bool = False,
        of: Image | None = None,
    ) -> Sequence[PlateReading]:
        """Every plate in the picture, best first; an empty sequence when there is none.

        `near`: a cut-out about a plate seen a moment ago, so that a quarter of the work finds it again.
        `of`: the picture that it was cut from, whose colours tell whether the camera saw any.
        `passing`: what the finder of plates overlooks is left to a later look, and not searched for among all words.
        """
        frame = as_bgr(image)
        if frame is None:
            return ()
        coloured = has_colour(frame if of is None else of)
        readings = self._found(frame, coloured)
        if passing or _plain(readings):
            return readings
        return _apart([*readings, *self._by_text(frame, coloured, near)])

    def _found(self, frame: Image, coloured: bool) -> list[PlateReading]:
        """What the finder of plates takes for one, read; where that is not plain, by the words that stand there."""
        readings: list[PlateReading] = []
        for found in self._plate_finder.find(frame):
            tried = [self._candidates.read(frame, way, coloured) for way in ways(found)]
            read = [reading for reading in tried if reading is not None]
            readings += [reading for reading in read if reading.confidence >= LEAST]
            if not _plain(read) and _promising(read, found):
                readings += self._words_about(frame, coloured, found.quad)
        return _apart(readings)

    def _words_about(self, frame: Image, coloured: bool, quad: Quad) -> list[PlateReading]:
        cut, (left, top) = cut_about(frame, quad, ASIDE, ABOVE)
        readings = self._plates(cut, coloured, self._finder.find(cut, NEAR_SIDE))
        return [replace(r, corners=_moved(r.corners, left, top)) for r in readings]

    def _by_text(self, frame: Image, coloured: bool, near: bool) -> list[PlateReading]:
        """Plates among all the words in the picture."""
        if near:
            return self._plates(frame, coloured, self._finder.find(frame, NEAR_SIDE))
        boxes = self._finder.find(frame, SIDE)
        readings = self._plates(frame, coloured, boxes)
        if boxes and max(frame.shape) > SIDE and not _plain(readings):
            closer = self._plates(frame, coloured, self._finder.find(frame, CLOSER_SIDE))
            readings = _apart([*readings, *closer])
        return readings

    def read_crop(self, image: Image) -> PlateReading | None:
        """The plate that fills this picture."""
        frame = as_bgr(image)
        if frame is None:
            return None
        height, width = frame.shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        whole = Quad(corners, 1.0)
        ways = candidates([whole]) or [Candidate(whole, (whole,))]
        coloured = has_colour(frame)
        read = [self._candidates.read(frame, way, coloured) for way in ways]
        return max((r for r in read if r is not None), key=lambda r: r.confidence, default=None)

    def _plates(self, frame: Image, coloured: bool, boxes: Sequence[Quad]) -> list[PlateReading]:
        """The plates among these boxes of text; a place that is plain already is not read again."""
        readings: list[PlateReading] = []
        missed = 0
        for candidate in candidates([box for box in boxes if box.score >= SURE]):
            if any(_covers(reading, candidate) for reading in readings):
                continue
            reading = self._candidates.read(frame, candidate, coloured)
            if reading is not None and reading.confidence >= LEAST:
                readings.append(reading)
            else:
                missed += 1
            if missed >= (FEW_MISSES if _plain(readings) else MOST_MISSES):
                break
        return _apart(readings)


def _plain(readings: Sequence[PlateReading]) -> bool:
    return any(_is_plain(reading) for reading in readings)


def _promising(readings: Sequence[PlateReading], found: Found) -> bool:
    """Whether what could not be read plainly may yet be a plate: words and grilles are hardly ever."""
    likeliest = max((reading.confidence for reading in readings), default=0.0)
    return likeliest >= A_TRACE or found.quad.score >= SURE_OF_A_PLATE


def _is_plain(reading: PlateReading) -> bool:
    # The whole may be doubted for what stands beside the characters, while each of them is sure.
    sure_of_each = reading.weakest >= SURE_OF_EACH and reading.colour is not None
    return reading.confidence >= PLAIN or sure_of_each


def _covers(reading: PlateReading, candidate: Candidate) -> bool:
    return _is_plain(reading) and overlap(_place(reading), candidate.quad) >= SAME_PLACE


def _moved(corners: Sequence[Point], left: int, top: int) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = ((x + left, y + top) for x, y in corners)
    return a, b, c, d


def _place(reading: PlateReading) -> Quad:
    return Quad(np.array(reading.corners, np.float32), 1.0)


def _apart(readings: Iterable[PlateReading]) -> list[PlateReading]:
    """Best first; of readings that share a place only the best."""
    kept: list[PlateReading] = []
    for reading in sorted(readings, key=lambda r: r.confidence, reverse=True):
        if all(overlap(_place(reading), _place(other)) < SAME_PLACE for other in kept):
            kept.append(reading)
    return kept
