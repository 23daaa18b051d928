"""Six lanes on one machine, two of them busy: what each costs, and whether all of them keep up.

Six real streams of 1080p come out of one simulated plant on the same machine, which takes its share of it: what the
watchers cost is told apart from what the streams do. What each figure means is in docs/bench.md.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

import numpy as np

from bench.demo import ledger_of
from bench.figures import Figure
from bench.lane import mean, most, right_share, times, too_late
from bench.plant import RunningPlant, running
from bench.processes import Meter, proportional_mib, resident_mib
from devices.simulated.journal import entries
from devices.simulated.roadworks import SIGN
from gate import clock
from workers.watch import STALE_S

LANES, BUSY = 6, 2
CORES = 2
SETTLING_S, IDLE_S, LONGEST_S = 15.0, 30.0, 120.0
AWAY_S = 2.0
"""Looks farther apart than this are of two vehicles; what came between them was not to be looked at."""
FPS = 25
FIGURES = (
    "empty_cpu_mean_percent",
    "idle_cpu_mean_percent",
    "busy_cpu_mean_percent",
    "plant_cpu_mean_percent",
    "idle_on_two_cores_total_count",
    "busy_on_two_cores_total_count",
    "kept_up_total_count",
    "idle_age_p50_ms",
    "idle_age_p95_ms",
    "busy_age_p50_ms",
    "busy_age_p95_ms",
    "busy_taken_share_percent",
    "busy_looked_at_share_percent",
    "read_right_share_percent",
    "frame_to_relay_p50_ms",
    "frame_to_relay_p95_ms",
    "too_late_total_count",
    "memory_resident_max_mib",
    "memory_proportional_mean_mib",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that the loop of a lane took: its number among those that came, and its age when it was taken."""

    number: int
    age_ms: float
    awake: bool
    looked_at: bool


@dataclass(frozen=True, slots=True)
class Costs:
    """Percent of a core while all lanes were empty, and then of idle lanes, of busy ones and of the plant."""

    empty: Sequence[float]
    idle: Sequence[float]
    busy: Sequence[float]
    plant: Sequence[float]


def measure(seconds: float) -> dict[str, Figure]:
    """Takes `seconds`, two minutes at most, and as long again for six lanes to come up and rest."""
    argv = ["-m", "bench.bare_house", str(LANES), str(BUSY)]
    with running("lanes", argv) as plant:
        plant.wait_for_cameras(LANES)
        plant.keep(SETTLING_S)
        pids = _watchers(plant)
        began, costs = _run(plant, pids, min(seconds, LONGEST_S))
        resident, proportional = resident_mib(pids.values()), proportional_mib(pids.values())
        seen, passages = _seen(plant, began), plant.told("passage")
    visits, _ = ledger_of(plant.folder, plant.begun)
    return {
        **_costs(costs),
        **keeping_up(seen),
        "read_right_share_percent": right_share(visits),
        **times(passages, "", ("frame_to_relay",), (50, 95)),
        "too_late_total_count": too_late(passages),
        "memory_resident_max_mib": most(resident),
        "memory_proportional_mean_mib": mean(proportional),
    }


def _run(plant: RunningPlant, pids: Mapping[str, int], seconds: float) -> tuple[datetime, Costs]:
    """When the road was opened, and what everybody cost before it and from then on."""
    (_, empty) = _spent(plant, pids, IDLE_S)
    (plant.plant_log / SIGN).unlink()
    began = clock.now()
    streams, spent = _spent(plant, pids, seconds)
    busy = [spent[lane] for lane in sorted(spent) if _is_busy(lane)]
    idle = [spent[lane] for lane in sorted(spent) if not _is_busy(lane)]
    return began, Costs(list(empty.values()), idle, busy, [streams])


def _spent(
    plant: RunningPlant, pids: Mapping[str, int], seconds: float
) -> tuple[float, dict[str, float]]:
    """Percent of a core: of the plant, and of each lane's watcher."""
    streams = json.loads((plant.plant_log / "ready").read_text())["pid"]
    before = Meter.read([streams, *pids.values()])
    plant.keep(seconds)
    first, *others = Meter.read([streams, *pids.values()]).percents_since(before)
    return first, dict(zip(pids, others, strict=True))


def _watchers(plant: RunningPlant) -> dict[str, int]:
    """Lane → the process that watches it."""
    told = plant.told("watch_begins")
    return {line["lane"]: int(line["watcher"].rpartition(":")[2]) for line in told}


def _is_busy(lane: str) -> bool:
    return int(lane.rpartition("-")[2]) <= BUSY


def _seen(plant: RunningPlant, since: datetime) -> dict[str, list[Seen]]:
    """What the loop of each lane took in since then."""
    seen: dict[str, list[Seen]] = defaultdict(list)
    for log in sorted((plant.folder / "log").glob("lane-worker-*.log")):
        lane = ""
        for line in entries(log):
            if line.get("event") == "watch_begins":
                lane = line["lane"]
            elif line.get("event") == "sees" and clock.parse(line["at"]) >= since:
                seen[lane].append(_picture(line))
    return dict(seen)


def _picture(line: Mapping[str, Any]) -> Seen:
    return Seen(line["frame"], line["age_ms"], line["awake"], line["looks"])


def _costs(costs: Costs) -> dict[str, Figure]:
    return {
        "empty_cpu_mean_percent": mean(costs.empty),
        "idle_cpu_mean_percent": mean(costs.idle),
        "busy_cpu_mean_percent": mean(costs.busy),
        "plant_cpu_mean_percent": mean(costs.plant),
        "idle_on_two_cores_total_count": _fit(costs.empty),
        "busy_on_two_cores_total_count": _fit(costs.busy),
    }


def _fit(percents: Sequence[float]) -> Figure:
    """How often such a lane goes into the cores, by division."""
    one = sum(percents) / len(percents) if percents else 0.0
    return Figure(float(CORES * 100 // one) if one else None, len(percents))


def keeping_up(seen: Mapping[str, Sequence[Seen]]) -> dict[str, Figure]:
    """How old pictures were, and how many came of which the loop took none, of what each lane took in."""
    idle = [_ages(its) for lane, its in seen.items() if not _is_busy(lane)]
    busy = [its for lane, its in seen.items() if _is_busy(lane)]
    looks = [_ages([picture for picture in its if picture.looked_at]) for its in busy]
    kept = [float(np.percentile(ages, 95)) <= 1000 * STALE_S for ages in idle + looks if ages]
    return {
        "kept_up_total_count": Figure(float(sum(kept)), LANES),
        **_percentiles("idle_age", list(chain.from_iterable(idle))),
        **_percentiles("busy_age", list(chain.from_iterable(looks))),
        **_of_those_offered(busy),
    }


def _ages(pictures: Sequence[Seen]) -> list[float]:
    return [picture.age_ms for picture in pictures]


def _percentiles(what: str, ages: Sequence[float]) -> dict[str, Figure]:
    return {
        f"{what}_p{share}_ms": Figure(
            float(np.percentile(ages, share)) if ages else None, len(ages)
        )
        for share in (50, 95)
    }


def _of_those_offered(busy: Sequence[Sequence[Seen]]) -> dict[str, Figure]:
    """Of the pictures that came while a lane's eyes were open: how many its loop took, and looked at."""
    offered = sum(_steps([picture.number for picture in its if picture.awake]) for its in busy)
    taken = sum(picture.awake for its in busy for picture in its)
    looked = sum(picture.looked_at for its in busy for picture in its)
    shares = [100 * count / offered if offered else None for count in (taken, looked)]
    return {
        "busy_taken_share_percent": Figure(shares[0], offered),
        "busy_looked_at_share_percent": Figure(shares[1], offered),
    }


def _steps(numbers: Sequence[int]) -> int:
    """How many pictures came, from the first to the last of each vehicle."""
    steps = [after - before for before, after in pairwise(numbers)]
    return sum(step for step in steps if 0 < step <= AWAY_S * FPS)
