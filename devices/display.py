"""The LED board of a lane with its sound and light alarm, over the protocol in docs/devices/display-protocol.md."""

import json
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from pydantic import BaseModel, Field

from devices.interfaces import DeviceError, Tone

STX, ETX, ACK, NAK = 0x02, 0x03, 0x06, 0x15
DAMAGED, NOT_UNDERSTOOD, TOO_MANY_LINES = 1, 2, 3
LONGEST = 1024

REASONS = {
    DAMAGED: "the frame arrived damaged",
    NOT_UNDERSTOOD: "the content is not understood",
    TOO_MANY_LINES: "the board has fewer lines",
}


class Config(BaseModel):
    """Where the board is."""

    host: str = Field(title="Address", description="IP address or name of the display controller")
    port: int = Field(5500, title="Port", description="TCP port", ge=1, le=65535)
    timeout_s: float = Field(
        1.0, title="Time-out", description="Seconds to wait for the board's answer", gt=0, le=10
    )


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def frame(lines: Sequence[str], tone: Tone, alarm: bool) -> bytes:
    """One picture as it goes over the wire."""
    content = {"lines": list(lines), "tone": tone.value, "alarm": alarm}
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(payload) > LONGEST:
        raise DeviceError("the text is too long for the display", permanent=True)
    head = struct.pack(">BH", STX, len(payload))
    return head + payload + struct.pack(">HB", crc16(payload), ETX)


class TcpDisplay:
    """One lasting connection to the board; made again when the board has closed it."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._link: socket.socket | None = None

    def show(self, lines: Sequence[str], tone: Tone, *, alarm: bool = False) -> None:
        picture = frame(lines, tone, alarm)
        with self._lock:
            answer = self._deliver(picture)
        self._check(answer)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _deliver(self, picture: bytes) -> bytes:
        """A board restarted since the last picture has cut the old connection: that earns a second try."""
        deadline = time.monotonic() + self._config.timeout_s
        if self._link is not None:
            with suppress(ConnectionError):
                return self._send(picture, deadline)
        try:
            return self._send(picture, deadline)
        except ConnectionError:
            raise DeviceError(f"the display at {self._where} cut the connection") from None

    def _send(self, picture: bytes, deadline: float) -> bytes:
        link = self._connected(deadline)
        try:
            link.sendall(picture)
            answer = self._receive(link, deadline)
            return answer + self._receive(link, deadline) if answer[0] == NAK else answer
        except TimeoutError:
            self._drop()
            raise DeviceError(
                f"the display at {self._where} did not answer within {self._config.timeout_s:g} s",
                may_still_happen=True,
            ) from None
        except OSError:
            self._drop()
            raise ConnectionResetError from None

    def _connected(self, deadline: float) -> socket.socket:
        if self._link is None:
            try:
                self._link = socket.create_connection(
                    (self._config.host, self._config.port), timeout=_left(deadline)
                )
            except OSError as error:
                raise DeviceError(f"the display at {self._where} cannot be reached") from error
        self._link.settimeout(_left(deadline))
        return self._link

    def _receive(self, link: socket.socket, deadline: float) -> bytes:
        link.settimeout(_left(deadline))
        byte = link.recv(1)
        if not byte:
            raise ConnectionResetError
        return byte

    def _check(self, answer: bytes) -> None:
        if answer[0] == ACK:
            return
        reason = answer[1] if answer[0] == NAK else DAMAGED
        words = REASONS.get(reason, f"reason {reason}")
        raise DeviceError(
            f"the display at {self._where} refused the picture: {words}",
            permanent=reason in (NOT_UNDERSTOOD, TOO_MANY_LINES),
        )

    def _drop(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    @property
    def _where(self) -> str:
        return f"{self._config.host}:{self._config.port}"


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def connect(config: Config) -> TcpDisplay:
    return TcpDisplay(config)
