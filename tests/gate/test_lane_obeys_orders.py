"""What the authority orders reaches a lane with its next look at the database, and stays while that is away."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock, exceedance, proof, register, rules
from gate.codes import IN
from gate.control import Condition, ExemptionKind, NotUnderstood
from gate.models import Exceedance, Vehicle
from gate.models import database as tables
from gate.policy import Decision, Reason, decide
from gate.standing import Standing
from gate.standing_orders import entries_of
from tests import cast, control
from tests.gate import rows
from tests.gate.away import away

YELLOW = PlateColour.YELLOW
GAS = "冀A3Q917"


@pytest.fixture
def standing(vehicles: dict[str, Vehicle]) -> Standing:
    """A lane that knows the cast, and a gas truck of China V that carries hazardous goods."""
    file = {**_file(vehicles), "plate_no": GAS, "fuel_type": "E", "emission_stage": "5"}
    gas = register.create({**file, "use_nature": "R"}, by="li")
    register.approve(gas.id, by="li")
    return refreshed(Standing())


def _file(vehicles: dict[str, Vehicle]) -> dict[str, Any]:
    return dict(vehicles[cast.APPROVED.plate_no].__data__)


def refreshed(standing: Standing) -> Standing:
    standing.refresh()
    assert not standing.offline
    return standing


def judged(standing: Standing, plate_no: str = GAS, **given: Any) -> Decision:
    facts = standing.facts(plate_no, YELLOW, IN, clock.now(), gate_no="A", **given)
    return decide(facts, standing.rules)


def test_before_anything_was_read_nobody_is_let_in(database: Any, database_url: str) -> None:
    with away(database_url):
        standing = Standing()
        standing.refresh()
        decision = judged(standing)
    assert not decision.opens
    assert Reason.LISTS_UNKNOWN in decision.reasons


def test_a_policy_restricts_from_the_next_look_until_its_next_version(standing: Standing) -> None:
    assert judged(standing).reasons == (Reason.ALLOWED,)
    first = control.policy("3")
    control.enter(first)
    decision = judged(refreshed(standing))
    assert decision.reasons == (Reason.CONTROL,)
    assert decision.grounds.restrictions[0].version == 1
    control.enter(control.policy("1", version=2))
    assert judged(refreshed(standing)).opens
    control.enter(control.policy("3", version=3, withdrawn=clock.now()))
    assert standing.rules.policies[0].version == 2
    assert judged(refreshed(standing)).opens
    assert standing.rules.policies == ()


def test_a_policy_ends_by_itself(standing: Standing) -> None:
    control.enter(control.policy("3", ends=clock.now() + timedelta(milliseconds=300)))
    refreshed(standing)
    at = clock.now() + timedelta(milliseconds=400)
    facts = standing.facts(GAS, YELLOW, IN, at)
    # No look at the database is needed for it: the policy itself says until when.
    assert decide(facts, standing.rules).opens


def test_an_order_nobody_understands_holds_everybody_while_it_is_in_force(
    standing: Standing,
) -> None:
    row = control.enter(control.policy("3"), content='{"text": "国五以下限行"}')
    decision = judged(refreshed(standing), cast.APPROVED.plate_no)
    assert decision.reasons == (Reason.CONTROL_NOT_UNDERSTOOD,)
    (policy,) = standing.rules.policies
    assert isinstance(policy, NotUnderstood)
    assert (policy.name, policy.starts, policy.ends) == (row.name, row.starts, row.ends)


def test_an_exemption_lets_through_until_it_is_withdrawn(standing: Standing) -> None:
    control.enter(control.policy("3"))
    named = control.exempt(plate_no=GAS, plate_colour="1")
    by_nature = control.exempt(use_natures="K,R", valid_to=clock.now() + timedelta(days=9))
    decision = judged(refreshed(standing))
    assert decision.reasons == (Reason.EXEMPT,)
    assert set(decision.grounds.exemptions) == {named.id, by_nature.id}
    control.withdraw(by_nature)
    assert judged(refreshed(standing)).grounds.exemptions == (named.id,)
    control.withdraw(named)
    assert judged(refreshed(standing)).reasons == (Reason.CONTROL,)


def test_an_exemption_of_nobody_or_of_an_unknown_kind_exempts_nobody(standing: Standing) -> None:
    control.enter(control.policy("3"))
    control.exempt(ExemptionKind.SPECIAL)
    unknown = control.exempt(use_natures="R")
    unknown.kind = "friend"
    unknown.save()
    assert judged(refreshed(standing)).reasons == (Reason.CONTROL,)


def test_a_listed_vehicle_is_known_by_its_vin_under_a_new_plate(
    standing: Standing, vehicles: dict[str, Vehicle]
) -> None:
    row = exceedance.put_on("豫A11111", "1", "3", clock.now(), by="li")
    vin = vehicles[cast.APPROVED.plate_no].vin
    with tables.atomic():
        row.vin, row.changed_seq = vin, proof.append("exceedance", {"what": "vin"}).seq
        row.save()
    decision = judged(refreshed(standing), cast.APPROVED.plate_no)
    assert decision.reasons == (Reason.LISTED,)
    assert standing.list_version == row.changed_seq
    exceedance.release(row.id, by="li")
    assert judged(refreshed(standing), cast.APPROVED.plate_no).opens
    assert standing.list_version == Exceedance.get_by_id(row.id).changed_seq


def test_a_quota_counts_who_came_in_today(standing: Standing) -> None:
    control.enter(control.policy("", Condition(daily_quota=2)))
    lane = rows.lane()
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows.entered(lane, passed_at=midnight - timedelta(milliseconds=1), plate_no="冀B00001")
    past = [clock.now() - timedelta(milliseconds=ago) for ago in (30, 20, 10)]
    rows.entered(lane, passed_at=past[0], plate_no="冀B00002")
    rows.entered(lane, passed_at=past[1], plate_no="冀B00003", direction="2")
    held = {"verdict": "hold", "reasons": "not_registered"}
    rows.entered(lane, passed_at=past[2], plate_no="冀B00004", **held)
    assert judged(refreshed(standing)).reasons == (Reason.CONTROL,)
    assert entries_of(clock.now()) == 2  # the one that a person let in counts, the exit does not


def test_a_quota_that_is_not_used_up_lets_in_and_one_that_cannot_be_counted_holds(
    standing: Standing, database_url: str
) -> None:
    control.enter(control.policy("", Condition(daily_quota=1)))
    assert judged(refreshed(standing)).reasons == (Reason.ALLOWED,)
    tomorrow = clock.now() + timedelta(days=1)
    assert standing.facts(GAS, YELLOW, IN, tomorrow).entered_today is None
    with away(database_url):
        standing.refresh()
        assert judged(standing).reasons == (Reason.CONTROL_UNCLEAR,)
    standing.refresh()


def test_orders_stay_in_force_while_the_database_is_away(
    standing: Standing, database_url: str
) -> None:
    control.enter(control.policy("3"))
    control.exempt(plate_no=cast.APPROVED.plate_no, plate_colour="1")
    refreshed(standing)
    with away(database_url):
        standing.refresh()
        assert standing.offline
        assert judged(standing).reasons == (Reason.CONTROL,)
        assert judged(standing, cast.LISTED.plate_no).reason is Reason.LISTED
    standing.refresh()


def test_the_settings_of_the_rules_decide(standing: Standing) -> None:
    rules.change(by="li", demand_network=True, strong_confidence=1.0)
    refreshed(standing)
    assert standing.rules.demand_network
    assert judged(standing, confidence=0.97, looks=1).reasons == (Reason.LOW_CONFIDENCE,)
    assert judged(standing, confidence=0.97, looks=2).opens


def test_a_temporary_vehicle_passes_until_its_last_day(standing: Standing) -> None:
    today = clock.now().date()
    told = {"plate_no": "鲁Q6Y429", "plate_colour": "1", "vehicle_type": "Q11", "fuel_type": "B"}
    with tables.atomic():
        vehicle = Vehicle.create(
            **told,
            emission_stage="6",
            status="temporary",
            valid_from=today,
            valid_to=today,
            approved_by="manager",
            approved_at=clock.now(),
            changed_at=clock.now(),
            changed_by="manager",
            changed_seq=proof.append("vehicle", {"what": "admitted"}).seq,
        )
    assert judged(refreshed(standing), "鲁Q6Y429").reasons == (Reason.TEMPORARY,)
    facts = standing.facts("鲁Q6Y429", YELLOW, IN, clock.now() + timedelta(days=1))
    assert decide(facts, standing.rules).reasons == (Reason.EXPIRED,)
    with tables.atomic():
        vehicle.emission_stage = ""
        vehicle.changed_seq = proof.append("vehicle", {"what": "edited"}).seq
        vehicle.save()
    decision = judged(refreshed(standing), "鲁Q6Y429")
    assert decision.reasons == (Reason.STAGE_UNKNOWN, Reason.PAPERS_MISSING)
    assert decision.grounds.missing == ("emission_stage",)


def test_a_status_nobody_knows_grants_nothing_and_stops_no_lane(
    standing: Standing, vehicles: dict[str, Vehicle]
) -> None:
    with tables.atomic():
        vehicle = vehicles[cast.APPROVED.plate_no]
        vehicle.status, vehicle.changed_seq = "welcome", proof.append("vehicle", {}).seq
        vehicle.save()
    assert judged(refreshed(standing), vehicle.plate_no).reasons == (Reason.NOT_APPROVED,)


def test_a_refresh_asks_few_questions(standing: Standing, tmp_path: Path) -> None:
    for number in range(20):
        control.enter(control.policy("1", policy_id=number))
    refreshed(standing)
    asked: list[object] = []
    tables.obj.query_hooks.append(asked.append)
    standing.refresh()
    tables.obj.query_hooks.clear()
    assert len(asked) <= 6
