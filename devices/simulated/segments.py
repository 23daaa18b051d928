"""Encoded pieces of video that follow each other without a seam, and the source a stream server plays from."""

from dataclasses import dataclass
from typing import Protocol

FPS = 25
WIDTH, HEIGHT = 1920, 1080


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One encoded picture in H.264 Annex B bytes; a key picture carries its parameter sets in front."""

    data: bytes
    key: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Pictures at `FPS`, the first one a key picture, so that any segment may follow any other."""

    name: str
    units: tuple[AccessUnit, ...]


class Source(Protocol):
    """What a stream server plays: asked once per picture, at `FPS`, whether or not anybody is watching."""

    def next_unit(self) -> AccessUnit: ...
