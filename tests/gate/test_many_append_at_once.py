"""Processes that write at the same moment make one unbroken chain, on either database."""

import multiprocessing
from typing import Any

from gate import ledger, proof
from gate.ledger import Result
from gate.models import Entry, Outcome, Passage, open_database
from tests.gate import rows

PROCESSES, EACH = 4, 8


def write(url: str, number: int, start: Any) -> None:
    """One lane's process: claim, then passages as fast as they go."""
    opened = open_database(url)
    lane = rows.lane(f"{number:03}")
    lane.fence = ledger.claim(lane.id)
    start.wait()
    for _ in range(EACH):
        rows.entered(lane)
    opened.close()


def test_four_processes_keep_one_chain(database: Any, database_url: str) -> None:
    rows.lane("000")
    database.close()
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES)
    processes = [
        spawn.Process(target=write, args=(database_url, number + 1, start))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    found = proof.verify()
    assert found.faults == ()
    assert found.entries == PROCESSES * EACH * 2 == Entry.select().count()
    assert Passage.select().count() == Outcome.select().count() == PROCESSES * EACH
    assert {row.result for row in Outcome.select()} == {Result.LIFTED}
