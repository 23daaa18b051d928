"""A barrier controller that speaks Modbus TCP: it keeps its own loops and limits, whatever it is ordered."""

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from devices.simulated.arm import DOWN, UP, Arm
from devices.simulated.background import BackgroundLoop

Journal = Callable[[str, str], None]
"""Told of every order and movement: what happened, and who or what caused it."""

LIFT, LOWER = 0, 1
READ_INPUTS, WRITE_COIL, WRITE_COILS = 2, 5, 15
PULSE_S = 0.3


class BarrierController:
    """Coils 0 lift, 1 lower; inputs 0 to 2 the loops, 3 open, 4 closed, 5 fault.

    It closes behind a vehicle, closes after `hold_s` when nobody came, refuses to lower onto a vehicle and turns
    round when one drives in under a falling arm.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        device_id: int = 1,
        travel_s: float = 1.0,
        close_after_s: float = 0.5,
        hold_s: float = 20.0,
        journal: Journal = lambda event, source: None,
    ) -> None:
        self.host, self.port = host, port
        self.answer_after_s = 0.0
        """Think this long before obeying and answering: a controller too slow for its client."""
        self.fault = False
        self._device_id = device_id
        self._close_after_s, self._hold_s = close_after_s, hold_s
        self._journal = journal
        self._arm = Arm(travel_s)
        self._loops = (False, False, False)
        self._source = ""
        self._background: BackgroundLoop | None = None
        self._server: ModbusTcpServer | None = None
        self._arrival: TimerHandle | None = None
        self._closing: TimerHandle | None = None

    def start(self) -> None:
        self._background = BackgroundLoop(f"barrier-{self.port}")
        self._background.run(self._serve())

    def stop(self) -> None:
        if self._background is not None and self._server is not None:
            self._background.run(self._server.shutdown())  # type: ignore[no-untyped-call]
            self._background.stop()
            self._background = self._server = None

    @property
    def arm_fraction(self) -> float:
        return self._arm.fraction

    @property
    def is_open(self) -> bool:
        return self._arrival is None and self._arm.is_open

    @property
    def is_closed(self) -> bool:
        return self._arrival is None and self._arm.is_closed

    def press_button(self) -> None:
        """The guard's own push button at the gate: no order of ours."""
        self._call(self._lift, "button")

    def set_loops(self, outer: bool, under: bool, inner: bool) -> None:
        """What stands on the loops, as the little world around the arm says."""
        before, self._loops = self._loops[1], (outer, under, inner)
        if before != under:
            self._call(self._drives_in if under else self._drives_out)

    async def _serve(self) -> None:
        coils = SimData(0, values=0, datatype=DataType.BITS)
        inputs = SimData(0, values=0, datatype=DataType.BITS)
        spare = SimData(0, values=0, datatype=DataType.REGISTERS)
        device = SimDevice(
            self._device_id, ([coils], [inputs], [spare], [spare]), action=self._serve_request
        )
        self._server = ModbusTcpServer(device, address=(self.host, self.port))
        await self._server.serve_forever(background=True)
        listener = self._server.transport
        assert isinstance(listener, asyncio.Server)
        self.port = listener.sockets[0].getsockname()[1]

    async def _serve_request(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        if self.answer_after_s and (values is not None or function == READ_INPUTS):
            await asyncio.sleep(self.answer_after_s)
        if function == READ_INPUTS:
            registers[0] = self._input_bits()
        if values is None or function not in (WRITE_COIL, WRITE_COILS):
            return None
        refusal = self._obey(address, [bool(value) for value in values])
        # The module drops its relay by itself: what a client reads back later is an idle coil.
        asyncio.get_running_loop().call_later(PULSE_S, registers.__setitem__, 0, 0)
        return refusal

    def _input_bits(self) -> int:
        inputs = (*self._loops, self.is_open, self.is_closed, self.fault)
        return sum(1 << position for position, on in enumerate(inputs) if on)

    def _obey(self, first: int, values: list[bool]) -> ExcCodes | None:
        ordered = {first + offset for offset, on in enumerate(values) if on}
        if LIFT in ordered:
            self._lift("modbus")
        elif LOWER in ordered:
            return self._lower("modbus")
        return None

    def _lift(self, source: str) -> None:
        self._journal("lift", source)
        self._travel(UP, source)

    def _lower(self, source: str) -> ExcCodes | None:
        if self._loops[1]:
            self._journal("lower_refused", source)
            return ExcCodes.DEVICE_BUSY
        self._journal("lower", source)
        self._travel(DOWN, source)
        return None

    def _drives_in(self) -> None:
        self._forget_closing()
        if self._arm.target == DOWN and not self._arm.is_closed:
            self._journal("reversed", "vehicle")
            self._travel(UP, "vehicle")

    def _drives_out(self) -> None:
        if self._arm.target == UP:
            self._close_in(self._close_after_s, "vehicle_passed")

    def _travel(self, target: float, source: str) -> None:
        self._forget_closing()
        if self._arrival is not None:
            self._arrival.cancel()
        loop = asyncio.get_running_loop()
        self._arrival = loop.call_later(self._arm.send(target), self._arrive, target, source)

    def _arrive(self, target: float, source: str) -> None:
        self._journal("open" if target == UP else "closed", source)
        self._arrival = (
            None  # only now do the limit switches say so: the journal is never behind them
        )
        if target == UP and not self._loops[1] and self._closing is None:
            self._close_in(self._hold_s, "nobody_came")

    def _close_in(self, seconds: float, source: str) -> None:
        self._forget_closing()
        loop = asyncio.get_running_loop()
        self._closing = loop.call_later(seconds, self._lower, source)

    def _forget_closing(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _call(self, deed: Callable[..., object], *words: str) -> None:
        """Everything the arm does happens in its own loop, so that no order meets another half way."""
        if self._background is not None:
            self._background.loop.call_soon_threadsafe(deed, *words)
