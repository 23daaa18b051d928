"""Who came, and who has announced a visit: read one after the other, as a rehearsal judges them (once more)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from peewee import fn

from gate import announced, clock, exemptions, outlook, rehearsal, rules
from gate.codes import IN
from gate.control import Policy
from gate.facts import RegisteredVehicle, Status
from gate.ledger import PASSED
from gate.models import AnnouncedVisit, Outcome, Passage
from gate.rehearsal import Rehearsal, Visit
from gate.standing import registered, rules_of

KEPT_OUT_BY_CONTROL = ("control", "control_unclear", "control_not_understood")
"""Of those who were kept out, the ones whom nothing else kept out: they came, too."""
_VEHICLE = (
    Passage.emission_stage,
    Passage.fuel_type,
    Passage.vehicle_type,
    Passage.use_nature,
    Passage.network_status,
    Passage.cargo_name,
    Passage.vin,
    Passage.engine_no,
)
_VISIT = (
    Passage.id,
    Passage.plate_no,
    Passage.plate_colour,
    Passage.passed_at,
    Passage.gate_no,
    Passage.carrier_name,
    Passage.cargo_quantity,
    Passage.quantity_unit,
)
Progress = Callable[[int], None]
EVERY = 5000


def last_days(days: int) -> datetime:
    """Where the last so many days began: at midnight, so that a day's quota is counted from its start."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)


def rehearse(policy: Policy, days: int, progress: Progress | None = None) -> Rehearsal:
    """What the policy would have done in the last days, with the exemptions that hold when it begins."""
    now = clock.now()
    begins = max(policy.starts or now, now)
    exempt = rehearsal.exempt_at(exemptions.all_known(), begins)
    came = between(last_days(days), now, progress)
    present = rules_of(rules.current())
    return rehearsal.rehearse(came, rehearsal.as_if_always(policy), present, exempt)


def report(drill: Policy) -> Rehearsal:
    """Whom a drill would have kept out from its beginning until now or its end (R-067)."""
    now = clock.now()
    ends = min(moment for moment in (now, drill.ends, drill.withdrawn) if moment is not None)
    came = between(drill.starts or now, ends, None)
    present = rules_of(rules.current())
    return rehearsal.rehearse(came, replace(drill, drill=False), present, exemptions.all_known())


def ahead(policy: Policy) -> Rehearsal:
    """What the policy will do to the visits announced for its time, their vehicles as the register knows them now."""
    begins = max(policy.starts or clock.now(), clock.now())
    expected = sorted(
        (_announced(row, begins) for row in announced.expected(begins, policy.ends)),
        key=lambda visit: visit.moment,
    )
    present = rules_of(rules.current())
    return rehearsal.rehearse(
        expected, replace(policy, drill=False), present, exemptions.all_known()
    )


def _announced(row: AnnouncedVisit, begins: datetime) -> Visit:
    file = outlook.file_of(row.plate_no, row.plate_colour)
    vehicle = registered(file) if file else None
    if vehicle is not None and row.cargo_name:
        vehicle = replace(vehicle, cargo_name=row.cargo_name)
    told = row if row.cargo_quantity or file is None else file
    tonnes = Decimal(told.cargo_quantity) if told.quantity_unit == "T" else Decimal(0)
    carrier = row.carrier_name or (file.carrier_name if file else "")
    who = (row.plate_no, row.plate_colour)
    return Visit(row.id, *who, max(row.starts, begins), row.gate_no, vehicle, carrier, tonnes)


def between(since: datetime, until: datetime, progress: Progress | None = None) -> Iterator[Visit]:
    """Those who came in from `since` until before `until`, in order of time; the table is streamed."""
    passed = Outcome.select(Outcome.id).where(
        Outcome.passage == Passage.id, Outcome.result.in_(PASSED)
    )
    let_in = (Passage.verdict == "open") | fn.EXISTS(passed)
    came = Passage.select(*_VISIT, *_VEHICLE).where(
        Passage.passed_at >= since,
        Passage.passed_at < until,
        Passage.direction == IN,
        let_in | Passage.reasons.in_(KEPT_OUT_BY_CONTROL),
    )
    for count, row in enumerate(came.order_by(Passage.passed_at).tuples().iterator(), start=1):
        if progress is not None and count % EVERY == 0:
            progress(count)
        yield _visit(row)


def _visit(row: tuple[Any, ...]) -> Visit:
    number, plate_no, plate_colour, moment, gate_no, carrier, quantity, unit = row[: len(_VISIT)]
    tonnes = Decimal(quantity) if unit == "T" else Decimal(0)
    vehicle = _vehicle(*row[len(_VISIT) :])
    return Visit(number, plate_no, plate_colour, moment, gate_no, vehicle, carrier, tonnes)


def _vehicle(
    stage: str, fuel: str, kind: str, use: str, network: str, cargo: str, vin: str, engine: str
) -> RegisteredVehicle | None:
    """The vehicle as its row was frozen; None for a stranger, of whom a row knows nothing."""
    if not (stage or fuel or kind or vin):
        return None
    return RegisteredVehicle(
        Status.APPROVED,
        stage,
        fuel,
        kind,
        use_nature=use,
        network_status=network,
        cargo_name=cargo,
        vin=vin,
        engine_no=engine,
    )
