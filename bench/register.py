"""A large register for measuring: vehicles, a list, policies and exemptions in a database of its own."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from peewee import chunked

from devices.interfaces import PlateColour
from gate import clock, control_rows, identifiers, plates, schema
from gate.control import (
    Condition,
    ControlPolicy,
    ResponseLevel,
    Source,
    WarningLevel,
    to_json,
)
from gate.models import (
    ControlPolicyRow,
    Exceedance,
    ExemptionRow,
    Vehicle,
    database,
    open_database,
)
from settings import ROOT

FOLDER = ROOT / "var" / "bench" / "register"
AT_ONCE = 500
_NEAR = "冀津晋豫鲁"


def draw(random: Random) -> str:
    """A plate as trucks of the region have it."""
    return (
        random.choice(_NEAR)
        + random.choice("ABCDEFGHJ")
        + "".join(random.choice(plates.SERIAL) for _ in range(5))
    )


def fill(
    random: Random, vehicles: int, policies: int, exemptions: int, listed: int
) -> list[tuple[str, PlateColour]]:
    """A fresh database with so many of each; the plates in it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    open_database(f"sqlite:///{FOLDER / 'greengate.db'}")
    schema.migrate()
    texts: set[str] = set()
    while len(texts) < vehicles:
        texts.add(draw(random))
    ordered = sorted(texts)
    with database.atomic():
        for some in chunked(_files(random, ordered), AT_ONCE):
            Vehicle.insert_many(some).execute()
        Exceedance.insert_many(_listed(random.sample(ordered, listed))).execute()
        ExemptionRow.insert_many(_exempt(random.sample(ordered, exemptions))).execute()
        ControlPolicyRow.insert_many(_policies(policies)).execute()
    return [(text, PlateColour.YELLOW) for text in ordered]


def _files(random: Random, texts: list[str]) -> Iterator[dict[str, Any]]:
    now = clock.now()
    for number, text in enumerate(texts, start=1):
        yield {
            "plate_no": text,
            "plate_colour": PlateColour.YELLOW.value,
            "vehicle_type": random.choice(("Q11", "Q11", "H17", "H31")),
            "vin": identifiers.with_check_digit(f"LZZ5ELNB0JA{number:06d}"),
            "registration_date": "2021-10-01",
            "vehicle_model": "ZZ4256V384HE1B",
            "engine_model": "MC11.44-60",
            "engine_maker": "中国重汽",
            "engine_no": f"2104{number:06d}",
            "fuel_type": random.choice("BBBE"),
            "emission_stage": random.choice("56666"),
            "use_nature": "F",
            "network_status": "1",
            "cargo_name": "铁矿粉",
            "carrier_name": "北方运输",
            "status": "approved",
            "changed_at": now,
            "changed_by": "bench",
            "changed_seq": number,
        }


def _listed(texts: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "plate_no": text,
            "plate_colour": PlateColour.YELLOW.value,
            "reason_code": "5",
            "issued_at": clock.now(),
            "changed_seq": number,
        }
        for number, text in enumerate(texts, start=1)
    ]


def _exempt(texts: list[str]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "kind": "livelihood",
            "plate_no": text,
            "plate_colour": PlateColour.YELLOW.value,
            "valid_from": now - timedelta(days=1),
            "valid_to": now + timedelta(days=1),
            "reason": "bench",
            "created_at": now,
            "created_by": "bench",
            "changed_seq": number,
        }
        for number, text in enumerate(texts, start=1)
    ]


def _policies(count: int) -> list[dict[str, Any]]:
    """All in force at once: the measures, and conditions of every kind that let most vehicles through."""
    now = clock.now()
    conditions = (
        Condition(fuels=frozenset("E"), below_stage="6"),
        Condition(gates=frozenset("B"), cargo=frozenset({"焦炭"})),
        Condition(vehicle_types=frozenset({"H17"}), below_stage="6", weekdays=frozenset({1, 3})),
        Condition(daily_quota=5_000),
    )
    return [
        {
            **control_rows.columns_of(policy),
            "content": to_json(policy),
            "created_at": now,
            "created_by": "bench",
            "changed_seq": policy.policy_id,
        }
        for number in range(1, count + 1)
        if (
            policy := ControlPolicy(
                number,
                1,
                f"管控{number}",
                Source.CITY,
                WarningLevel.ORANGE,
                ResponseLevel.II,
                now - timedelta(hours=1),
                now + timedelta(hours=24),
                str(1 + number % 2),
                (conditions[number % len(conditions)],),
            )
        )
    ]
