"""The whole line: read, judged, written, let in, sent on; and out again, the exit paired with its entry."""

from typing import Any

import pytest

from devices.simulated.plan import Traffic
from gate import clock, codes, corrections, proof, region, site, uplink
from gate.ledger import Result
from gate.models import Passage, Upload
from tests import cast
from tests.patience import until
from tests.small_house import CRON, JOBS, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow

PLATE = cast.APPROVED.plate_no


def written_before_the_arm_moved(passage: Passage, lifts: list[Any]) -> bool:
    """Its entry was in the chain when the first lift after the frame was ordered."""
    lift = min(moment for moment in lifts if moment >= passage.passed_at)
    return clock.stamp(passage.entry.at) <= clock.stamp(lift)


def looks_at_the_middle(house: SmallHouse) -> str:
    """Have the lane look at a part of its picture; who watches it, once that has been taken up."""
    middle = region.of([(50, 50), (950, 50), (950, 1000), (50, 1000)])
    site.save_region(house.lane, middle, "admin")
    until(lambda: house.status().get("region") == middle.text, "the region is taken up")
    return str(house.status()["watcher"])


def wait_until_acknowledged(house: SmallHouse, count: int) -> None:
    def acknowledged() -> bool:
        done = Upload.select().where(Upload.state == uplink.ACKNOWLEDGED).count()
        return bool(done == count)

    until(acknowledged, f"the platform has acknowledged {count} rows")


def test_in_and_out_again(build_house: BuildHouse, vehicles: dict[str, Any]) -> None:
    comes, goes = a_visit(PLATE), a_visit(PLATE, direction=Traffic.OUT)
    house = build_house([comes, goes], Traffic.BOTH)
    bring_up(house, JOBS, CRON)
    watcher = looks_at_the_middle(house)

    house.plant.send()
    entry = house.row()
    house.wait_for(entry, Result.LIFTED)
    house.plant.wait_for("left")
    house.plant.send()
    exit = house.row(2)
    house.wait_for(exit, Result.LIFTED)
    house.plant.wait_for("left", 2)
    wait_until_acknowledged(house, 2)

    assert house.status()["watcher"] == watcher
    assert len(house.said("camera_streams")) == 1  # another region cuts off no camera
    assert [row.plate_no for row in house.rows()] == [PLATE, PLATE]
    assert (entry.direction, entry.reasons) == (codes.IN, "allowed")
    assert (exit.direction, exit.reasons) == (codes.OUT, "leaving")
    assert exit.pairs_with_id == entry.id
    assert all(written_before_the_arm_moved(row, house.plant.lifts()) for row in (entry, exit))
    assert len(house.plant.lifts()) == 2
    assert [row["serial_no"] for row in house.platform.rows] == [entry.serial_no, exit.serial_no]
    written = corrections.propose(
        entry, {"cargo_name": "焦炭"}, reason="cargo", words="", by="wang"
    )
    corrections.review(written.id, agreed=True, words="", by="li")
    wait_until_acknowledged(house, 2)
    held = [(row["serial_no"], row["revision"]) for row in house.platform.rows]
    assert held == [(entry.serial_no, 1), (exit.serial_no, 0)]
    assert house.platform.rows[0]["cargo_name"] == "焦炭"
    chain = proof.verify()
    assert chain.holds, chain.faults
