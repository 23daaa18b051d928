"""Processes that are killed while they append leave a whole chain; `make bench` kills five hundred."""

from random import Random
from typing import Any

from bench import killed


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    database: Any, database_url: str
) -> None:
    database.close()  # a child must not speak over a connection of its parent
    found = killed.run(database_url, 12, Random(4711))
    assert found.kills == 16
    assert (found.lost, found.doubled, found.faults) == (0, 0, ())
    assert found.kept >= found.acknowledged > 0
