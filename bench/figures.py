"""What can be measured, and what came of it: the groups, their names, the table and the file."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TextIO, cast

from bench import machine
from settings import ROOT

GROUPS: Mapping[str, str] = {
    "chain": "bench.chain",
    "decide": "bench.decide",
    "evidence": "bench.evidence",
    "lane": "bench.lane",
    "lanes": "bench.lanes",
    "look": "bench.look",
    "plates": "bench.drawn_plates",
    "papers": "bench.papers",
    "portal": "bench.portal",
    "search": "bench.search",
    "export": "bench.export",
    "guard": "bench.guard",
}
"""Group → the module that measures it: its `FIGURES` names what `measure(seconds)` gives."""

LATEST = ROOT / "bench" / "latest.json"
NAME = re.compile(
    r"([a-z0-9]+_)*(p50|p95|p99|mean|max|first|share|total)_(us|ms|s|percent|mib|bytes|count)"
    r"|[0-9]+k_(xlsx|csv)_s"
    r"|([a-z0-9]+_)+(tried|opened|missed|astray|lost|doubled|faults|per_s|per_row)"
)
"""What was measured, which statistic of it, in which unit; or what was done so often, or how much of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and how many observations it rests on; None where nothing was there to observe."""

    value: float | None
    n: int


class CannotMeasure(Exception):
    """A group cannot be measured here; the message is a sentence for a person."""


class UnknownGroup(Exception):
    """There is no such group; the message says which there are."""


def chosen(names: Sequence[str]) -> list[str]:
    """The groups asked for, all when none is named; raises UnknownGroup."""
    for name in names:
        if name not in GROUPS:
            raise UnknownGroup(f"There is no group {name}; there are: {', '.join(GROUPS)}.")
    return list(names or GROUPS)


def measure(group: str, seconds: float) -> dict[str, Figure]:
    """Every figure of a group under its full name; raises CannotMeasure."""
    module = import_module(GROUPS[group])
    work = cast(Callable[[float], Mapping[str, Figure]], module.measure)
    found = work(seconds)
    if set(found) != set(module.FIGURES):
        raise ValueError(
            f"{group} does not measure what it names: {set(found) ^ set(module.FIGURES)}"
        )
    return {f"{group}.{name}": found[name] for name in module.FIGURES}


def report(figures: Mapping[str, Figure], file: Path = LATEST, out: TextIO = sys.stdout) -> None:
    """Print the table and write the file."""
    told = {
        "machine": machine.describe(),
        "figures": {name: asdict(_rounded(figure)) for name, figure in figures.items()},
    }
    print(told["machine"], *_table(figures), sep="\n", file=out)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rounded(figure: Figure) -> Figure:
    return Figure(None if figure.value is None else round(figure.value, 2), figure.n)


def _table(figures: Mapping[str, Figure]) -> Iterator[str]:
    width = max(map(len, figures), default=0)
    for name, figure in figures.items():
        value = "—" if figure.value is None else f"{figure.value:,.1f}"
        yield f"  {name:<{width}}  {value:>10}   n {figure.n}"
