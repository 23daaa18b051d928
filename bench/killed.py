"""Processes that append to one ledger and are killed at any moment: nothing acknowledged is lost or doubled."""

import os
import signal
import time
from dataclasses import dataclass
from random import Random

from bench.victim import row
from gate import clock, ledger, proof
from gate.ledger import Result
from gate.models import Outcome, Passage, open_database
from gate.proof import Fault

PROCESSES = 4
LONGEST_LIFE_S = 0.4


@dataclass(frozen=True, slots=True)
class Survived:
    """What the ledger was found to be after the last kill."""

    kills: int
    acknowledged: int
    kept: int
    lost: int
    """Acknowledged, and not in the ledger."""
    doubled: int
    """In the ledger more than once."""
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Child:
    pid: int
    pipe: int
    slot: int
    begin: int


def run(url: str, kills: int, random: Random) -> Survived:
    """Kill so often. The database at `url` must be of the newest shape, and not be open in this process."""
    acknowledged = [0] * PROCESSES
    children = [_start(url, slot, 0) for slot in range(PROCESSES)]
    for _ in range(kills):
        time.sleep(random.uniform(0, LONGEST_LIFE_S / PROCESSES))
        child = random.choice(children)
        acknowledged[child.slot] = _kill(child)
        # Whoever comes next repeats what was not acknowledged, as a lane does with its spool.
        children[child.slot] = _start(url, child.slot, acknowledged[child.slot])
    for child in children:
        acknowledged[child.slot] = _kill(child)
    return _survived(url, kills + PROCESSES, acknowledged)


def _start(url: str, slot: int, begin: int) -> _Child:
    reading, writing = os.pipe()
    pid = os.fork()  # a new interpreter would take longer than its life
    if pid == 0:
        try:
            os.close(reading)
            _append(url, slot, begin, writing)
        finally:
            os._exit(1)
    os.close(writing)
    return _Child(pid, reading, slot, begin)


def _append(url: str, slot: int, begin: int, writing: int) -> None:
    """Until it is killed: a passage and its outcome, and then a word that both are on disk."""
    open_database(url, patience_s=60)
    number = begin
    while True:
        passage = ledger.record(row(number, _serial_no(slot, number), clock.now()), late=True)
        if not ledger.outcomes(passage):
            ledger.note_outcome(passage, Result.LIFTED, position="open")
        os.write(writing, b".")
        number += 1


def _kill(child: _Child) -> int:
    """How many its slot has acknowledged by now."""
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    told = 0
    while some := os.read(child.pipe, 65_536):
        told += len(some)
    os.close(child.pipe)
    return child.begin + told


def _survived(url: str, kills: int, acknowledged: list[int]) -> Survived:
    opened = open_database(url)
    try:
        found = proof.verify()
        kept = [told for (told,) in Passage.select(Passage.serial_no).tuples().iterator()]
        outcomes = [told for (told,) in Outcome.select(Outcome.passage).tuples().iterator()]
    finally:
        opened.close()
    promised = {
        _serial_no(slot, number)
        for slot, count in enumerate(acknowledged)
        for number in range(count)
    }
    doubled = len(kept) - len(set(kept)) + len(outcomes) - len(set(outcomes))
    lost = len(promised - set(kept)) + max(len(promised) - len(set(outcomes)), 0)
    return Survived(kills, len(promised), len(kept), lost, doubled, found.faults)


def _serial_no(slot: int, number: int) -> str:
    return f"QY0000001A{slot:03d}{number:020d}"
