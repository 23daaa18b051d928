"""A picture that queued while we were busy keeps the time at which it came."""

import time

import pytest

from devices.rtsp.arrival import ArrivalClock


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that goes on when the test says so: a busy machine stands still for longer than a packet lies ready."""
    told = [500.0]
    monkeypatch.setattr(time, "monotonic", lambda: told[0])
    return told


def asked_long_ago() -> float:
    return time.monotonic() - 1.0


def test_a_packet_we_waited_for_arrived_now() -> None:
    arrival = ArrivalClock().stamp(5.0, asked_long_ago())
    assert arrival.age == pytest.approx(0)


def test_a_packet_that_lay_ready_is_as_old_as_its_timestamp_says(hands: list[float]) -> None:
    clock = ArrivalClock()
    clock.stamp(5.0, asked_long_ago())
    hands[0] += 0.5
    arrival = clock.stamp(5.04, time.monotonic())
    assert arrival.age == pytest.approx(0.46)


def test_no_packet_comes_from_the_future() -> None:
    clock = ArrivalClock()
    clock.stamp(5.0, asked_long_ago())
    assert clock.stamp(9.0, time.monotonic()).age >= 0


def test_a_stream_without_timestamps_still_has_arrivals() -> None:
    assert ArrivalClock().stamp(None, time.monotonic()).age == pytest.approx(0)


def test_a_new_connection_starts_from_its_own_zero() -> None:
    clock = ArrivalClock()
    clock.stamp(1000.0, asked_long_ago())
    clock.begin_stream()
    assert clock.stamp(0.0, time.monotonic()).age == pytest.approx(0)


def test_pictures_are_numbered_without_gaps() -> None:
    clock = ArrivalClock()
    assert [clock.stamp(None, 0.0).number for _ in range(3)] == [1, 2, 3]


def test_only_a_packet_we_waited_for_says_that_nothing_else_lies_ready() -> None:
    clock = ArrivalClock()
    clock.stamp(5.0, asked_long_ago())
    assert clock.caught_up
    clock.stamp(5.04, time.monotonic())
    assert not clock.caught_up
