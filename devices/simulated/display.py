"""A lane's board that speaks the protocol in docs/devices/display-protocol.md and can be looked at."""

import asyncio
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from pydantic import BaseModel, ConfigDict, ValidationError

from devices.display import (
    ACK,
    DAMAGED,
    ETX,
    LONGEST,
    NAK,
    NOT_UNDERSTOOD,
    STX,
    TOO_MANY_LINES,
    crc16,
)
from devices.interfaces import Tone
from devices.simulated.background import BackgroundLoop


class Picture(BaseModel):
    """The payload of a frame; anything else in it is not understood."""

    model_config = ConfigDict(extra="forbid")

    lines: list[str]
    tone: Tone
    alarm: bool


@dataclass(frozen=True, slots=True)
class Showing:
    """What the board shows, and since when by the monotonic clock."""

    lines: tuple[str, ...] = ()
    tone: Tone = Tone.AMBER
    alarm: bool = False
    since: float = 0.0


class SimulatedDisplay:
    """Anybody standing at the lane may read `showing`."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        rows: int = 4,
        journal: Callable[[Picture], None] = lambda picture: None,
    ) -> None:
        self.host, self.port = host, port
        self.answer_after_s = 0.0
        """Think this long before answering: a board too slow for its client."""
        self.showing = Showing()
        self._rows = rows
        self._journal = journal
        self._background: BackgroundLoop | None = None
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        self._background = BackgroundLoop(f"display-{self.port}")
        self._background.run(self._serve())

    def stop(self) -> None:
        if self._background is not None:
            self._background.run(self._close())
            self._background.stop()
            self._background = None

    async def _serve(self) -> None:
        self._server = await asyncio.start_server(self._attend, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (refusal := await self._take_frame(reader)) != DAMAGED:
                await self._answer(writer, refusal)
            await self._answer(writer, DAMAGED)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return  # the gate has gone, or the board is switched off
        finally:
            writer.close()

    async def _take_frame(self, reader: asyncio.StreamReader) -> int | None:
        """None when the picture is now shown, else why not."""
        stx, length = struct.unpack(">BH", await reader.readexactly(3))
        if stx != STX or not 0 < length <= LONGEST:
            return DAMAGED
        payload = await reader.readexactly(length)
        crc, etx = struct.unpack(">HB", await reader.readexactly(3))
        if crc != crc16(payload) or etx != ETX:
            return DAMAGED
        return self._show(payload)

    def _show(self, payload: bytes) -> int | None:
        try:
            picture = Picture.model_validate(json.loads(payload))
        except (ValueError, ValidationError):
            return NOT_UNDERSTOOD
        if len(picture.lines) > self._rows:
            return TOO_MANY_LINES
        self.showing = Showing(tuple(picture.lines), picture.tone, picture.alarm, monotonic())
        self._journal(picture)
        return None

    async def _answer(self, writer: asyncio.StreamWriter, refusal: int | None) -> None:
        if self.answer_after_s:
            await asyncio.sleep(self.answer_after_s)
        writer.write(bytes([ACK]) if refusal is None else bytes([NAK, refusal]))
        await writer.drain()
