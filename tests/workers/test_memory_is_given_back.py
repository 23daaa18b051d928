"""What pictures took goes back to the system when a lane falls quiet."""

import ctypes
import re
from pathlib import Path

import numpy as np
import pytest

from tests import looks
from workers import gaze
from workers.gaze import AWAKE_S, Gaze
from workers.given_back import give_back_memory

PIECE, PIECES = 100_000, 800
"""Small enough to be taken from the heap."""


def resident_bytes() -> int:
    told = re.search(r"^VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text(), re.M)
    assert told is not None
    return int(told[1]) * 1024


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc keeps its heap"
)
def test_holes_in_the_heap_are_let_go() -> None:
    pieces = [np.ones(PIECE, np.uint8) for _ in range(PIECES)]
    kept = pieces[:: PIECES // 8]  # they hold the heap open
    pieces.clear()
    before = resident_bytes()
    give_back_memory()
    assert before - resident_bytes() > PIECE * PIECES / 2
    assert len(kept) == 8


def test_a_lane_that_falls_quiet_gives_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    now = 1_000.0
    monkeypatch.setattr(gaze, "give_back_memory", lambda: given.append(now))
    eyes = Gaze(None)  # type: ignore[arg-type]
    while now < 1_000.0 + 3 * AWAKE_S:
        eyes.follow(looks.frame(now), needed=False)
        now += 0.25
    assert given == [1_000.0 + AWAKE_S]
