"""Exemptions: whom they name, for how long and why, and every change of them in the chain."""

import json
from datetime import timedelta
from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock, control_rows, exemptions, policies, proof
from gate.codes import IN
from gate.exemptions import ExemptionError
from gate.models import Entry, Vehicle
from gate.policy import Reason, decide
from gate.standing import Standing
from tests import cast

DIRTY = cast.CHINA_FOUR


def values(**more: Any) -> dict[str, Any]:
    until = clock.stamp(clock.now() + timedelta(days=30))
    named = {"plate_no": DIRTY.plate_no, "plate_colour": DIRTY.colour.value}
    return {"kind": "livelihood", "valid_to": until, "reason": "供暖用煤"} | named | more


def told() -> list[dict[str, Any]]:
    entries = Entry.select().where(Entry.kind == "exemption").order_by(Entry.seq)
    return [json.loads(bytes(entry.content))["body"] for entry in entries]


def reasons(standing: Standing) -> tuple[Reason, ...]:
    standing.refresh()
    facts = standing.facts(DIRTY.plate_no, PlateColour.YELLOW, IN, clock.now())
    return decide(facts, standing.rules).reasons


def test_an_exempted_vehicle_passes_until_it_is_withdrawn(vehicles: dict[str, Vehicle]) -> None:
    ends = clock.stamp(clock.now() + timedelta(days=1))
    two = {"warning": "orange", "measure": "2", "ends": ends, "reason": "橙色预警"}
    policies.announce(two, "manager")
    standing = Standing()
    assert Reason.CONTROL in reasons(standing)
    row = exemptions.grant(values(), "manager")
    assert Reason.CONTROL not in reasons(standing)
    exemptions.withdraw(row.id, "admin", "供暖结束")
    assert Reason.CONTROL in reasons(standing)


def test_every_change_is_in_the_chain(database: Any) -> None:
    row = exemptions.grant(values(), "manager")
    exemptions.withdraw(row.id, "admin", "供暖结束")
    granted, withdrawn = told()
    assert (granted["what"], granted["by"], granted["reason"]) == (
        "granted",
        "manager",
        "供暖用煤",
    )
    assert granted["after"]["plate_no"] == DIRTY.plate_no
    assert (withdrawn["what"], withdrawn["by"]) == ("withdrawn", "admin")
    assert withdrawn["exemption_id"] == granted["exemption_id"] == row.id
    assert proof.verify().holds
    with pytest.raises(ExemptionError, match="already_over"):
        exemptions.withdraw(row.id, "admin", "再次")


def test_a_category_is_exempted_by_use_type_or_cargo(database: Any) -> None:
    nobody = {"plate_no": "", "plate_colour": ""}
    category = {"use_natures": ["R"], "vehicle_types": "H14, H13", "cargo": "液氧、氮气"}
    row = exemptions.grant(values(**nobody, **category, kind="hazardous"), "manager")
    assert (row.use_natures, row.vehicle_types, row.cargo) == ("R", "H13,H14", "液氧,氮气")
    exemption = control_rows.exemption_of(row)
    assert exemption is not None
    assert exemption.cargo == {"液氧", "氮气"}
    assert exemptions.all_known() == [exemption]
    assert exemptions.valid(clock.now()) == [row]


@pytest.mark.parametrize(
    ("given", "field", "key"),
    [
        ({"kind": ""}, "kind", "required"),
        ({"kind": "friend"}, "kind", "unknown_code"),
        ({"reason": ""}, "reason", "required"),
        ({"valid_to": ""}, "valid_to", "required"),
        ({"valid_to": "2026-01-01T00:00"}, "valid_to", "over_before_it_begins"),
        ({"plate_no": "", "plate_colour": ""}, "plate_no", "names_nobody"),
        ({"plate_no": "冀B"}, "plate_no", "not_a_plate"),
        ({"plate_colour": ""}, "plate_colour", "required"),
        ({"use_natures": ["?"]}, "use_natures", "unknown_code"),
    ],
)
def test_a_mistake_is_told_at_its_field(
    database: Any, given: dict[str, Any], field: str, key: str
) -> None:
    with pytest.raises(ExemptionError) as refused:
        exemptions.grant(values(**given), "manager")
    assert refused.value.errors[field] == key
    assert told() == []
