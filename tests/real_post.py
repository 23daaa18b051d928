"""A mail server that speaks SMTP and does what a test wants of it: takes, refuses, stalls, cuts off."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

USER, PASSWORD = "greengate", "post-2026-secret"
SENDER = "greengate@plant.example"


class RealPost:
    """What it took lies in `taken`; `says` and `does` may be changed while it runs."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.senders: list[str] = []
        self.knocks = 0
        """How many letters were begun."""
        self.says = ""
        """The answer to a letter's address, in place of taking it."""
        self.says_at_end = ""
        """The answer after the final dot."""
        self.does = ""
        """"cuts before" or "cuts after" the final dot, "stalls before" or "stalls" after it."""
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.knocks += 1
        while self.does == "stalls before":
            await asyncio.sleep(0.02)
        if self.says:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 known here"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        if self.says_at_end:
            return self.says_at_end
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        self.taken.append(letter)
        self.senders.append(str(envelope.mail_from))
        while self.does == "stalls":
            await asyncio.sleep(0.02)
        if self.does == "cuts after":
            _cut(server)
        return "250 taken"


class _Cutting(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        post: Any = self.event_handler
        if post.does != "cuts before":
            await super().smtp_DATA(arg)
            return
        await self.push("354 go ahead")
        await self._reader.readline()
        _cut(self)


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Cutting(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # With port 0 the system chose one, and the library would knock at 0.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def listening(certificate: Path | None = None, **more: Any) -> Iterator[RealPost]:
    """A mail server on loopback; with a certificate it demands STARTTLS, and a login after it."""
    post = RealPost()
    told: dict[str, Any] = dict(more)
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        told |= {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _authenticate,
        }
    controller = _Controller(post, "127.0.0.1", 0, **told)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        post.does = ""
        controller.stop()


def _authenticate(*asked: Any) -> AuthResult:
    login = asked[-1]
    good = isinstance(login, LoginPassword) and login.login == USER.encode()
    return AuthResult(success=good and login.password == PASSWORD.encode(), handled=False)
