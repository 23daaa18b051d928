"""Things a loop does every so often: each in its own rhythm, and none caught up with."""

from dataclasses import dataclass

import pytest

from workers import chores
from workers.chores import Chores


@dataclass
class Clock:
    """Stands still unless it is told to go on, however busy the machine is."""

    now: float = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(chores, "time", clock)
    return clock


def test_each_is_done_at_once_and_then_in_its_own_rhythm(clock: Clock) -> None:
    done: list[tuple[str, float]] = []
    both = Chores(
        (5.0, lambda: done.append(("often", clock.now))),
        (60.0, lambda: done.append(("seldom", clock.now))),
    )
    for _ in range(16):
        both.run()
        clock.now += 1
    assert done == [
        ("often", 100), ("seldom", 100), ("often", 105), ("often", 110), ("often", 115),
    ]  # fmt: skip


def test_one_that_was_held_up_is_done_once(clock: Clock) -> None:
    done: list[int] = []
    one = Chores((1.0, lambda: done.append(1)))
    one.run()
    clock.now += 10
    one.run()
    one.run()
    assert len(done) == 2


def test_the_pause_begins_when_a_slow_one_has_ended(clock: Clock) -> None:
    ends: list[float] = []

    def slow() -> None:
        clock.now += 5
        ends.append(clock.now)

    one = Chores((4.0, slow))
    one.run()
    one.run()
    assert ends == [105]
    clock.now += 4
    one.run()
    assert ends == [105, 114]
