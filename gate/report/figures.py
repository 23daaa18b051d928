"""The figures of a day, each rate with what it is of what. Plain values, so that they can be kept as JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gate import checkpoints, clock, site, uplink
from gate.codes import IN, OUT, UNKNOWN_STAGE
from gate.models import Passage
from gate.report import completeness, exceptions, surroundings
from gate.report.day import is_over
from gate.search import Row
from gate.search.query import BY_HAND

ON_TIME = timedelta(hours=24)
"""A row that is acknowledged later counts in the cumulated rate alone (§5)."""
TONNES = "T"
MODERN = ("5", "6")
NEW_ENERGY_FUELS = ("C", "P")
Figures = dict[str, Any]


def of(day: date, rows: Sequence[Row]) -> Figures:
    """What the report of a day tells, as of now."""
    through = [row for row in rows if has_passed(row)]
    return {
        "day": day.isoformat(),
        "made_at": clock.stamp(clock.now()),
        "over": is_over(day),
        "passages": _passages(rows, through),
        "gates": [_gate(gate.gate_no, gate.name, rows, through) for gate in site.gates()],
        "verdicts": dict(Counter(row.passage.verdict for row in rows)),
        "reasons": _reasons(rows),
        "stages": _stages(row.counts.now for row in through),
        "clean": _clean([row.counts.now for row in through]),
        "transfer": _transfer(through),
        "completeness": _completeness([row.counts.now for row in through]),
        "averages": surroundings.averages(day),
        "exceptions": exceptions.of(day, rows),
        "checkpoint": checkpoints.newest_text(),
    }


def has_passed(row: Row) -> bool:
    """Whether the vehicle came or left: only such rows are owed to the platform."""
    return row.upload is not None


def is_new_energy(passage: Passage) -> bool:
    return passage.emission_stage == "D" or passage.fuel_type in NEW_ENERGY_FUELS


def is_modern(passage: Passage) -> bool:
    """国五及以上或新能源."""
    return passage.emission_stage in MODERN or is_new_energy(passage)


def share(part: int | Decimal, of_all: int | Decimal) -> dict[str, Any]:
    """A rate as its two numbers: a percentage without them says nothing."""
    return {"part": _number(part), "of": _number(of_all)}


def _number(value: int | Decimal) -> int | str:
    return value if isinstance(value, int) else f"{value:.3f}"


def _passages(rows: Sequence[Row], through: Sequence[Row]) -> dict[str, int]:
    return {
        "all": len(rows),
        "in": sum(row.passage.direction == IN for row in through),
        "out": sum(row.passage.direction == OUT for row in through),
        "kept_out": len(rows) - len(through),
        "by_hand": sum(is_by_hand(row) for row in rows),
        "supplements": sum(row.counts.supplement is not None for row in rows),
    }


def is_by_hand(row: Row) -> bool:
    """Whether a person lifted the arm (R-017)."""
    return row.outcome is not None and row.outcome.result in BY_HAND


def _gate(gate_no: str, name: str, rows: Sequence[Row], through: Sequence[Row]) -> dict[str, Any]:
    """Who came and who left by it, and how many stood before it in each hour."""
    here = [row.passage for row in rows if row.passage.gate_no == gate_no]
    went = [row.passage for row in through if row.passage.gate_no == gate_no]
    hours = Counter(passage.passed_at.astimezone(clock.BEIJING).hour for passage in here)
    return {
        "gate_no": gate_no,
        "name": name,
        "in": sum(passage.direction == IN for passage in went),
        "out": sum(passage.direction == OUT for passage in went),
        "hours": [hours[hour] for hour in range(24)],
    }


def _reasons(rows: Sequence[Row]) -> list[list[Any]]:
    """Why vehicles were held or refused: the weightiest reason of each, the most frequent first."""
    stopped = (row.passage.reasons for row in rows if row.passage.verdict != "open")
    counted = Counter(reasons.partition(",")[0] for reasons in stopped)
    return [[reason, number] for reason, number in counted.most_common()]


def _stages(passages: Iterable[Passage]) -> dict[str, int]:
    return dict(sorted(Counter(one.emission_stage or UNKNOWN_STAGE for one in passages).items()))


def _clean(passages: Sequence[Passage]) -> dict[str, Any]:
    """By trips and by mass (R-081, R-082). Only what rows say in tonnes is mass; an unknown stage is not clean."""
    weighed = [one for one in passages if one.quantity_unit == TONNES and one.cargo_quantity > 0]
    mass = _tonnes(weighed)
    return {
        "modern": share(sum(map(is_modern, passages)), len(passages)),
        "new_energy": share(sum(map(is_new_energy, passages)), len(passages)),
        "modern_mass": share(_tonnes(filter(is_modern, weighed)), mass),
        "new_energy_mass": share(_tonnes(filter(is_new_energy, weighed)), mass),
        "weighed": share(len(weighed), len(passages)),
    }


def _tonnes(passages: Iterable[Passage]) -> Decimal:
    return sum((Decimal(one.cargo_quantity) for one in passages), Decimal(0))


def _transfer(through: Sequence[Row]) -> dict[str, Any]:
    """传输率 of the day's passages (R-072): acknowledged by now, and within a day of passing."""
    states = Counter(row.upload.state for row in through if row.upload)
    acknowledged = states[uplink.ACKNOWLEDGED]
    return {
        "rate": share(acknowledged, len(through)),
        "on_time": share(sum(map(_is_on_time, through)), len(through)),
        "waiting": states[uplink.WAITING],
        "refused": states[uplink.REFUSED],
    }


def _is_on_time(row: Row) -> bool:
    told = row.upload and row.upload.acknowledged_at
    return bool(told and told - row.passage.passed_at <= ON_TIME)


def _completeness(passages: Sequence[Passage]) -> dict[str, Any]:
    """完整率 (R-072), and which items were missing or wrong how often."""
    found = [completeness.faults(passage) for passage in passages]
    missing = Counter(name for faults in found for name in faults)
    return {
        "rate": share(sum(not faults for faults in found), len(passages)),
        "missing": [[name, number] for name, number in missing.most_common(8)],
    }
