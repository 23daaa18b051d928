"""Redis is killed with -9 while a truck passes: the lane needs it for nothing that matters."""

from typing import Any

import pytest

from gate import proof
from gate.ledger import Result
from tests import cast
from tests.patience import until
from tests.small_house import CRON, REDIS, WATCHER
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit
from workers import live

pytestmark = pytest.mark.slow


def test_a_truck_passes_all_the_same_and_people_are_heard_when_it_is_back(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    passes, held = a_visit(cast.APPROVED.plate_no), a_visit(cast.UNKNOWN.plate_no)
    house = build_house([passes, held], patience_s=30)
    bring_up(house)

    house.plant.send()
    house.kill(REDIS)
    passed = house.row()
    house.start(REDIS)
    house.wait_for(passed, Result.LIFTED)
    house.plant.wait_for("left")
    house.start(CRON)
    house.wait_until_watched()

    doorbell = house.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    doorbell.subscribe(live.CHANNEL)
    house.plant.send()
    waiting = house.row(2)
    until(lambda: house.lift(waiting).done, "the lane hears an order again")
    until(lambda: doorbell.get_message(timeout=1), "the doorbell rings again")
    doorbell.close()

    house.plant.wait_for("left", 2)
    assert len(house.rows()) == 2
    assert len(house.plant.lifts()) == 2
    assert house.results(waiting)[-2:] == [Result.LIFT_ORDERED, Result.LIFTED_BY_PERSON]
    assert len(house.said("watch_begins", WATCHER)) == 1
    assert proof.verify().holds
