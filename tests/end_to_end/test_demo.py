"""`flask demo`: the whole plant from one command adds up, also when one of its processes is killed with -9."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.demo import Demo
from tests.patience import until

pytestmark = pytest.mark.slow

RUN_S = 75
"""On a fresh checkout the first films are painted in this time too."""

StartDemo = Callable[[float | None], Demo]


@pytest.fixture
def start_demo(tmp_path: Path, films: Path, free_port: Callable[[], int]) -> Iterator[StartDemo]:
    with ExitStack() as running:

        def start(seconds: float | None) -> Demo:
            demo = Demo(tmp_path / "demo", films, free_port(), seconds)
            running.callback(demo.end)
            return demo

        yield start


def test_it_runs_its_time_and_everything_agrees(start_demo: StartDemo) -> None:
    demo = start_demo(RUN_S)

    told = demo.summary()

    assert told["complaints"] == []
    assert told["agrees"]
    assert told["passages"] >= 1
    read = [sum(kind.values()) for kind in told["read_by_plate"].values()]
    assert sum(read) == told["read_right"] + told["read_wrong"] + told["unread"] >= 1
    assert told["chain_verified"]
    assert told["restarts"] == 0
    assert demo.status == 0
    assert demo.left_over() == []


def test_it_still_agrees_when_a_lane_worker_and_redis_were_killed(start_demo: StartDemo) -> None:
    demo = start_demo(RUN_S)
    demo.wait_for_arrivals(1)

    killed = demo.kill("lane worker")
    until(lambda: is_back(demo, killed), "another is started in its place")
    demo.kill("redis")

    told = demo.summary()
    assert told["complaints"] == []
    assert told["restarts"] >= 2
    assert demo.status == 0


def test_ctrl_c_leaves_nothing_running(start_demo: StartDemo) -> None:
    demo = start_demo(None)
    demo.wait_for_arrivals(1)

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(timeout=30) == 0
    until(lambda: demo.left_over() == [], "its processes are gone")


def is_back(demo: Demo, killed: int) -> bool:
    """Three lanes and a spare one: four again, and not the one that was killed."""
    now = demo.pids_of("lane worker")
    return len(now) == 4 and killed not in now
