"""What is watched of a lens, and how far each figure may go before somebody is told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from gate import clock

MORNING, EVENING = 6, 18


class Figure(StrEnum):
    """What one passage tells of the lens that saw it."""

    READ = "read"
    """Whether the plate was read, and no person had to read it otherwise."""
    CERTAINTY = "certainty"
    """How sure the eyes were, between 0 and 1."""
    SHARPNESS = "sharpness"
    """How steep the edges of the plate's characters are: by pixel, as a part of its contrast."""
    CONTRAST = "contrast"
    """How far the darkest and the brightest of the whole picture are apart, as a part of their sum."""
    BRIGHTNESS = "brightness"
    """Of the whole picture, between 0 and 255."""
    WIDTH = "width"
    """Of the plate, in pixels."""
    ACROSS = "across"
    DOWN = "down"
    """Where the middle of the plate stands, in parts of the picture's width and height."""


class Part(StrEnum):
    """Of a day: a lamp that is broken shows in one of them alone."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a figure is compared with its own usual."""

    least: float
    """The smallest change that is ever told: a difference, or of a ratio its natural logarithm."""
    ratio: bool = False
    either_way: bool = False
    """Whether more is as wrong as less."""
    share: bool = False
    """Whether it is yes or no, and a unit of time has the share of yes."""
    seasonal: bool = False
    """Whether the hour of the sunset moves it, so that a slow drift of weeks is no news."""
    enough: int = 12
    """Passages that make one unit of time worth judging."""


KINDS: Mapping[Figure, Kind] = {
    Figure.READ: Kind(0.08, share=True, enough=30),
    Figure.CERTAINTY: Kind(0.08),
    Figure.SHARPNESS: Kind(0.22, ratio=True),
    Figure.CONTRAST: Kind(0.12),
    Figure.BRIGHTNESS: Kind(0.55, ratio=True, seasonal=True),
    Figure.WIDTH: Kind(0.18, ratio=True, either_way=True),
    Figure.ACROSS: Kind(0.12, either_way=True),
    Figure.DOWN: Kind(0.12, either_way=True),
}


def half_of(at: datetime) -> tuple[date, Part]:
    """The day or the night of a moment; a night belongs to the day on which it falls."""
    local = at.astimezone(clock.BEIJING)
    if MORNING <= local.hour < EVENING:
        return local.date(), Part.DAY
    return (local - timedelta(hours=MORNING)).date(), Part.NIGHT


@dataclass(frozen=True, slots=True)
class Sample:
    """One passage; None is what its photographs do not tell."""

    passage_id: int
    at: datetime
    read: float | None = None
    certainty: float | None = None
    sharpness: float | None = None
    contrast: float | None = None
    brightness: float | None = None
    width: float | None = None
    across: float | None = None
    down: float | None = None
    half: tuple[date, Part] = field(init=False)
    hour: int = field(init=False)

    def __post_init__(self) -> None:
        # Asked for by every figure, and slow to find out.
        object.__setattr__(self, "half", half_of(self.at))
        object.__setattr__(self, "hour", self.at.astimezone(clock.BEIJING).hour)

    def of(self, figure: Figure) -> float | None:
        value: float | None = getattr(self, figure.value)
        return value
