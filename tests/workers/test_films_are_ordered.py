"""A film is ordered when a row is made and ends when the arm is down and the vehicle gone, whoever watches by then."""

import errno
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from devices.interfaces import ArmPosition, BarrierState
from gate import clips, clock
from gate.clips import CAMERA, Made, Problem, Wanted
from tests.gate import rows
from workers.clip_orders import Order, Orders
from workers.filming import Filming

BEFORE = timedelta(seconds=15)
DOWN, UP = BarrierState(ArmPosition.CLOSED), BarrierState(ArmPosition.OPEN)
STANDS = BarrierState(ArmPosition.CLOSED, loop_outer=True)
NOW = clock.now()


@pytest.fixture
def filming(tmp_path: Path) -> Filming:
    begun = Filming(tmp_path, BEFORE)
    begun.begins("A1", NOW)
    return begun


def orders(tmp_path: Path) -> list[Order]:
    return list(Orders(tmp_path).all())


def test_it_goes_on_while_the_vehicle_stands_or_the_arm_is_up(
    filming: Filming, tmp_path: Path
) -> None:
    filming.feel(STANDS, judged=True)
    filming.feel(UP, judged=True)
    filming.feel(UP, judged=False)  # it has passed beneath
    filming.feel(STANDS, judged=False)  # the loop beyond
    assert orders(tmp_path) == [Order("A1", NOW, None)]
    filming.feel(DOWN, judged=False)
    ended = orders(tmp_path)[0].ended
    assert ended is not None
    assert ended >= NOW


def test_without_an_arm_to_ask_it_ends_when_the_vehicle_is_out_of_sight(
    filming: Filming, tmp_path: Path
) -> None:
    filming.feel(None, judged=True)
    assert orders(tmp_path)[0].ended is None
    filming.feel(None, judged=False)
    assert orders(tmp_path)[0].ended is not None


def test_the_next_watcher_ends_what_a_dead_one_left(filming: Filming, tmp_path: Path) -> None:
    (tmp_path / "orders" / "A0.json").write_text('{"serial_no": "A', encoding="utf-8")  # torn
    Filming(tmp_path, BEFORE).feel(DOWN, judged=False)
    assert [order.serial_no for order in orders(tmp_path) if order.ended] == ["A1"]


@pytest.mark.parametrize(("watcher", "ordered"), [("here:4711", True), ("elsewhere:4711", False)])
def test_the_next_watcher_orders_what_one_that_died_at_once_did_not(
    database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watcher: str, ordered: bool
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "here")
    row = rows.entered(rows.lane(), watcher=watcher)
    Filming(tmp_path, BEFORE).takes_over(row)
    assert [order.serial_no for order in orders(tmp_path)] == [row.serial_no] * ordered


def test_what_was_ordered_or_made_is_not_ordered_again(database: Any, tmp_path: Path) -> None:
    row = rows.entered(rows.lane(), watcher=f"{socket.gethostname()}:4711")
    Orders(tmp_path).begin(row.serial_no, row.passed_at)
    Orders(tmp_path).end(row.serial_no, NOW)
    filming = Filming(tmp_path, BEFORE)
    filming.takes_over(row)
    assert orders(tmp_path) == [Order(row.serial_no, row.passed_at, NOW)]
    Orders(tmp_path).done(row.serial_no)
    clips.enter(row, Wanted(CAMERA, 1, row.passed_at, NOW), Made(Problem.NOTHING_TAPED))
    filming.takes_over(row)
    assert orders(tmp_path) == []


def test_the_tape_is_wanted_from_before_the_oldest_order_until_it_is_done(
    filming: Filming, tmp_path: Path
) -> None:
    filming.begins("A2", NOW + timedelta(minutes=2))
    assert filming.needed_from() == NOW - BEFORE
    assert filming.owed()
    Orders(tmp_path).done("A1")
    assert filming.needed_from() == NOW + timedelta(minutes=2) - BEFORE
    Orders(tmp_path).done("A2")
    assert filming.needed_from() is None
    assert not filming.owed()
    filming.begins("A3", NOW)
    assert filming.owed()


def test_a_disk_that_takes_no_order_stops_no_watch(
    filming: Filming, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with capture_logs() as said:
        filming.begins("A2", NOW)
        filming.feel(DOWN, judged=False)
    assert {line["event"] for line in said} == {"film_not_ordered"}
