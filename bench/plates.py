"""How well an engine reads labelled photographs: `python -m bench.plates --labels PATH/labels.csv --json`."""

import argparse
import csv
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.certainty import told
from devices import eyes
from devices.interfaces import DeviceError, Image, PlateReading
from gate.plates import FORMS
from settings import Settings

Read = Callable[[Image], Sequence[PlateReading]]

COLOURS = {
    "blue": "0",
    "yellow": "1",
    "yellow2": "1",
    "white": "2",
    "black": "3",
    "green": "4",
    "yellowgreen": "6",
}
"""Words of the labels → table T1."""
SAME_PLACE = 3
"""Labels carry no boxes: a reading within this many edits of the label is taken to be of that plate."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled plate and what was read of it."""

    file: str
    set: str
    plate: str
    colour: str
    milliseconds: float
    reading: PlateReading | None

    @property
    def exact(self) -> bool:
        return self.reading is not None and self.reading.text == self.plate

    @property
    def without_province(self) -> bool:
        return self.reading is not None and self.reading.text[1:] == self.plate[1:]

    @property
    def right_colour(self) -> bool:
        return self.reading is not None and self.reading.colour == COLOURS.get(self.colour)


def engine(name: str, models: Path) -> tuple[Read, Read]:
    """How the engine reads a scene, and how it reads a cut-out plate; `models` are hyperlpr3's."""
    try:
        chosen = eyes.by_name(name, FORMS, models)
    except DeviceError as error:
        raise SystemExit(error.message) from None

    def crop(image: Image) -> Sequence[PlateReading]:
        reading = chosen.read_crop(image)
        return () if reading is None else (reading,)

    return chosen.read, crop


def measure(labels: Path, scene: Read, crop: Read) -> Iterator[Outcome]:
    """Every labelled plate, read."""
    warm_up = np.zeros((720, 1280, 3), np.uint8)
    scene(warm_up)
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            image = cv2.imread(str(labels.parent / row["file"]))
            if image is None:
                raise SystemExit(f"not a picture: {row['file']}")
            read = crop if row["set"] == "crop" else scene
            started = time.perf_counter()
            readings = read(np.asarray(image, np.uint8))
            milliseconds = (time.perf_counter() - started) * 1000
            for plate, colour in _labels(row):
                nearest = _nearest(plate, readings)
                yield Outcome(row["file"], row["set"], plate, colour, milliseconds, nearest)


def _labels(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    plates, colours = row["plates"].split("|"), row["colours"].split("|")
    yield from zip(plates, colours * len(plates) if len(colours) == 1 else colours, strict=False)


def _nearest(plate: str, readings: Iterable[PlateReading]) -> PlateReading | None:
    near = [(edits(plate, reading.text), reading) for reading in readings]
    near = [(distance, reading) for distance, reading in near if distance <= SAME_PLACE]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def edits(one: str, other: str) -> int:
    """Insertions, deletions and replacements that turn one text into the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def summary(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Shares of the plates of one set, and the times of their pictures."""
    times = sorted({(outcome.file, outcome.milliseconds) for outcome in outcomes})
    milliseconds = sorted(time for _, time in times)
    return {
        "n": len(outcomes),
        "exact": _share(outcome.exact for outcome in outcomes),
        "located": _share(outcome.reading is not None for outcome in outcomes),
        "no_province_exact": _share(outcome.without_province for outcome in outcomes),
        "colour": _share(outcome.right_colour for outcome in outcomes),
        "ms_p50": round(statistics.median(milliseconds), 1),
        "ms_p95": round(milliseconds[int(0.95 * (len(milliseconds) - 1))], 1),
    }


def _share(hits: Iterable[bool]) -> float:
    return round(statistics.fmean(hits), 4)


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, object]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return {name: summary(group) for name, group in sorted(groups.items())}


def _print_mistakes(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.exact:
            read = outcome.reading
            seen = f"{read.text} weakest={read.weakest:.2f}" if read else "nothing"
            print(f"{outcome.set} {outcome.file} {outcome.plate} {outcome.colour}: {seen}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, required=True, help="labels.csv beside its pictures")
    parser.add_argument("--engine", default="builtin", choices=["builtin", "hyperlpr3"])
    parser.add_argument(
        "--models", type=Path, help="folder of hyperlpr3's models; else the house's"
    )
    parser.add_argument("--json", action="store_true", help="print only the result")
    arguments = parser.parse_args()
    models = arguments.models or Settings().hyperlpr3_folder
    outcomes = list(measure(arguments.labels, *engine(arguments.engine, models)))
    if not arguments.json:
        _print_mistakes(outcomes)
        read = [(o.reading.weakest, o.exact) for o in outcomes if o.reading is not None]
        print(*told(read), sep="\n")
    result = {
        "engine": arguments.engine,
        "sets": _grouped(outcomes, lambda outcome: outcome.set),
        "by_colour": _grouped(outcomes, lambda outcome: outcome.colour),
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
