"""Things a loop does every so often: each in its own rhythm, and none caught up with."""

import time

from workers.chores import Chores


def test_each_is_done_at_once_and_then_in_its_own_rhythm() -> None:
    done: list[str] = []
    chores = Chores((0.05, lambda: done.append("often")), (60.0, lambda: done.append("seldom")))
    began = time.monotonic()
    while done.count("often") < 4:
        chores.run()
        time.sleep(0.002)
    assert time.monotonic() - began >= 3 * 0.05
    assert done == ["often", "seldom", "often", "often", "often"]


def test_one_that_was_held_up_is_done_once() -> None:
    done: list[int] = []
    chores = Chores((0.01, lambda: done.append(1)))
    chores.run()
    time.sleep(0.1)
    chores.run()
    chores.run()
    assert len(done) == 2


def test_the_pause_begins_when_a_slow_one_has_ended() -> None:
    ends: list[float] = []

    def slow() -> None:
        time.sleep(0.05)
        ends.append(time.monotonic())

    chores = Chores((0.04, slow))
    chores.run()
    chores.run()
    assert len(ends) == 1
