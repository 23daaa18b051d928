"""A post office that delivers nothing: it takes every message by SMTP and lays it into a folder as .eml."""

import asyncio
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BEIJING = timezone(timedelta(hours=8))
LARGEST_MESSAGE = 30_000_000


class MailSink:
    """Listens once started; a message is whole in the folder before the sender hears that it was taken."""

    def __init__(self, host: str, port: int, folder: Path) -> None:
        self.host, self.port = host, port
        self.folder = folder
        self._controller: Controller | None = None

    @property
    def messages(self) -> list[Path]:
        """The messages taken, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = _Controller(
            _Folder(self.folder), self.host, self.port, data_size_limit=LARGEST_MESSAGE
        )
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # With port 0 the system chose one, and the library would knock at 0.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Folder:
    """What aiosmtpd calls for every message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = f"{datetime.now(BEIJING):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
        draft, final = self._folder / f"{name}.part", self._folder / f"{name}.eml"
        with draft.open("wb") as file:
            file.write(_with_envelope(envelope))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
        return "250 taken"


def _with_envelope(envelope: Any) -> bytes:
    """The message, headed by whom the sender truly named: blind copies stand in no header of their own."""
    sender = f"X-MailFrom: {envelope.mail_from}\r\n"
    recipients = "".join(f"X-RcptTo: {address}\r\n" for address in envelope.rcpt_tos)
    content: bytes = envelope.content
    return (sender + recipients).encode() + content
