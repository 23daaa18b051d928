"""A barrier arm behind a Modbus TCP module: two coils order it, six inputs tell where it is."""

import logging
import select
import threading
import time
from collections.abc import Callable

from pydantic import BaseModel, Field
from pymodbus.client import ModbusTcpClient
from pymodbus.constants import ExcCodes
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from devices.interfaces import ArmPosition, BarrierState, DeviceError

# The library prints every failed attempt; a lane that polls a dead controller says it once.
logging.getLogger("pymodbus").setLevel(logging.CRITICAL)

PERMANENT_REFUSALS = {ExcCodes.ILLEGAL_FUNCTION, ExcCodes.ILLEGAL_ADDRESS, ExcCodes.ILLEGAL_VALUE}


class Config(BaseModel):
    """Where the module is and what is wired to which terminal."""

    host: str = Field(title="Address", description="IP address or name of the Modbus TCP module")
    port: int = Field(502, title="Port", description="TCP port", ge=1, le=65535)
    device_id: int = Field(
        1, title="Unit", description="Modbus unit (station) number", ge=0, le=255
    )
    timeout_s: float = Field(
        0.5, title="Time-out", description="Seconds to wait for an answer", gt=0, le=10
    )
    lift_coil: int = Field(0, title="Lift coil", description="Coil that lifts the arm", ge=0)
    lower_coil: int = Field(1, title="Lower coil", description="Coil that lowers the arm", ge=0)
    pulse_s: float = Field(
        0,
        title="Pulse",
        description="Seconds after which the coil is dropped; 0 when the module drops it by itself",
        ge=0,
        le=2,
    )
    loop_outer: int = Field(
        0, title="Outer loop input", description="Discrete input of the loop outside", ge=0
    )
    loop_under: int = Field(
        1, title="Loop under the arm", description="Discrete input of the loop under it", ge=0
    )
    loop_inner: int = Field(
        2, title="Inner loop input", description="Discrete input of the loop inside", ge=0
    )
    limit_open: int = Field(
        3, title="Open limit switch", description="Discrete input: arm fully up", ge=0
    )
    limit_closed: int = Field(
        4, title="Closed limit switch", description="Discrete input: arm fully down", ge=0
    )
    fault: int = Field(
        5, title="Fault input", description="Discrete input: the controller's own fault", ge=0
    )

    @property
    def inputs(self) -> tuple[int, ...]:
        return (
            self.loop_outer,
            self.loop_under,
            self.loop_inner,
            self.limit_open,
            self.limit_closed,
            self.fault,
        )


class ModbusBarrier:
    """One connection to the module; a poll and an order never share the wire."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._first = min(config.inputs)
        self._count = max(config.inputs) - self._first + 1
        self._lock = threading.Lock()
        # One try only: a repeated order could lift the arm a second time, long after the truck left.
        self._client = ModbusTcpClient(
            config.host, port=config.port, timeout=config.timeout_s, retries=0
        )

    def lift(self) -> None:
        self._order(self._config.lift_coil, "lift")

    def lower(self) -> None:
        self._order(self._config.lower_coil, "lower")

    def state(self) -> BarrierState:
        with self._lock:
            self._connect()
            answer = self._exchange("tell its state", self._read_inputs)
        bits = answer.bits
        outer, under, inner, is_open, is_closed, fault = (
            bool(bits[address - self._first]) for address in self._config.inputs
        )
        return BarrierState(
            position=_position(is_open, is_closed),
            loop_outer=outer,
            loop_under=under,
            loop_inner=inner,
            fault=fault,
        )

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _order(self, coil: int, deed: str) -> None:
        with self._lock:
            self._connect()
            self._exchange(deed, lambda: self._write(coil, True), moves=True)
            if self._config.pulse_s:
                time.sleep(self._config.pulse_s)
                self._exchange(f"end the order to {deed}", lambda: self._write(coil, False))

    def _write(self, coil: int, value: bool) -> ModbusPDU:
        return self._client.write_coil(coil, value, device_id=self._config.device_id)

    def _read_inputs(self) -> ModbusPDU:
        return self._client.read_discrete_inputs(
            self._first, count=self._count, device_id=self._config.device_id
        )

    def _connect(self) -> None:
        """A connection that the module has closed meanwhile, or whose late answers wait, is replaced."""
        link = self._client.socket
        if link is not None and select.select([link], [], [], 0)[0]:
            self._drop()
        if not self._client.connect():  # type: ignore[no-untyped-call]
            raise DeviceError(f"the barrier controller at {self._where} cannot be reached")

    def _exchange(
        self, deed: str, ask: Callable[[], ModbusPDU], *, moves: bool = False
    ) -> ModbusPDU:
        try:
            answer = ask()
        except (ModbusException, OSError) as error:
            # A late answer must not be taken for the answer to the next question.
            self._drop()
            raise DeviceError(
                f"the barrier controller at {self._where} did not answer the order to {deed}",
                may_still_happen=moves,
            ) from error
        if answer.isError():
            code = getattr(answer, "exception_code", 0)
            raise DeviceError(
                f"the barrier controller at {self._where} refused to {deed} (Modbus exception {code})",
                permanent=code in PERMANENT_REFUSALS,
            )
        return answer

    def _drop(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    @property
    def _where(self) -> str:
        return f"{self._config.host}:{self._config.port}"


def _position(is_open: bool, is_closed: bool) -> ArmPosition:
    if is_open and is_closed:
        return ArmPosition.UNKNOWN
    if is_open:
        return ArmPosition.OPEN
    return ArmPosition.CLOSED if is_closed else ArmPosition.MOVING


def connect(config: Config) -> ModbusBarrier:
    return ModbusBarrier(config)
