"""A stranger let in on proof: it opens at the next look, ends by itself, and gets round nothing."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock, exceedance, register, rules, temporary
from gate.codes import IN
from gate.models import Entry, Vehicle
from gate.policy import Decision, Reason, Status, Verdict, decide
from gate.register import RegisterError
from gate.standing import Standing
from tests import cast

PROOF = "a" * 64
GOOD = {
    "plate_no": cast.UNKNOWN.plate_no,
    "plate_colour": "1",
    "span": "2d",
    "vehicle_type": "H12",
    "fuel_type": "B",
    "emission_stage": "6",
    "basis": "list",
    "carrier_name": "临沂沂蒙专线",
    "cargo_name": "备品备件",
    "emission_list_image": PROOF,
}


def judged(moment: datetime | None = None) -> Decision:
    """What a lane that has just read everything says of the stranger."""
    standing = Standing()
    standing.refresh()
    facts = standing.facts(
        cast.UNKNOWN.plate_no, PlateColour.YELLOW, IN, moment or clock.now(), looks=3
    )
    return decide(facts, standing.rules)


def mistakes(**changes: Any) -> dict[str, str]:
    with pytest.raises(RegisterError) as refused:
        temporary.admit({**GOOD, **changes}, "guard")
    return refused.value.errors


def test_it_opens_at_the_next_look_and_the_row_takes_its_facts(database: Any) -> None:
    assert judged().verdict is Verdict.HOLD
    vehicle = temporary.admit(GOOD, "guard")
    told = judged()
    assert (told.verdict, told.reasons) == (Verdict.OPEN, (Reason.TEMPORARY,))
    assert (vehicle.status, vehicle.approved_by) == (Status.TEMPORARY.value, "guard")
    standing = Standing()
    standing.refresh()
    frozen = standing.frozen(cast.UNKNOWN.plate_no, PlateColour.YELLOW)
    assert (frozen["emission_stage"], frozen["cargo_name"]) == ("6", "备品备件")
    assert frozen["emission_list_image"] == PROOF


def test_it_ends_by_itself_when_its_last_day_is_over(database: Any) -> None:
    vehicle = temporary.admit(GOOD, "guard")
    today = clock.now().date()
    assert (vehicle.valid_from, vehicle.valid_to) == (today, today + timedelta(days=1))
    midnight = datetime.combine(today + timedelta(days=2), datetime.min.time(), clock.BEIJING)
    assert judged(midnight - timedelta(milliseconds=1)).verdict is Verdict.OPEN
    assert judged(midnight).reasons == (Reason.EXPIRED,)
    register.end_visit(vehicle.id, "guard")
    assert judged().reason is Reason.EXPIRED
    with pytest.raises(RegisterError):
        register.end_visit(vehicle.id, "guard")


def test_hours_end_at_their_moment_and_the_row_says_when(database: Any) -> None:
    vehicle = temporary.admit({**GOOD, "span": "4h"}, "guard")
    until = vehicle.valid_until
    assert timedelta(hours=3, minutes=59) < until - clock.now() <= timedelta(hours=4)
    assert vehicle.valid_to == until.date()
    assert judged(until - timedelta(milliseconds=1)).verdict is Verdict.OPEN
    over = judged(until)
    assert (over.verdict, over.reasons) == (Verdict.HOLD, (Reason.EXPIRED,))
    days = temporary.admit({**GOOD, "span": "2d"}, "manager")
    assert days.valid_until is None
    assert judged(until).verdict is Verdict.OPEN


def test_hours_are_no_limit_for_one_that_is_approved_for_good(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    file = vehicles[cast.SUSPENDED.plate_no]
    register.edit(file.id, {"valid_until": clock.now()}, "li")
    assert register.approve(file.id, "li").valid_until is None


def test_the_chain_tells_who_let_it_in_and_on_what_proof(database: Any) -> None:
    temporary.admit(GOOD, "guard")
    entry = Entry.select().order_by(Entry.seq.desc()).first()
    body = json.loads(bytes(entry.content))["body"]
    assert (body["what"], body["by"], body["reason"]) == (
        "admitted", "guard", "排放阶段依据：随车清单",
    )  # fmt: skip
    assert body["after"]["emission_list_image"] == PROOF


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"plate_no": "鲁Q6"}, {"plate_no": "not_a_plate"}),
        ({"span": "400d"}, {"span": "unknown_code"}),
        ({"span": ""}, {"span": "required"}),
        ({"emission_stage": ""}, {"emission_stage": "required"}),
        ({"emission_stage": "X"}, {"emission_stage": "stage_not_proved"}),
        ({"emission_stage": "4"}, {"emission_stage": "stage_refused"}),
        ({"cargo_name": ""}, {"cargo_name": "required"}),
        ({"basis": "new_energy"}, {"basis": "no_new_energy_plate"}),
        (
            {"emission_list_image": "", "licence_front_image": PROOF},
            {"emission_list_image": "proof_of_basis_needed"},
        ),
        (
            {"emission_list_image": "", "basis": "query"},
            {"licence_front_image": "proof_needed"},
        ),
    ],
)
def test_what_is_not_proved_is_not_let_in(
    database: Any, changes: dict[str, str], errors: dict[str, str]
) -> None:
    rules.change(minimum_stage="5", let_out=True, by="li")
    assert mistakes(**changes) == errors
    assert Vehicle.select().count() == 0


def test_it_gets_round_no_list_and_no_suspension(
    database: Any, vehicles: dict[str, Vehicle]
) -> None:
    assert mistakes(plate_no=cast.SUSPENDED.plate_no) == {"plate_no": "is_suspended"}
    assert mistakes(plate_no=cast.APPROVED.plate_no) == {"plate_no": "is_approved"}
    exceedance.put_on(cast.UNKNOWN.plate_no, "1", "6", clock.now(), by="li")
    assert mistakes() == {"plate_no": "is_listed"}


def test_a_vehicle_listed_afterwards_is_refused_all_the_same(database: Any) -> None:
    temporary.admit(GOOD, "guard")
    exceedance.put_on(cast.UNKNOWN.plate_no, "1", "6", clock.now(), by="li")
    assert judged().verdict is Verdict.REFUSE


def test_a_draft_of_the_carrier_is_taken_up_again(database: Any) -> None:
    draft = {name: GOOD[name] for name in ("plate_no", "plate_colour")}
    before = register.create({**draft, "registration_date": date(2021, 8, 1)}, "beifang")
    after = temporary.admit({**GOOD, "plate_no": "鲁q·6y429"}, "guard")
    assert after.id == before.id
    assert after.registration_date == date(2021, 8, 1)
    assert [change.what for change in register.history(after)] == ["admitted", "created"]
    again = temporary.admit({**GOOD, "span": "7d"}, "manager")
    assert (again.id, again.approved_by) == (before.id, "manager")
