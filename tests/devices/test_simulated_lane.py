"""A drawn vehicle obeys the arm and the board, and the journal tells what it did."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.display import Config as DisplayConfig
from devices.display import connect as connect_display
from devices.interfaces import ArmPosition, Barrier, Display, PlateColour, Tone
from devices.modbus_barrier import Config as BarrierConfig
from devices.modbus_barrier import connect as connect_barrier
from devices.simulated.cast import Light, Truck
from devices.simulated.display import SimulatedDisplay
from devices.simulated.journal import Journal
from devices.simulated.lane import Driver, SimulatedLane
from devices.simulated.modbus_barrier import BarrierController
from devices.simulated.plan import LanePlan, Traffic, VisitPlan
from devices.simulated.segments import AccessUnit, Segment
from devices.simulated.traffic import Listed
from devices.simulated.visits import Usher
from tests.patience import PATIENCE_S

PICTURE_S = 0.004


def reel(name: str, pictures: int) -> Segment:
    """Pictures that say which film they belong to."""
    return Segment(name, tuple(AccessUnit(name.encode(), n == 0) for n in range(pictures)))


class Reels:
    """The four films of a visit, too short to be boring."""

    approach = reel("approach", 20)
    wait = reel("wait", 10)
    leave = reel("leave", 40)
    back_off = reel("back_off", 20)


class Shelf:
    def idle(self, backdrop_seed: int, light: Light) -> Segment:
        return reel("idle", 5)

    def visit(self, truck: Truck, backdrop_seed: int, light: Light) -> Reels:
        return Reels()


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.002)


class Site:
    """One lane with its real arm and board, and the gate's own drivers connected to them."""

    def __init__(self, folder: Path, direction: Traffic, driver: Driver, visits: int) -> None:
        self.log = folder / "visits.jsonl"
        self.arm: list[tuple[str, str]] = []
        self.playing = ""
        self._parts = ExitStack()
        self._stopping = threading.Event()
        self.controller = BarrierController(
            "127.0.0.1", 0, travel_s=0.1, close_after_s=0.05,
            journal=lambda event, source: self.arm.append((event, source)),
        )  # fmt: skip
        self.board = SimulatedDisplay("127.0.0.1", 0)
        plan = LanePlan(
            gate_no="A", barrier_no="001", direction=direction,
            password="x", uuid="u", backdrop_seed=1,
        )  # fmt: skip
        come = VisitPlan(
            lane="A-001", plate_no="冀B7K268", plate_colour=PlateColour.YELLOW, direction=direction
        )
        usher = Usher(plan, Listed([come] * visits, lambda lane, truck: True), Shelf())
        for part in (self.controller, self.board, usher):
            part.start()
            self._parts.callback(part.stop)
        self.barrier: Barrier = connect_barrier(
            BarrierConfig(host="127.0.0.1", port=self.controller.port)
        )
        self.display: Display = connect_display(
            DisplayConfig(host="127.0.0.1", port=self.board.port)
        )
        journal = Journal(self.log)
        self._parts.callback(journal.close)
        self._parts.callback(self.barrier.close)
        self._parts.callback(self.display.close)
        self.world = SimulatedLane(
            plan, idle=reel("idle", 5), usher=usher, barrier=self.controller, display=self.board,
            journal=journal, driver=driver, rng=random.Random(1),
        )  # fmt: skip
        self._parts.callback(self.world.stop)
        film = threading.Thread(target=self._play)
        film.start()
        self._parts.callback(film.join)
        self._parts.callback(self._stopping.set)

    def _play(self) -> None:
        while not self._stopping.wait(PICTURE_S):
            self.playing = self.world.next_unit().data.decode()

    def close(self) -> None:
        self._parts.close()

    @property
    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.read_text().splitlines()]


Build = Callable[..., Site]
QUICK = Driver(patience_s=2, give_up_s=8, gap_s=(0.2, 0.4))


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    sites: list[Site] = []

    def make(direction: Traffic = Traffic.IN, driver: Driver = QUICK, visits: int = 1) -> Site:
        sites.append(Site(tmp_path, direction, driver, visits))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


def test_the_truck_waits_for_the_arm_passes_and_the_arm_closes_behind_it(build: Build) -> None:
    site = build()
    wait_until(lambda: site.playing == "wait")
    assert site.barrier.state().loop_outer
    site.display.show(["放行"], Tone.GREEN)
    site.barrier.lift()
    wait_until(lambda: site.playing == "leave")
    assert ("open", "modbus") in site.arm
    wait_until(lambda: site.barrier.state().loop_under)
    wait_until(lambda: ("closed", "vehicle_passed") in site.arm)
    wait_until(lambda: "left" in site.events)
    assert site.events == ["coming", "arrived", "left"]
    assert not site.barrier.state().occupied


def test_the_journal_says_who_came(build: Build) -> None:
    site = build()
    wait_until(lambda: "arrived" in site.events)
    arrived = json.loads(site.log.read_text().splitlines()[-1])
    at, visit = arrived.pop("at"), arrived.pop("visit")
    assert at.endswith("+08:00")
    assert visit
    assert arrived == {
        "event": "arrived", "lane": "A-001", "gate_no": "A", "barrier_no": "001", "direction": "in",
        "plate_no": "冀B7K268", "plate_colour": "1", "double_line": False,
        "kind": "tractor", "light": "day",
    }  # fmt: skip


def test_a_red_board_sends_the_driver_back_after_a_while(build: Build) -> None:
    site = build()
    wait_until(lambda: site.playing == "wait")
    site.display.show(["禁止通行"], Tone.RED, alarm=True)
    wait_until(lambda: "backed_off" in site.events)
    assert site.arm == []
    assert not site.barrier.state().occupied


def test_a_guard_may_still_lift_for_a_driver_who_reads_red(build: Build) -> None:
    site = build(driver=Driver(patience_s=60))
    wait_until(lambda: site.playing == "wait")
    site.display.show(["禁止通行"], Tone.RED)
    site.controller.press_button()
    wait_until(lambda: "left" in site.events)
    assert site.arm[:2] == [("lift", "button"), ("open", "button")]


def test_a_red_board_left_over_from_before_denies_nobody(build: Build) -> None:
    site = build(visits=2)
    wait_until(lambda: site.playing == "wait")
    site.display.show(["禁止通行"], Tone.RED)
    wait_until(lambda: site.events[-1] == "backed_off")
    wait_until(lambda: len(site.events) == 6)
    assert site.events[-1] == "gave_up"


def test_a_driver_gives_up_when_nothing_happens(build: Build) -> None:
    site = build(driver=Driver(patience_s=60, give_up_s=2))
    wait_until(lambda: "gave_up" in site.events)
    assert site.barrier.state().position is ArmPosition.CLOSED


def test_a_vehicle_going_out_comes_over_the_inner_loop(build: Build) -> None:
    site = build(direction=Traffic.OUT)
    wait_until(lambda: site.playing == "wait")
    state = site.barrier.state()
    assert (state.loop_outer, state.loop_inner) == (False, True)


def test_the_next_vehicle_comes_after_a_gap(build: Build) -> None:
    site = build(visits=2)
    wait_until(lambda: site.playing == "wait")
    site.barrier.lift()
    wait_until(lambda: "left" in site.events)
    wait_until(lambda: site.playing == "idle")
    wait_until(lambda: site.playing == "wait")
    assert site.events == ["coming", "arrived", "left", "coming", "arrived"]


def test_a_visit_cut_short_by_switching_off_is_written_down(build: Build) -> None:
    site = build()
    wait_until(lambda: site.playing == "wait")
    site.close()
    assert site.events == ["coming", "arrived", "interrupted"]
