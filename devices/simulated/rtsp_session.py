"""One viewer's RTSP connection: requests answered in order, video on the same connection."""

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from devices.simulated.digest import DigestGuard
from devices.simulated.rtp import interleaved

METHODS = ("OPTIONS", "DESCRIBE", "SETUP", "PLAY", "GET_PARAMETER", "SET_PARAMETER", "TEARDOWN")
SESSION_TIMEOUT_S = 60
MAX_BACKLOG_BYTES = 4_000_000
_MAX_BODY = 65_536
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One RTSP request."""

    method: str
    uri: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: the status, further headers, and perhaps a body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


class Stage(Protocol):
    """What a session needs to know of the server it belongs to."""

    path: str
    guard: DigestGuard

    async def description(self) -> str: ...


class Session:
    """Answers one connection and carries the video to it once it plays."""

    def __init__(
        self, stage: Stage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._stage = stage
        self._reader = reader
        self._writer = writer
        self._id = secrets.token_hex(4)
        self._channel: int | None = None
        self._playing = False
        self._started = False

    async def serve(self) -> None:
        """Answer requests until the viewer leaves."""
        try:
            while request := await self._read_request():
                answer = await self._answer(request)
                self._reply(request, answer)
                await self._writer.drain()
                if request.method == "TEARDOWN":
                    return
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            return  # The viewer went away, or speaks something that is not RTSP.
        finally:
            self._playing = False
            self._writer.close()

    def show(self, packets: list[bytes], report: bytes | None, *, key: bool) -> None:
        """Send one picture, beginning with a key picture; a viewer that does not keep up is dropped."""
        if not self._playing or self._channel is None or not (self._started or key):
            return
        if self._writer.transport.get_write_buffer_size() > MAX_BACKLOG_BYTES:
            self.drop()
            return
        self._started = True
        channel = self._channel
        chunks = [interleaved(channel, packet) for packet in packets]
        if report is not None:
            chunks.append(interleaved(channel + 1, report))
        self._writer.write(b"".join(chunks))

    def drop(self) -> None:
        """Cut the connection at once."""
        self._playing = False
        self._writer.transport.abort()

    async def _read_request(self) -> Request | None:
        while (first := await self._reader.readexactly(1)) == b"$":
            _channel, high, low = await self._reader.readexactly(3)
            await self._reader.readexactly(high << 8 | low)  # The viewer's RTCP reports.
        head = (first + await self._reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
        start, *lines = head.strip().split("\r\n")
        method, uri, _version = start.split(" ", 2)
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        if not 0 <= length <= _MAX_BODY:
            return None
        await self._reader.readexactly(length)
        return Request(method.upper(), uri, headers)

    async def _answer(self, request: Request) -> Answer:
        if request.method == "OPTIONS":
            return Answer(200, (("Public", ", ".join(METHODS)),))
        if not self._stage.guard.admits(request.method, request.headers.get("authorization")):
            return Answer(401, (("WWW-Authenticate", self._stage.guard.challenge),))
        if not f"{urlsplit(request.uri).path}/".startswith(f"{self._stage.path}/"):
            return Answer(404)
        if request.method == "DESCRIBE":
            return await self._describe(request)
        if request.method == "SETUP":
            return self._set_up(request)
        return self._control(request)

    async def _describe(self, request: Request) -> Answer:
        body = await self._stage.description()
        base = request.uri.rstrip("/") + "/"
        return Answer(200, (("Content-Base", base), ("Content-Type", "application/sdp")), body)

    def _set_up(self, request: Request) -> Answer:
        transport = request.headers.get("transport", "")
        if "RTP/AVP/TCP" not in transport:
            return Answer(461)
        asked = re.search(r"interleaved=(\d{1,3})", transport)
        self._channel = min(int(asked.group(1)), 254) if asked else 0
        agreed = f"RTP/AVP/TCP;unicast;interleaved={self._channel}-{self._channel + 1}"
        session = f"{self._id};timeout={SESSION_TIMEOUT_S}"
        return Answer(200, (("Transport", agreed), ("Session", session)))

    def _control(self, request: Request) -> Answer:
        if request.method not in METHODS:
            return Answer(405, (("Allow", ", ".join(METHODS)),))
        if request.headers.get("session", self._id).partition(";")[0] != self._id:
            return Answer(454)
        if request.method == "PLAY":
            if self._channel is None:
                return Answer(455)
            self._playing = True
            return Answer(200, (("Session", self._id), ("Range", "npt=now-")))
        return Answer(200, (("Session", self._id),))

    def _reply(self, request: Request, answer: Answer) -> None:
        lines = [f"RTSP/1.0 {answer.status} {_REASONS[answer.status]}"]
        lines.append(f"CSeq: {request.headers.get('cseq', '0')}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        body = answer.body.encode()
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
