"""The demo as `make demo` runs it, on a fresh folder, and what it left behind."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.cost import Cost, watch
from bench.figures import CannotMeasure
from bench.plant import running
from gate.models import database, open_database
from portal.demo import site, summary
from portal.demo.summary import Visit
from workers.house import port_is_free

FIRST_PORT = 18000
SETTLING_S = 20.0
"""The demo counts its time from before the cameras stream, we count ours from then."""
WINDING_UP_S = 180.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the demo."""

    passages: Sequence[dict[str, Any]]
    """As the watchers logged them, with their times."""
    visits: Sequence[Visit]
    cost: Cost
    first_passage_s: float | None
    restarts: int
    complaints: Sequence[str]


def run(seconds: float) -> Run:
    """Run the demo for `seconds` and let it wind up; raises CannotMeasure."""
    with running("demo", _command(seconds + SETTLING_S)) as plant:
        plant.wait_for_cameras(len(site.LANES))
        cost = watch(plant, seconds)
        told = _summary(plant.last_words(SETTLING_S + WINDING_UP_S))
        visits, first = ledger_of(plant.folder, plant.begun)
        return Run(plant.told("passage"), visits, cost, first, told["restarts"], told["complaints"])


def _command(seconds: float) -> list[str]:
    port = next(port for port in range(FIRST_PORT, 65536) if port_is_free(site.HOST, port))
    words = f"-m flask --app wsgi demo --for {seconds} --port {port} --folder"
    return words.split()


def _summary(line: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError:
        raise CannotMeasure(f"The demo ended without a summary: {line}") from None
    return told


def ledger_of(folder: Path, begun: datetime) -> tuple[list[Visit], float | None]:
    """The visits with their rows, and how long after the start the first vehicle was written down."""
    open_database(f"sqlite:///{folder / 'greengate.db'}")
    with database.connection_context():
        rows, visits, _ = summary.told_apart(folder / "plant", begun)
    moments = [(row.passed_at - begun).total_seconds() for row in rows]
    return visits, min(moments, default=None)
