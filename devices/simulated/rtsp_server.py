"""An RTSP server that plays a source the way a camera does: live, to several viewers at once."""

import asyncio
import secrets
import threading
import time
from itertools import cycle

from devices.simulated.digest import DigestGuard
from devices.simulated.rtp import CLOCK_RATE, Packetiser, describe_h264, nal_units, parameter_sets
from devices.simulated.rtsp_session import Session
from devices.simulated.segments import FPS, AccessUnit, Segment, Source

_TICK = 1 / FPS
_TOO_LATE_S = 1.0
_REPORT_EVERY = 5 * FPS
_START_TIMEOUT_S = 5.0


class LoopSource:
    """One segment, over and over."""

    def __init__(self, segment: Segment) -> None:
        self._units = cycle(segment.units)

    def next_unit(self) -> AccessUnit:
        return next(self._units)


class RtspServer:
    """RTSP 1.0 over TCP with Digest authentication; `port` 0 takes a free one."""

    def __init__(
        self,
        host: str,
        port: int,
        source: Source,
        *,
        username: str | None = None,
        password: str | None = None,
        path: str = "/stream",
    ) -> None:
        self.host = host
        self.port = port
        self.path = path
        self.guard = DigestGuard(username, password)
        self._source = source
        self._packetiser = Packetiser(secrets.randbits(32))
        self._sessions: set[Session] = set()
        self._parameter_sets: tuple[bytes, bytes] | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._described = asyncio.Event()
        self._bound = threading.Event()
        self._bind_error: OSError | None = None

    @property
    def uri(self) -> str:
        """Where a viewer finds the stream; credentials are not included."""
        return f"rtsp://{self.host}:{self.port}{self.path}"

    @property
    def viewers(self) -> int:
        """How many connections are open."""
        return len(self._sessions)

    def start(self) -> None:
        """Listen and play; raises OSError when the port cannot be had."""
        self._stopping, self._described = asyncio.Event(), asyncio.Event()
        self._bound.clear()
        self._bind_error = None
        self._thread = threading.Thread(target=self._run, name=f"rtsp:{self.port}", daemon=True)
        self._thread.start()
        if not self._bound.wait(_START_TIMEOUT_S):
            raise OSError(f"the stream server on port {self.port} did not start")
        if self._bind_error is not None:
            self._thread.join()
            raise self._bind_error

    def stop(self) -> None:
        """Cut every viewer off and give the port back."""
        thread, loop = self._thread, self._loop
        if thread is None or loop is None:
            return
        loop.call_soon_threadsafe(self._stopping.set)
        thread.join()
        self._thread = self._loop = None

    async def description(self) -> str:
        """The session description, as soon as the source has given its first key picture."""
        await self._described.wait()
        if self._parameter_sets is None:
            raise EOFError
        return describe_h264(self.host, *self._parameter_sets)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            server = await asyncio.start_server(self._welcome, self.host, self.port)
        except OSError as error:
            self._bind_error = error
            self._bound.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._bound.set()
        try:
            async with server:
                await self._play()
        finally:
            await self._dismiss()

    async def _dismiss(self) -> None:
        self._described.set()
        for session in tuple(self._sessions):
            session.drop()
        while self._sessions:
            await asyncio.sleep(0)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self, reader, writer)
        self._sessions.add(session)
        try:
            await session.serve()
        finally:
            self._sessions.discard(session)

    async def _play(self) -> None:
        """Ask the source at fixed times counted from the start, so that a late tick never adds up."""
        epoch = time.monotonic()
        number = 0
        while not self._stopping.is_set():
            self._show(self._source.next_unit(), number)
            number += 1
            behind = time.monotonic() - (epoch + number * _TICK)
            if behind > _TOO_LATE_S:
                number += int(behind / _TICK)  # The process was halted: those pictures never were.
            await asyncio.sleep(max(0.0, -behind))

    def _show(self, unit: AccessUnit, number: int) -> None:
        units = nal_units(unit.data)
        timestamp = (number * CLOCK_RATE // FPS) & 0xFFFFFFFF
        if unit.key and (found := parameter_sets(units)):
            self._parameter_sets = found
            self._described.set()
        packets = self._packetiser.packets(units, timestamp)
        due = number % _REPORT_EVERY == 0
        report = self._packetiser.sender_report(timestamp) if due else None
        for session in tuple(self._sessions):
            session.show(packets, report, key=unit.key)
