"""Whoever waited at a lane has gone when nobody stands there, and a database that is away changes nothing."""

from typing import Any

from gate import cases, ledger
from tests.gate import rows
from tests.gate.away import away
from workers.empty_lane import EmptyLane


def test_the_cases_of_an_empty_lane_end_and_those_of_others_stay(
    database: Any, database_url: str
) -> None:
    here, elsewhere = rows.lane(), rows.lane("002")
    for lane in (here, elsewhere):
        ledger.record(rows.row(lane, verdict="hold", reasons="unread"))
    empty = EmptyLane(here.id)
    with away(database_url):
        assert not empty.end_cases()
    assert empty.end_cases()
    assert not empty.end_cases()
    assert [case.lane_id for case in cases.open()] == [elsewhere.id]
