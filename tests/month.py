"""A plausible month at the gates: trucks of a few carriers, by day and night, some let in by a person."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from peewee import chunked

from gate import clock, ledger, proof
from gate.codes import IN, OUT
from gate.ledger import Result
from gate.models import Entry, Gate, Lane, Passage, database
from tests.gate.rows import row

CARRIERS = ("唐山北方运输有限公司", "安阳晋源物流有限公司", "邯郸通达运输有限公司", "个人", "")
CARGO = ("铁矿粉", "焦炭", "废钢", "石灰石", "热轧卷板", "液氧")
# (vehicle type, fuel, stage, nature of use, colour): how often among a hundred.
SORTS = (
    (("Q11", "B", "6", "F", "1"), 34),
    (("Q11", "B", "5", "F", "1"), 22),
    (("Q11", "E", "6", "F", "1"), 8),
    (("Q11", "E", "5", "F", "1"), 5),
    (("H17", "B", "4", "F", "1"), 8),
    (("H17", "B", "5", "F", "1"), 6),
    (("H11", "B", "3", "F", "1"), 3),
    (("H14", "B", "4", "R", "1"), 3),
    (("H31", "B", "4", "F", "0"), 3),
    (("Z11", "B", "3", "K", "1"), 1),
    (("Q11", "C", "D", "F", "6"), 4),
    (("X99", "B", "4", "F", "1"), 1),
    (("Q11", "B", "X", "F", "1"), 1),
    (("", "", "", "", "1"), 1),
)
BUSY_HOURS = (3, 2, 2, 2, 3, 5, 8, 9, 8, 7, 6, 5, 4, 5, 6, 7, 7, 6, 5, 4, 4, 3, 3, 3)


@dataclass(frozen=True, slots=True)
class Truck:
    """One of the fleet, as every passage of it is frozen."""

    plate_no: str
    plate_colour: str
    vehicle_type: str
    fuel_type: str
    emission_stage: str
    use_nature: str
    carrier_name: str
    cargo_name: str
    tonnes: Decimal


def fleet(dice: random.Random, size: int) -> list[Truck]:
    """So many trucks of all sorts."""
    kinds, often = zip(*SORTS, strict=True)
    trucks = []
    for number, (kind, fuel, stage, use, colour) in enumerate(dice.choices(kinds, often, k=size)):
        tail = f"{number:05d}"
        plate = f"冀B{tail}D" if stage == "D" else f"冀B{tail}"
        trucks.append(
            Truck(
                plate,
                colour,
                kind,
                fuel,
                stage,
                use,
                dice.choice(CARRIERS),
                dice.choice(CARGO),
                Decimal(dice.randrange(8_000, 38_000)) / 1000,
            )
        )
    return trucks


def rows(lane: Lane, *, seed: int, days: int, a_day: int, trucks: int) -> Iterator[dict[str, Any]]:
    """Rows of the passage table in order of time: who came and who left in the days before today."""
    dice = random.Random(seed)
    pool = fleet(dice, trucks)
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    moments = sorted(
        midnight - timedelta(days=day) + _moment_of_a_day(dice)
        for day in range(1, days + 1)
        for _ in range(a_day)
    )
    for moment in moments:
        yield _passage(lane, moment, dice.choice(pool), dice)


def enter(lane: Lane, **shape: int) -> list[dict[str, Any]]:
    """Write such a month into the ledger; the rows, each with `let_in` telling what became of it."""
    told = list(rows(lane, **shape))
    with database.atomic():
        last = Entry.select().order_by(Entry.seq.desc()).first()
        head, first = (last.hash, last.seq + 1) if last else (proof.GENESIS, 1)
        entries, passages = [], []
        for seq, each in enumerate(told, start=first):
            values = {name: each[name] for name in each if name != "let_in"}
            passage = Passage(**values, recorded_late=False, entry=seq)
            entries.append(_entry(seq, head, passage))
            passages.append(passage)
            head = entries[-1]["hash"]
        for batch in chunked(entries, 500):
            Entry.insert_many(batch).execute()
        Passage.bulk_create(passages, batch_size=200)
        _let_in_by_a_person(told)
    return told


def _entry(seq: int, head: str, passage: Passage) -> dict[str, Any]:
    # As proof.append does it, without asking the table for every one: a year takes seconds.
    told = {"seq": seq, "at": clock.stamp(passage.passed_at), "kind": "passage", "previous": head}
    content = proof.canonical({**told, "body": proof.facts(passage)})
    told.pop("previous")
    return {**told, "content": content, "hash": hashlib.sha256(content).hexdigest()}


def _let_in_by_a_person(told: list[dict[str, Any]]) -> None:
    numbers = [each["serial_no"] for each in told if each["let_in"] and each["verdict"] != "open"]
    for passage in Passage.select().where(Passage.serial_no.in_(numbers)):
        ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="guard")


def _moment_of_a_day(dice: random.Random) -> timedelta:
    (hour,) = dice.choices(range(24), BUSY_HOURS)
    return timedelta(hours=hour, milliseconds=dice.randrange(3_600_000))


def _passage(lane: Lane, at: datetime, truck: Truck, dice: random.Random) -> dict[str, Any]:
    verdict, reasons, let_in = _what_became(truck, dice)
    return row(
        lane,
        serial_no=f"M{at:%Y%m%d%H%M%S%f}{dice.randrange(10**6):06d}",
        passed_at=at,
        direction=IN if dice.random() < 0.55 else OUT,
        plate_no=truck.plate_no,
        plate_colour=truck.plate_colour,
        vehicle_type=truck.vehicle_type,
        fuel_type=truck.fuel_type,
        emission_stage=truck.emission_stage,
        use_nature=truck.use_nature,
        carrier_name=truck.carrier_name,
        cargo_name=truck.cargo_name,
        cargo_quantity=truck.tonnes,
        quantity_unit="T",
        verdict=verdict,
        reasons=reasons,
    ) | {"let_in": let_in}


def _what_became(truck: Truck, dice: random.Random) -> tuple[str, str, bool]:
    luck = dice.random()
    if not truck.vehicle_type:
        return "hold", "not_registered", luck < 0.5
    if luck < 0.93:
        return "open", "allowed", True
    if luck < 0.96:
        return "hold", "expired", luck < 0.945
    return ("refuse", "control", False) if luck < 0.98 else ("refuse", "listed", False)


def a_lane() -> Lane:
    """The lane at which the month passes."""
    gate = Gate.get_or_none(Gate.gate_no == "A") or Gate.create(gate_no="A", name="东门")
    made: Lane = Lane.create(gate=gate, barrier_no="009", name="九道", direction="both")
    return made
