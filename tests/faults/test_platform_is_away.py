"""The regulator's platform is away for a while: rows wait, and arrive in their order, once each."""

from typing import Any

import pytest

from gate import uplink
from gate.ledger import Result
from gate.models import Upload
from tests import cast
from tests.patience import until
from tests.small_house import CRON, JOBS
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow


def test_rows_wait_and_are_acknowledged_in_order_once_each(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    house = build_house([a_visit(cast.APPROVED.plate_no)] * 2)
    bring_up(house, JOBS, CRON)
    house.platform.away = True

    house.plant.send()
    house.wait_for(house.row(), Result.LIFTED)
    house.plant.wait_for("left")
    until(lambda: Upload.select().where(Upload.attempts > 1).exists(), "it is tried again")
    assert uplink.backlog() == 1
    assert house.platform.rows == []

    house.platform.away = False
    house.plant.send()
    house.wait_for(house.row(2), Result.LIFTED)

    until(lambda: uplink.backlog() == 0, "every row is acknowledged")
    sent = [row["serial_no"] for row in house.platform.rows]
    assert sent == [row.serial_no for row in house.rows()]
