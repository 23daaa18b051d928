"""The watcher of a lane is killed with -9 or freezes: a spare one goes on, nothing is written or lifted twice."""

import os
import signal
from typing import Any

import pytest

from gate import clock, ledger, proof
from gate.ledger import LeaseLost, Result
from gate.models import Lane, Passage
from tests import cast
from tests.patience import until
from tests.small_house import CRON, SPARE, WATCHER, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow

TAKEN_OVER_WITHIN_S = 10
TRUCK = a_visit(cast.APPROVED.plate_no)


@pytest.fixture
def house(build_house: BuildHouse, vehicles: dict[str, Any]) -> SmallHouse:
    """One lane watched by WATCHER, and SPARE with nothing to do."""
    house = build_house([TRUCK, TRUCK], spares=1)
    bring_up(house, SPARE, CRON)
    return house


def seconds_until_taken_over(house: SmallHouse, killed_at: float) -> float:
    begun = until(lambda: house.said("watch_begins", SPARE), "the spare one takes over")
    return clock.parse(begun[0]["at"]).timestamp() - killed_at


def fence_of(house: SmallHouse) -> int:
    fence: int = Lane.get_by_id(house.lane.id).fence
    return fence


def freeze(house: SmallHouse, name: str) -> None:
    pid = house.children[name].pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)


def thaw(house: SmallHouse, name: str) -> None:
    pid = house.children[name].pid
    assert pid is not None
    os.kill(pid, signal.SIGCONT)


def test_before_the_row_another_takes_over_and_lets_the_truck_in(house: SmallHouse) -> None:
    old = fence_of(house)
    house.plant.send()
    freeze(house, WATCHER)  # so that it cannot have written before it dies
    house.plant.wait_for("arrived")

    killed_at = house.kill(WATCHER)

    assert seconds_until_taken_over(house, killed_at) < TAKEN_OVER_WITHIN_S
    row = house.row()
    house.wait_for(row, Result.LIFTED)
    house.plant.wait_for("left")
    assert fence_of(house) == row.fence > old
    assert len(house.rows()) == len(house.plant.lifts()) == 1
    with pytest.raises(LeaseLost):
        ledger.note_outcome(row, Result.LIFTING_AGAIN, position="closed", fence=old)
    assert proof.verify().holds


def test_between_row_and_outcome_nothing_is_guessed_and_nothing_done_twice(
    house: SmallHouse,
) -> None:
    house.plant.send()
    row = house.row()
    freeze(house, WATCHER)  # the arm takes a second to rise: the outcome is not there yet
    assert house.results(row) == []

    killed_at = house.kill(WATCHER)

    assert seconds_until_taken_over(house, killed_at) < TAKEN_OVER_WITHIN_S
    house.wait_for(row, Result.UNCONFIRMED)
    house.plant.wait_for("left")
    house.plant.send()
    house.wait_for(house.row(2), Result.LIFTED)
    house.plant.wait_for("left", 2)
    assert len(house.rows()) == 2
    assert proof.verify().holds


def test_after_the_row_and_before_the_lift_the_waiting_truck_is_still_let_in(
    house: SmallHouse,
) -> None:
    house.plant.send()
    first = house.row()
    house.wait_for(first, Result.LIFTED)
    house.plant.wait_for("left")
    house.plant.send()
    freeze(house, WATCHER)
    house.plant.wait_for("arrived", 2)
    row = written_like(first)

    killed_at = house.kill(WATCHER)

    assert seconds_until_taken_over(house, killed_at) < TAKEN_OVER_WITHIN_S
    house.wait_for(row, Result.LIFTED)
    house.plant.wait_for("left", 2)
    assert house.results(row)[0] == Result.UNCONFIRMED
    assert house.results(row)[-2:] == [Result.LIFTING_AGAIN, Result.LIFTED]
    assert len(house.rows()) == len(house.plant.lifts()) == 2
    assert proof.verify().holds


def test_one_that_was_frozen_and_wakes_up_may_neither_write_nor_lift(house: SmallHouse) -> None:
    house.plant.send()
    freeze(house, WATCHER)
    house.wait_for(house.row(), Result.LIFTED)  # by the spare one, once the lease had lapsed
    house.plant.wait_for("left")

    thaw(house, WATCHER)

    until(lambda: house.said("watch_ends", WATCHER), "the old one gives up")
    house.plant.send()
    house.wait_for(house.row(2), Result.LIFTED)
    house.plant.wait_for("left", 2)
    assert len(house.rows()) == len(house.plant.lifts()) == 2
    assert len(house.said("watch_begins")) == 2
    assert {row.watcher for row in house.rows()} == {house.holder()}


def written_like(row: Passage) -> Passage:
    """The row that the watcher would have written of the truck that stands here now."""
    post, now = row.serial_no[:-17], clock.now()
    values = {name: value for name, value in row.__data__.items() if name not in ("id", "entry")}
    del values["pairs_with_id"], values["recorded_late"]
    stamp = f"{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}"
    return ledger.record({**values, "passed_at": now, "serial_no": post + stamp})
