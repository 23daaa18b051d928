"""One figure of a lens over the days, as the points and lines of a drawing; and the same as a table. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from statistics import median
from typing import ClassVar

from gate import clock
from gate.lens.figures import KINDS, Figure, Part
from gate.lens.judgement import Judged, Point

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 72, 12, 14, 30
MARGIN = 0.08
BEFORE = 5
"""Units of the drawing to the left of a dot."""
LEAST_RANGE = 12.0
"""Per cent that the scale shows at least: small noise is to look small."""
ROUND = (1, 2, 5, 10, 20, 25, 50, 100)
MOST_STEPS, MOST_DAYS = 4, 5


@dataclass(frozen=True, slots=True)
class Dot:
    """One day or night: where it is drawn, and what it says."""

    x: float
    y: float
    part: Part
    begins: datetime
    ends: datetime
    n: int
    value: float
    limits: tuple[float, ...]
    beyond: bool
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A level across the drawing: what is usual, or from where on it is told."""

    y: float
    value: float
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws. All values are per cent, `x` and `y` units of the drawing."""

    figure: Figure
    dots: tuple[Dot, ...]
    usual: tuple[Line, ...]
    limits: tuple[Line, ...]
    ticks: tuple[Line, ...]
    days: tuple[tuple[float, datetime], ...]
    since: float | None
    """Where it is drawn that something is the matter."""
    left: ClassVar[int] = LEFT
    right: ClassVar[int] = WIDTH - RIGHT
    top: ClassVar[int] = TOP
    bottom: ClassVar[int] = HEIGHT - BOTTOM
    size: ClassVar[tuple[int, int]] = (WIDTH, HEIGHT)

    @property
    def newest(self) -> list[Dot]:
        """The last dot of each part of the day."""
        return [own[-1] for part in Part if (own := [dot for dot in self.dots if dot.part is part])]

    @property
    def table(self) -> list[Dot]:
        """The newest first."""
        return sorted(self.dots, key=lambda dot: dot.begins, reverse=True)


def chart(figure: Figure, judged: Iterable[Judged], began: datetime | None = None) -> Chart | None:
    """One figure by day and by night; None while too little is known of either."""
    told = [each for each in judged if each.points]
    points = [point for each in told for point in each.points]
    if not points:
        return None
    scale = _Scale.of(figure, points)
    dots = tuple(_dot(figure, each.part, point, scale) for each in told for point in each.points)
    return Chart(
        figure,
        dots,
        tuple(
            Line(scale.y(level), level, each.part)
            for each in told
            for level in _usual(figure, each)
        ),
        tuple(_limit_lines(figure, told, scale)),
        tuple(Line(scale.y(level), level) for level in scale.ticks()),
        scale.days(),
        scale.x(began) - BEFORE if began and began >= scale.begins else None,
    )


def shown(figure: Figure, point: Point) -> float:
    """What a unit shows, per cent."""
    return 100 * (exp(point.change) if KINDS[figure].ratio else point.value)


def limits_of(figure: Figure, point: Point) -> tuple[float, ...]:
    """From where on it is told, per cent: below the first, above the second where there is one."""
    kind, base = KINDS[figure], point.value - point.change
    ways = (-1, 1) if kind.either_way else (-1,)
    if kind.ratio:
        return tuple(100 * exp(way * point.limit) for way in ways)
    return tuple(100 * (base + way * point.limit) for way in ways)


def _usual(figure: Figure, judged: Judged) -> list[float]:
    if KINDS[figure].ratio:
        return [100.0] if judged.points else []
    return [100 * median(point.value - point.change for point in judged.points)]


def _limit_lines(figure: Figure, told: Sequence[Judged], scale: "_Scale") -> Iterable[Line]:
    for each in told:
        for level in limits_of(figure, each.points[-1]):
            yield Line(scale.y(level), level, each.part)


def _dot(figure: Figure, part: Part, point: Point, scale: "_Scale") -> Dot:
    value = shown(figure, point)
    return Dot(
        scale.x(point.begins), scale.y(value), part, point.begins, point.ends, point.n, value,
        limits_of(figure, point), point.beyond, point.is_baseline,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scale:
    begins: datetime
    ends: datetime
    low: float
    high: float

    @classmethod
    def of(cls, figure: Figure, points: Sequence[Point]) -> "_Scale":
        values = [shown(figure, point) for point in points]
        values += [level for point in points[-2:] for level in limits_of(figure, point)]
        low, high = min(values), max(values)
        room = max((high - low) * MARGIN, (LEAST_RANGE - (high - low)) / 2)
        begins = min(point.begins for point in points)
        return cls(begins, max(point.ends for point in points), low - room, high + room)

    def x(self, at: datetime) -> float:
        share = (at - self.begins) / (self.ends - self.begins) if self.ends > self.begins else 0.5
        return round(LEFT + 6 + share * (WIDTH - LEFT - RIGHT - 12), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - min(max(share, 0), 1) * (HEIGHT - TOP - BOTTOM), 1)

    def ticks(self) -> list[float]:
        """Round levels, few of them."""
        reach = self.high - self.low
        step = next((each for each in ROUND if reach / each <= MOST_STEPS), ROUND[-1] * 2)
        first = int(self.low // step) + 1
        return [float(level * step) for level in range(first, int(self.high // step) + 1)]

    def days(self) -> tuple[tuple[float, datetime], ...]:
        """Moments to be named below the drawing, evenly apart."""
        steps = min(max((self.ends - self.begins).days, 1), MOST_DAYS - 1)
        step = (self.ends - self.begins) / steps
        moments = [self.begins + number * step for number in range(steps + 1)]
        return tuple((self.x(moment), moment.astimezone(clock.BEIJING)) for moment in moments)
