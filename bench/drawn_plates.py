"""How well the eyes read drawn plates of each kind: `python -m bench.drawn_plates --n 500`."""

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.certainty import told
from bench.figures import Figure
from devices import eyes
from devices.eyes.engine import Engine
from devices.eyes.quads import Quad, flatten
from devices.eyes.reader import HEIGHT
from devices.interfaces import Image, PlateColour, PlateReading
from gate.plates import FORMS, STRONG
from settings import ROOT
from training.lens import Sight
from training.numbers import Plate, plate_of
from training.pictures import Drawn, Hung, Painter, Stock
from training.sprites import Floats

FONT = ROOT / "static/vendor/wqy-microhei/wqy-microhei.ttc"
SEED = 1_000_000
"""Far from every seed of the training."""
SIZE = (1920, 1080)
WIDTHS = (110.0, 320.0)
"""Of a plate, in pixels: as at a gate whose camera looks at the stop line."""
HARSH = 0.45
"""A gate whose camera somebody has looked after."""
N, PLATELESS = 500, 1000
FORM = {form.kind: form for form in FORMS}
STOCK = 0.12
LEGIBLE, LEGIBLE_EVERYWHERE = 14.0, 5.0
"""Grey levels, standard deviation on the plate, and on each fifth of it from left to right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Which plates are drawn, and under which sight; any sight where none is told."""

    form: str
    colour: PlateColour
    double: bool = False
    sight: Sight | None = None


KINDS: Mapping[str, Kind] = {
    "day": Kind("ordinary", PlateColour.YELLOW, sight=Sight.DAY),
    "blue": Kind("ordinary", PlateColour.BLUE, sight=Sight.DAY),
    "night": Kind("ordinary", PlateColour.YELLOW, sight=Sight.NIGHT),
    "rain": Kind("ordinary", PlateColour.YELLOW, sight=Sight.RAIN),
    "infrared": Kind("ordinary", PlateColour.YELLOW, sight=Sight.INFRARED),
    "double_line": Kind("ordinary", PlateColour.YELLOW, double=True, sight=Sight.DAY),
    "large_green": Kind("large_new_energy", PlateColour.YELLOW_GREEN, sight=Sight.DAY),
    "small_green": Kind("small_new_energy", PlateColour.GREEN, sight=Sight.DAY),
}
FIGURES = (
    *(f"{kind}_exact_share_percent" for kind in KINDS),
    *(f"{kind}_located_share_percent" for kind in KINDS),
    "wrong_above_threshold_total_count",
    "false_above_threshold_total_count",
    "with_plate_p50_ms",
    "without_plate_p50_ms",
)


@dataclass(frozen=True, slots=True)
class Look:
    """One drawn picture and what was read of it."""

    plate: Plate | None
    readings: Sequence[PlateReading]
    milliseconds: float

    @property
    def exact(self) -> bool:
        return self.plate is not None and self.plate.text in [r.text for r in self.readings]

    @property
    def wrong(self) -> bool:
        """Whether a single look of it would have let somebody in who is not there."""
        text = self.plate.text if self.plate else None
        return any(r.weakest >= STRONG and r.text != text for r in self.readings)

    @property
    def certain(self) -> list[tuple[float, bool]]:
        """Of each reading its weakest character, and whether it is right."""
        text = self.plate.text if self.plate else None
        return [(r.weakest, r.text == text) for r in self.readings]


Located = tuple[Look, bool]
"""And whether a reading, of whatever text, lies over the plate's middle."""


def looks(engine: Engine, kind: Kind | None, n: int, seed: int) -> Iterator[Located]:
    """`n` pictures with one plate of the kind each (with none at all for None), and whether it was located."""
    for drawn in pictures(kind, n, seed):
        started = time.perf_counter()
        readings = engine.read(drawn.image)
        milliseconds = (time.perf_counter() - started) * 1000
        plate = drawn.plates[0].plate if drawn.plates else None
        located = any(_holds(r, drawn.plates[0].corners.mean(axis=0)) for r in readings if plate)
        yield Look(plate, readings, milliseconds), located


def pictures(kind: Kind | None, n: int, seed: int) -> Iterator[Drawn]:
    """`n` pictures with one legible plate of the kind each, with none at all for None.

    Every plate is another one: of two pictures of one worn plate both are read, or neither.
    """
    stock = Stock(np.random.default_rng([SEED, seed]), FONT)
    if kind is None:
        stock.fill(STOCK)
    else:
        stock.fill(
            STOCK, partial(plate_of, FORM[kind.form], colour=kind.colour, double=kind.double)
        )
    plateless = 1.0 if kind is None else 0.0
    painter = Painter(stock, SIZE, WIDTHS, plateless=plateless, most=1, zoom=SIZE[0] / 640)
    while n > 0:
        if kind is not None:
            stock.plates[:] = [stock.new_plate()]
        drawn = painter.draw(kind.sight if kind else None, HARSH)
        stock.renew()
        if kind is not None and not _fair(drawn):
            continue
        n -= 1
        yield drawn


def _fair(drawn: Drawn) -> bool:
    """Whether a person could read it: wholly in the picture, and nowhere drowned in glare, darkness or a drop."""
    limits = np.array(SIZE)
    return bool(drawn.plates) and all(
        hung.contrast >= LEGIBLE
        and (hung.corners >= 0).all()
        and (hung.corners <= limits).all()
        and _faintest(drawn.image, hung) >= LEGIBLE_EVERYWHERE
        for hung in drawn.plates
    )


def _faintest(image: Image, hung: Hung) -> float:
    """The standard deviation of the grey levels on the fifth of the plate where it is least."""
    fifths = np.array_split(flatten(image, Quad(hung.corners, 1.0), HEIGHT), 5, axis=1)
    return min(float(fifth.astype(np.float32).std(axis=(0, 1)).mean()) for fifth in fifths)


def _holds(reading: PlateReading, spot: Floats) -> bool:
    corners = np.array(reading.corners, np.float32)
    return bool((corners.min(axis=0) <= spot).all() and (spot <= corners.max(axis=0)).all())


def measure(seconds: float) -> dict[str, Figure]:
    """Every kind, and as many pictures without a plate; takes its time whatever `seconds` says."""
    return figures(*seen(N, PLATELESS))


def seen(n: int, plateless: int) -> tuple[Mapping[str, Sequence[Located]], Sequence[Look]]:
    """What is read of each kind of plates, and where there is none."""
    engine = eyes.builtin(FORMS)
    kinds = {
        name: list(looks(engine, kind, n, number))
        for number, (name, kind) in enumerate(KINDS.items(), 1)
    }
    return kinds, [look for look, _ in looks(engine, None, plateless, 0)]


def figures(kinds: Mapping[str, Sequence[Located]], without: Sequence[Look]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name, kind in kinds.items():
        found[f"{name}_exact_share_percent"] = _share([look.exact for look, _ in kind])
        found[f"{name}_located_share_percent"] = _share([located for _, located in kind])
    with_plate = _all(kinds)
    found["wrong_above_threshold_total_count"] = _count(with_plate)
    found["false_above_threshold_total_count"] = _count(without)
    found["with_plate_p50_ms"] = _median(with_plate)
    found["without_plate_p50_ms"] = _median(without)
    return found


def _all(kinds: Mapping[str, Sequence[Located]]) -> list[Look]:
    return [look for kind in kinds.values() for look, _ in kind]


def _share(hits: Sequence[bool]) -> Figure:
    return Figure(100 * statistics.fmean(hits) if hits else None, len(hits))


def _count(looks: Sequence[Look]) -> Figure:
    return Figure(float(sum(look.wrong for look in looks)), len(looks))


def _median(looks: Sequence[Look]) -> Figure:
    times = [look.milliseconds for look in looks]
    return Figure(statistics.median(times) if times else None, len(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=N, help=f"pictures of each kind ({N})")
    parser.add_argument("--plateless", type=int, default=PLATELESS, help="pictures without a plate")
    wanted = parser.parse_args()
    kinds, without = seen(wanted.n, wanted.plateless)
    print(*told(pair for look in _all(kinds) for pair in look.certain), sep="\n")
    found = figures(kinds, without)
    print(json.dumps({name: [figure.value, figure.n] for name, figure in found.items()}))


if __name__ == "__main__":
    main()
