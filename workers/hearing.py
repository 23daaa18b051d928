"""What a camera read by itself, as the watcher of its lane takes it: a look, and the picture that shows it."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import cv2
import numpy as np

from devices.interfaces import Frame, Image, PlateReading, Point, Recognizer
from devices.whole import Whole
from gate import clock
from gate.admission import Sighting
from gate.plates import STRONG
from workers.pushed import Heard

NEVER_STRONG = STRONG - 0.01
"""The most that a character counts in the single word of a camera that may not open alone."""
STALE_S = 1.0
"""A frame of ours older than this shows somebody else, perhaps."""
Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Word:
    """One look that is not ours. `monotonic` is when it was taken, `heard_at` when it first came; both on our clock."""

    reading: PlateReading
    at: datetime
    monotonic: float
    heard_at: float
    alone: bool
    """Whether it may open where nobody else saw the plate."""
    frame: Frame | None = None
    against: tuple[PlateReading, ...] = ()
    """What our own eyes read in its picture instead."""

    @property
    def may_open(self) -> bool:
        """Whether a frame of it vouches by itself for who stands here."""
        return self.alone and not self.against

    def sighting(self, direction: str, looks: int, seen: Iterable[PlateReading] = ()) -> Sighting:
        """Who stands here by this word, as old as the word, with its picture."""
        return Sighting(
            self.at, self.monotonic, direction, self.frame, self.reading, looks, tuple(seen)
        )

    def after(self, before: "Word | None") -> "Word":
        """The same; where the camera repeats itself it has been heard since the first time."""
        again = before is not None and before.reading.text == self.reading.text
        return replace(self, heard_at=before.heard_at) if before and again else self

    def doubted(self) -> "Word":
        """The same, never sure enough for a single look."""
        return replace(self, reading=_doubted(self.reading))


def word_of(heard: Heard, eyes: Recognizer, newest: Frame | None = None) -> Word:
    """The word of a camera, its plate looked for in its picture; without one our newest frame is the evidence."""
    now = time.monotonic()
    taken = now - max((clock.now() - heard.at).total_seconds(), 0.0)
    image = _opened(heard.picture)
    seen = () if image is None else eyes.read(image)
    frame = newest if image is None else Frame(Whole(image), heard.at, taken, 0)
    if image is None and frame is not None and now - frame.monotonic > STALE_S:
        frame = None
    reading = PlateReading(
        heard.text,
        heard.colour,
        min(heard.characters, default=0.0),
        heard.characters,
        _place(heard.text, seen, frame),
    )
    word = Word(reading, heard.at, taken, now, heard.alone, frame, _others(heard.text, seen))
    return word if heard.alone else word.doubted()


def _doubted(reading: PlateReading) -> PlateReading:
    each = tuple(min(one, NEVER_STRONG) for one in reading.characters)
    return replace(reading, characters=each, confidence=min(reading.confidence, NEVER_STRONG))


def _opened(picture: bytes) -> Image | None:
    """The pixels; the portal has made the picture anew and bounded its size."""
    if not picture:
        return None
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else image.astype(np.uint8, copy=False)


def _place(text: str, seen: Sequence[PlateReading], frame: Frame | None) -> Corners:
    """Where our eyes find the plate; else the whole picture shows it."""
    for reading in seen:
        if reading.text == text:
            return reading.corners
    height, width = (0, 0) if frame is None else frame.image.shape[:2]
    return (0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))


def _others(text: str, seen: Sequence[PlateReading]) -> tuple[PlateReading, ...]:
    """The nearest plate, where it is another one: cameras' own coordinates are not trusted to say which they meant."""
    nearest = max(seen, key=lambda reading: reading.width, default=None)
    return () if nearest is None or nearest.text == text else (nearest,)
