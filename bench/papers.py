"""How well drawn papers are read, field by field: `python -m bench.papers --n 80`."""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench import paper_gallery, paper_owners
from bench.figures import Figure
from bench.paper_camera import FAIR, HARD, Conditions, photograph
from devices import eyes
from devices.interfaces import Image, PaperReader
from devices.simulated.emission_list_art import draw_emission_list
from devices.simulated.licence_art import Print, Vehicle, draw_back, draw_front
from gate import papers
from gate.papers import Told
from settings import ROOT

FONT = ROOT / "static/vendor/wqy-microhei/wqy-microhei.ttc"
SEED = 20_261_127
"""Of the figures; no other use is made of it."""
N = 80
"""Of each kind, half of them under each of the conditions."""
CONDITIONS: Mapping[str, Conditions] = {"fair": FAIR, "hard": HARD}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "licence_front": (
        "plate_no", "vehicle_type", "owner", "use_nature", "vehicle_model", "vin", "engine_no",
        "registration_date", "issue_date",
    ),
    "licence_back": ("plate_no", "inspected_until", "fuel_type"),
    "emission_list": (
        "vehicle_model", "vin", "engine_no", "engine_model", "engine_maker", "emission_stage", "fuel_type",
    ),
}  # fmt: skip
RIGHT, WRONG, UNREAD = "right", "wrong", "unread"
FIGURES = (
    *(
        f"{condition}_{kind}_{outcome}_share_percent"
        for condition in CONDITIONS
        for kind in FIELDS
        for outcome in (RIGHT, WRONG)
    ),
    "wrong_and_sure_total_count",
    "sure_vin_share_percent",
    "paper_p50_ms",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one photographed paper: what it should be, and what was told."""

    condition: str
    kind: str
    name: str
    truth: str
    told: Told | None

    @property
    def outcome(self) -> str:
        if self.told is None or not self.told.value:
            return UNREAD
        return RIGHT if _plain(self.told.value) == _plain(self.truth) else WRONG


@dataclass(frozen=True, slots=True)
class Photographed:
    """One photograph and what was read of it."""

    image: Image
    fields: tuple[Field, ...]
    milliseconds: float


def photographs(n: int, seed: int) -> Iterator[Photographed]:
    """`n` of each kind, half under each of the conditions."""
    reader = eyes.for_papers()
    for kind in FIELDS:
        for number in range(n):
            condition = list(CONDITIONS)[number % len(CONDITIONS)]
            rng = np.random.default_rng([seed, list(FIELDS).index(kind), number])
            yield _one(reader, kind, condition, rng)


def _one(reader: PaperReader, kind: str, condition: str, rng: np.random.Generator) -> Photographed:
    vehicle = paper_owners.vehicle(rng)
    image = photograph(_drawn(kind, vehicle, rng), CONDITIONS[condition], rng)
    height, width = image.shape[:2]
    started = time.perf_counter()
    told = papers.read(reader.lines(image), width, height)
    milliseconds = (time.perf_counter() - started) * 1000
    truth = paper_owners.truth(vehicle, kind)
    fields = (Field(condition, kind, name, truth[name], told.get(name)) for name in FIELDS[kind])
    return Photographed(image, tuple(fields), milliseconds)


def _drawn(kind: str, vehicle: Vehicle, rng: np.random.Generator) -> Image:
    seed = int(rng.integers(1000))
    if kind == "emission_list":
        return draw_emission_list(vehicle, font=FONT, per_mm=11, plain=bool(seed % 2))
    press = Print(rng.uniform(-0.8, 1.2), rng.uniform(-0.5, 0.5), rng.uniform(2.7, 3.2))
    draw: Callable[..., Image] = draw_front if kind == "licence_front" else draw_back
    return partial(draw, font=FONT, per_mm=24, press=press, seed=seed)(vehicle)


def measure(seconds: float) -> dict[str, Figure]:
    """Every kind; takes its time whatever `seconds` says."""
    return figures(list(photographs(N, SEED)))


def figures(seen: list[Photographed]) -> dict[str, Figure]:
    """Of each kind under each of the conditions, of what was sure, and how long one takes."""
    fields = [field for one in seen for field in one.fields]
    total = Counter((f.condition, f.kind) for f in fields)
    came = Counter((f.condition, f.kind, f.outcome) for f in fields)
    found = {
        f"{condition}_{kind}_{outcome}_share_percent": Figure(
            100 * came[condition, kind, outcome] / count, count
        )
        for (condition, kind), count in total.items()
        for outcome in (RIGHT, WRONG)
    }
    sure = [field for field in fields if field.told is not None and field.told.sure]
    vins = sum(field.name == "vin" for field in fields)
    wrong = sum(field.outcome != RIGHT for field in sure)
    found["wrong_and_sure_total_count"] = Figure(float(wrong), len(sure))
    found["sure_vin_share_percent"] = Figure(100 * len(sure) / max(vins, 1), vins)
    times = [one.milliseconds for one in seen]
    found["paper_p50_ms"] = Figure(statistics.median(times), len(times))
    return found


def _plain(text: str) -> str:
    """Without the width of brackets, which no reader tells apart."""
    return text.replace("（", "(").replace("）", ")").replace(" ", "")


def _table(fields: list[Field]) -> Iterator[str]:
    """One line a field: right, wrong and unread under each of the conditions."""
    for kind, names in FIELDS.items():
        for name in names:
            parts = []
            for condition in CONDITIONS:
                mine = [
                    f.outcome
                    for f in fields
                    if (f.kind, f.name, f.condition) == (kind, name, condition)
                ]
                parts.append(" / ".join(str(mine.count(o)) for o in (RIGHT, WRONG, UNREAD)))
            yield f"| {kind} | {name} | {' | '.join(parts)} |"


def _marked(one: Photographed) -> Image:
    found = [(field.told, field.outcome == RIGHT) for field in one.fields if field.told is not None]
    return paper_gallery.marked(one.image, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=N, help=f"photographs of each kind ({N})")
    parser.add_argument("--seed", type=int, default=SEED, help="other photographs, to work with")
    parser.add_argument("--mistakes", action="store_true", help="tell each field that is not right")
    parser.add_argument(
        "--show", type=Path, help="write some of the photographs here, as one picture"
    )
    wanted = parser.parse_args()
    seen = list(photographs(wanted.n, wanted.seed))
    fields = [field for one in seen for field in one.fields]
    if wanted.show:
        paper_gallery.write(wanted.show, [_marked(one) for one in seen], across=wanted.n)
    if wanted.mistakes:
        for field in fields:
            if field.outcome != RIGHT:
                told = field.told
                read = (told.value, told.as_read, told.weakest, told.sure) if told else None
                print(field.condition, field.kind, field.name, field.outcome, field.truth, read)
    print(*_table(fields), sep="\n")
    print(json.dumps({name: [f.value, f.n] for name, f in figures(seen).items()}))


if __name__ == "__main__":
    main()
