"""A guard's order lifts the arm for the vehicle it was given for, in time, or not at all."""

import json
import time
from dataclasses import asdict
from typing import Any

import pytest

from gate import cases, ledger, proof
from gate.cases.rules import State
from gate.ledger import Result
from gate.models import Passage
from tests import cast
from tests.patience import until
from tests.small_house import WATCHER, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit
from workers import orders
from workers.orders import Answer, Order

pytestmark = pytest.mark.slow


def test_an_order_is_written_before_the_arm_moves_and_dies_with_its_moment(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    house = build_house([a_visit(cast.UNKNOWN.plate_no)] * 2, patience_s=20)
    bring_up(house)
    house.plant.send()
    held = house.row()
    assert held.verdict == "hold"
    house.plant.wait_for("arrived")

    assert told_of_an_old_order(house, held) == orders.LATE
    assert house.plant.lifts() == []

    assert until(lambda: in_time(house.lift(held)), "an order is heard").done
    house.plant.wait_for("left")
    case = cases.of_passages([held.id])[held.id]
    assert (case.state, case.by) == (State.ADMITTED, "guard")
    ordered, lifted = ledger.outcomes(held)[-2:]
    assert (ordered.result, ordered.by) == (Result.LIFT_ORDERED, "guard")
    assert json.loads(ordered.detail)["reason"] == "司机出示了纸质通行证"
    assert (lifted.result, lifted.by, lifted.position) == (Result.LIFTED_BY_PERSON, "guard", "open")
    assert len(house.plant.lifts()) == 1
    assert ordered.at <= house.plant.lifts()[0]

    refused = until(lambda: in_time(house.lift(held)), "an order for a vehicle that has gone")
    assert (refused.done, refused.why) == (False, "vehicle_gone")
    assert len(house.plant.lifts()) == 1
    assert not house.said("lifted_at_gate", WATCHER)

    house.plant.send()
    impatient = house.row(2)
    house.plant.wait_for("backed_off")
    until(lambda: not cases.open(), "whoever drove off waits no longer")
    assert cases.of_passages([impatient.id])[impatient.id].state == State.GONE
    assert proof.verify().holds


def in_time(answer: Answer) -> Answer | None:
    """Nothing when the machine was too busy for the life of an order, which is short."""
    return None if answer.why in ("late", "no_answer") else answer


def told_of_an_old_order(house: SmallHouse, passage: Passage) -> Answer:
    """What the lane says to an order that reaches it when its time is over."""
    order = Order("old", orders.LIFT, "guard", "迟到", passage.id, time.time() - 1)
    house.redis.rpush(f"greengate:lane:{house.lane.id}:orders", json.dumps(asdict(order)))
    told = until(lambda: house.redis.lpop(f"greengate:order:{order.id}"), "it is answered")
    assert isinstance(told, bytes)
    return Answer(**json.loads(told))
