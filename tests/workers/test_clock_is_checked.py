"""The clock is held against a time server; while it is off, the ledger says so."""

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from redis import Redis

from devices import ntp
from devices.interfaces import DeviceError
from gate import clock, gaps
from gate.gaps import Cause
from settings import Settings
from workers import clock_jobs, context


class TimeServer:
    """Answers like a time server whose clock differs from ours by so many seconds."""

    def __init__(self) -> None:
        self.ahead_s, self.stratum = 0.0, 2
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._line.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            asked, whom = self._line.recvfrom(512)
            if not asked:
                return
            now = time.time() + self.ahead_s + ntp.SINCE_1900
            stamp = struct.pack(">II", int(now), int(now % 1 * 2**32))
            self._line.sendto(
                bytes([0x24, self.stratum]) + bytes(22) + bytes(8) + stamp + stamp, whom
            )

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.sendto(b"", self._line.getsockname())
        self._thread.join()
        self._line.close()


@pytest.fixture
def server() -> Iterator[TimeServer]:
    running = TimeServer()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def _ours(
    settings: Settings, redis: Redis, server: TimeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = settings.model_copy(update={"ntp_server": server.address})
    monkeypatch.setattr(context, "settings", lambda: ours)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "open_database", lambda: None)


@pytest.mark.parametrize("ahead", [0.0, 63.0, -7.5])
def test_the_offset_is_measured(server: TimeServer, ahead: float) -> None:
    server.ahead_s = ahead
    assert ntp.offset_s(server.address) == pytest.approx(-ahead, abs=1.0)


def test_who_does_not_know_the_time_is_not_believed(server: TimeServer) -> None:
    server.stratum = 16
    with pytest.raises(DeviceError, match="does not know"):
        ntp.offset_s(server.address)
    with pytest.raises(DeviceError, match="does not answer"):
        ntp.offset_s("127.0.0.1:9", timeout=0.2)


def test_a_clock_that_is_off_is_a_gap_until_it_is_right(
    database: object, server: TimeServer
) -> None:
    clock_jobs.check_clock()
    right = clock.now()
    assert gaps.newest() == []
    server.ahead_s = 63.0
    clock_jobs.check_clock()
    clock_jobs.check_clock()
    [gap] = gaps.newest()
    assert (gap.cause, gap.lane_id, gap.ended) == (Cause.CLOCK, None, None)
    assert gap.began <= right
    assert gap.detail.startswith("-6")
    server.stratum = 16
    clock_jobs.check_clock()
    assert gaps.newest() == [gap]
    server.ahead_s, server.stratum = 0.0, 2
    clock_jobs.check_clock()
    [over] = gaps.newest()
    assert over.ended is not None
