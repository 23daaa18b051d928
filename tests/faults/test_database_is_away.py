"""The database cannot be written while a truck passes: the lane's own disk keeps the row until it can."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from gate import proof
from gate.ledger import Result
from tests import cast
from tests.patience import until
from tests.small_house import WATCHER
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another program holds the database for itself."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_the_arm_lifts_and_the_row_is_entered_later_once(
    build_house: BuildHouse, vehicles: dict[str, Any], database_kind: str, database_url: str
) -> None:
    if database_kind != "sqlite":
        pytest.skip("a PostgreSQL is not locked as a whole")
    house = build_house([a_visit(cast.APPROVED.plate_no)] * 2)
    bring_up(house)

    with locked(database_url):
        house.plant.send()
        until(house.plant.lifts, "the arm is lifted though nothing can be entered")
        until(lambda: house.said("row_spooled", WATCHER), "the row is on the lane's disk")
        house.plant.wait_for("left")
        assert house.rows() == []

    row = house.row()
    house.wait_for(row, Result.LIFTED)
    assert row.recorded_late
    house.plant.send()
    house.wait_for(house.row(2), Result.LIFTED)
    house.plant.wait_for("left", 2)
    assert [late.recorded_late for late in house.rows()] == [True, False]
    assert house.results(row).count(Result.LIFTED) == 1
    assert len(house.plant.lifts()) == 2
    assert proof.verify().holds
