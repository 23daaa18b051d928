"""A manager switches measure 2 from the page, and a real lane keeps out whom it restricts, until it ends by itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from devices.simulated.journal import entries
from gate import clock, exceedance, exemptions, policies, proof, register, rules
from gate.ledger import Result
from gate.models import Passage, User
from portal import create_app
from tests import cast
from tests.browsing import as_person
from tests.patience import until
from tests.small_house import REDIS, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow

FOUR, TANKER, LISTED = (truck.plate_no for truck in (cast.CHINA_FOUR, cast.APPROVED, cast.LISTED))
MINUTE = "%Y-%m-%dT%H:%M"


def test_measure_2_from_the_page_to_the_arm_and_to_its_end(
    build_house: BuildHouse, vehicles: dict[str, Any], people: dict[str, User]
) -> None:
    rules.change(minimum_stage="3", let_out=True, by="manager")
    oxygen = {"emission_stage": "4", "use_nature": "R", "cargo_name": "液氧"}
    register.edit(vehicles[TANKER].id, oxygen, by="manager")
    until_tomorrow = clock.stamp(clock.now() + timedelta(days=1))
    hazardous = {"kind": "hazardous", "use_natures": "R", "reason": "液氧配送"}
    exemptions.grant(hazardous | {"valid_to": until_tomorrow}, "manager")
    house = build_house([a_visit(plate) for plate in (FOUR, TANKER, LISTED, LISTED, FOUR)])
    bring_up(house)
    manager = as_person(create_app(house.settings, redis=house.redis), cast.MANAGER)

    switch(manager, measure="2")
    wait_until_decided_by(house, ["1.1"])
    kept_out = next_passage(house, "backed_off")
    exempt = next_passage(house, "left")
    refused = next_passage(house, "backed_off")
    for entry in exceedance.current():
        exceedance.release(entry.id, by="manager", reason="复检合格")
    released = next_passage(house, "left")

    # Without Redis nobody rings, and a lane hears of it all the same.
    house.kill(REDIS)
    end_in_a_moment()
    wait_until_decided_by(house, [])
    over = next_passage(house, "left")

    assert said_of(kept_out) == ("refuse", "control", "1.1")
    assert said_of(exempt) == ("open", "exempt", "1.1")
    assert said_of(refused) == ("refuse", "listed", "1.1")
    assert said_of(released) == ("open", "allowed", "1.1")
    assert said_of(over) == ("open", "allowed", "")
    passed = [Result.LIFTED in house.results(row) for row in house.rows()]
    assert passed == [False, True, False, True, True]
    assert len(house.plant.lifts()) == 3
    assert [FOUR, "排放阶段 国IV", "禁止通行", "重污染天气管控禁行"] in boards(house)
    assert [TANKER, "排放阶段 国IV", "放行", "管控豁免 欢迎入厂"] in boards(house)
    assert [LISTED, "排放阶段 国V", "禁止通行", "排放超标名单车辆"] in boards(house)
    page = manager.get(f"/passages/{kept_out.id}").text
    assert "禁行国四及以下重型柴油(燃气)车" in page
    assert "液氧配送" in manager.get(f"/passages/{exempt.id}").text
    assert proof.verify().holds


def switch(manager: FlaskClient, **values: str) -> None:
    """What a manager does on the page: choose, rehearse, say why, the password once more."""
    ends = f"{clock.now() + timedelta(hours=6):{MINUTE}}"
    plan = manager.post("/policies/new", data={"warning": "orange", "ends": ends} | values).text
    found = re.search(r'name="plan"[^>]* value="([^"]+)"', plan)
    assert found is not None
    sure = {"plan": found[1], "reason": "市指挥部橙色预警", "password": cast.PASSWORD}
    assert manager.post("/policies/switch", data=sure).status_code == 303


def end_in_a_moment() -> None:
    """The same policy until a few seconds from now: then it is over by itself."""
    ends = clock.stamp(clock.now() + timedelta(seconds=2))
    same = {"warning": "orange", "measure": "2", "reason": "预警解除", "ends": ends}
    policies.change(1, same, "manager")


def wait_until_decided_by(house: SmallHouse, ruling: list[str]) -> None:
    def decided_by() -> bool:
        told = house.said("decides_by")
        return bool(told) and told[-1]["policies"] == ruling

    until(decided_by, f"the lane decides by {ruling}", 20)


def next_passage(house: SmallHouse, ending: str) -> Passage:
    """The next vehicle comes, is decided on, and goes the way that was decided."""
    before, gone = len(house.rows()), len(house.plant.visits(ending))
    house.plant.send()
    row = house.row(before + 1)
    house.plant.wait_for(ending, gone + 1)
    return row


def said_of(row: Passage) -> tuple[str, str, str]:
    return row.verdict, row.reasons, row.policies


def boards(house: SmallHouse) -> list[list[str]]:
    """Everything the board has shown."""
    return [line["lines"] for line in entries(house.plant.log / "board.jsonl")]
