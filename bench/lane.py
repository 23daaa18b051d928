"""The line itself: how soon the arm moves, what is read right, what a lane costs.

Measured in the demo, three lanes and everything else on one machine, and alone, in a house of one lane with nothing
beside it. What each figure means is in docs/bench.md.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bench import demo, switching
from bench.cost import Cost, watch
from bench.figures import Figure
from bench.plant import running
from devices.simulated.roadworks import SIGN
from gate.ledger import Result
from gate.policy import Verdict
from portal.demo.summary import Visit, kind_of, verdict_on_reading

KINDS = (
    "blue",
    "yellow",
    "trailer",
    "small_new_energy",
    "large_new_energy",
    "police",
    "emergency",
    "hong_kong_macau",
    "learner",
)
"""Of plates that drive by in the demo, as `portal.demo.summary` calls them."""
FIGURES = (
    "frame_to_decision_p50_ms",
    "frame_to_decision_p99_ms",
    "frame_to_relay_p50_ms",
    "frame_to_relay_p99_ms",
    "frame_to_decision_alone_p50_ms",
    "frame_to_decision_alone_p99_ms",
    "frame_to_relay_alone_p50_ms",
    "frame_to_relay_alone_p99_ms",
    "switch_to_lane_p50_ms",
    "switch_to_lane_max_ms",
    "too_late_total_count",
    "too_late_alone_total_count",
    "read_right_share_percent",
    *(f"read_{kind}_share_percent" for kind in KINDS),
    "cpu_busy_mean_percent",
    "cpu_busy_alone_mean_percent",
    "cpu_idle_alone_mean_percent",
    "memory_resident_max_mib",
    "memory_proportional_mean_mib",
    "start_to_passage_first_s",
    "restarts_total_count",
    "disagreements_total_count",
)
CUT_SHORT = ("", "interrupted")
SETTLING_S, IDLE_S = 15.0, 30.0
"""How long the eyes take to close after the first picture, and how long they are then watched."""


def measure(seconds: float) -> dict[str, Figure]:
    """Everything; takes twice `seconds`, and the time two plants need to come up and to wind up."""
    run = demo.run(seconds)
    passages, idle, busy, switches = _alone(seconds)
    return {
        **times(run.passages, ""),
        **times(passages, "_alone"),
        "switch_to_lane_p50_ms": Figure(1000 * float(np.median(switches)), len(switches)),
        "switch_to_lane_max_ms": Figure(1000 * max(switches), len(switches)),
        "too_late_total_count": too_late(run.passages),
        "too_late_alone_total_count": too_late(passages),
        **_reads(run.visits),
        "cpu_busy_mean_percent": mean(run.cost.cpu_percent),
        "cpu_busy_alone_mean_percent": mean(busy.cpu_percent),
        "cpu_idle_alone_mean_percent": mean(idle.cpu_percent),
        "memory_resident_max_mib": most(run.cost.resident_mib),
        "memory_proportional_mean_mib": mean(run.cost.proportional_mib),
        "start_to_passage_first_s": Figure(run.first_passage_s, min(len(run.passages), 1)),
        "restarts_total_count": Figure(run.restarts, 1),
        "disagreements_total_count": Figure(len(run.complaints), 1),
    }


def _alone(seconds: float) -> tuple[list[dict[str, Any]], Cost, Cost, list[float]]:
    """Passages of a house of one lane; what it costs with the road closed and open; how soon it hears of a switch."""
    with running("one-lane", ["-m", "bench.bare_house", "1", "1"]) as plant:
        plant.wait_for_cameras(1)
        plant.keep(SETTLING_S)
        idle = watch(plant, IDLE_S)
        switches = switching.delays(plant)
        (plant.plant_log / SIGN).unlink()
        busy = watch(plant, seconds)
        return plant.told("passage"), idle, busy, switches


def times(
    passages: Sequence[dict[str, Any]],
    where: str,
    to: Sequence[str] = ("frame_to_decision", "frame_to_relay"),
    shares: Sequence[int] = (50, 99),
) -> dict[str, Figure]:
    """How long it took from the picture, as the watchers told of each passage."""
    return {
        f"{what}{where}_p{share}_ms": _percentile(passages, f"{what}_ms", share)
        for what in to
        for share in shares
    }


def _percentile(passages: Sequence[dict[str, Any]], what: str, share: int) -> Figure:
    # A vehicle that was held has a decision, but no order to the arm.
    times = [line[what] for line in passages if line[what] is not None]
    return Figure(float(np.percentile(times, share)) if times else None, len(times))


def too_late(passages: Sequence[dict[str, Any]]) -> Figure:
    """Vehicles to be let in whose picture had grown too old."""
    # These have no time to the relay: without their number the percentiles would flatter.
    results = [line["result"] for line in passages if line["verdict"] == Verdict.OPEN]
    return Figure(results.count(Result.TOO_LATE), len(results))


def _reads(visits: Sequence[Visit]) -> dict[str, Figure]:
    """How many of the vehicles that came and went were written down with plate and colour as drawn."""
    by_kind = {
        f"read_{kind}_share_percent": right_share([v for v in visits if kind_of(v.plate) == kind])
        for kind in KINDS
    }
    return {"read_right_share_percent": right_share(visits), **by_kind}


def right_share(visits: Sequence[Visit]) -> Figure:
    """Of those that came and went."""
    whole = [visit for visit in visits if visit.ending not in CUT_SHORT]
    right = [bool(visit.rows) and verdict_on_reading(visit) == "right" for visit in whole]
    return Figure(100 * float(np.mean(right)) if right else None, len(right))


def mean(values: Sequence[float]) -> Figure:
    """Of one value a process, or whatever was observed."""
    return Figure(float(np.mean(values)) if values else None, len(values))


def most(values: Sequence[float]) -> Figure:
    """The largest."""
    return Figure(max(values, default=None), len(values))
