"""The clock is a minute off while a truck comes: it gets in, no time is stamped, the row and a gap say so."""

from collections.abc import Iterator
from typing import Any

import pytest

from gate import gaps, proof
from gate.gaps import Cause
from gate.ledger import Result
from settings import Settings
from tests import cast
from tests.patience import until
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit
from tests.time_server import TimeServer

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[TimeServer]:
    running = TimeServer()
    running.ahead_s = 63.0
    yield running
    running.close()


@pytest.fixture
def settings(settings: Settings, server: TimeServer) -> Settings:
    return settings.model_copy(update={"ntp_server": server.address})


def test_the_row_says_that_its_time_is_not_trusted(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    house = build_house([a_visit(cast.APPROVED.plate_no)])
    bring_up(house)
    until(lambda: house.said("clock_not_trusted"), "the lane knows that its clock is off")
    house.plant.send()
    row = house.row()
    house.wait_for(row, Result.LIFTED)
    assert row.clock_off_ms == pytest.approx(-63_000, abs=2_000)
    assert row.front_photo
    (gap,) = gaps.newest()
    assert (gap.cause, gap.lane_id, gap.ended) == (Cause.CLOCK, house.lane.id, None)
    assert gap.began <= row.passed_at
    assert proof.verify().holds
