"""A mail server by SMTP (RFC 5321), with STARTTLS or TLS and a login where it wants one."""

import fcntl
import re
import select
import smtplib
import socket
import ssl
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Literal

from pydantic import BaseModel, Field

from devices import tls
from devices.interfaces import DeviceError, MailRefused
from devices.tls import Trouble

ADDRESS = r"^[!-?A-~]+@[0-9A-Za-z.\-]+$"
DOT_IN_FRONT = re.compile(rb"(?m)^\.")
END = b".\r\n"
WANTS_LOGIN = frozenset((530, 534, 535, 538))
"""Said of who sends, not of the letter."""
LONGEST_ANSWER = 200
LOOK_S = 0.005


class Config(BaseModel):
    """Where the mail server is, who we are there, and by which address we write."""

    host: str = Field(
        title="Address", description="IP address or name of the mail server", min_length=1
    )
    port: int = Field(
        587,
        title="Port",
        description="587 with STARTTLS, 465 with TLS, 25 without either",
        ge=1,
        le=65535,
    )
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        title="Encryption",
        description="As the server's operator says; none only within the plant's own network",
    )
    username: str = Field(
        "", title="User name", description="Empty when the server asks for no login"
    )
    password: str = Field(
        "",
        title="Password",
        description="With many mail services a code that they give for programs",
        json_schema_extra={"format": "password"},
    )
    sender: str = Field(
        title="Sender", description="The address that letters come from", pattern=ADDRESS
    )
    sender_name: str = Field(
        "", title="Sender's name", description="Shown beside the address, such as 绿门门禁"
    )
    test_to: str = Field(
        "",
        title="Test letters go to",
        description="Address of whoever tests; empty: to the sender itself",
        pattern=f"^$|{ADDRESS}",
    )
    ca_file: str = Field(
        "",
        title="Certificate authority",
        description="PEM file that vouches for the mail server; empty for the public ones",
    )
    timeout_s: float = Field(
        20, title="Time-out", description="Seconds to wait for an answer", gt=0, le=60
    )


class SmtpPost:
    """Each letter is one connection; nothing is repeated here, for the sender keeps what is owed."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def send(self, message: bytes, to: str, handing_over: Callable[[], None] = lambda: None) -> str:
        if not to.isascii():
            raise MailRefused("the address has letters that mail servers do not know")
        content = DOT_IN_FRONT.sub(b"..", self._from() + message)
        with self._connected() as line:
            with _faults():
                _must(line.mail(self._config.sender, _size(line, content)))
                _must(line.rcpt(to))
                _must(line.docmd("DATA"), takes=354)
                line.send(content if content.endswith(b"\r\n") else content + b"\r\n")
                _wait_until_it_is_there(line, self._config.timeout_s)
            handing_over()
            return _handed_over(line)

    def _from(self) -> bytes:
        header = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        header["From"] = Address(self._config.sender_name, addr_spec=self._config.sender)
        return header.as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is encrypted and logged in as the settings say."""
        with _faults():
            line = self._open()
        try:
            with _faults():
                self._introduce(line)
            yield line
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
        finally:
            line.close()

    def _open(self) -> smtplib.SMTP:
        at = self._config
        named: Any = {"timeout": at.timeout_s, "local_hostname": _own_name()}
        if at.security == "tls":
            return smtplib.SMTP_SSL(at.host, at.port, context=self._trust(), **named)
        return smtplib.SMTP(at.host, at.port, **named)

    def _introduce(self, line: smtplib.SMTP) -> None:
        if self._config.security == "starttls":
            line.starttls(context=self._trust())
        line.ehlo_or_helo_if_needed()
        if self._config.username:
            line.login(self._config.username, self._config.password)

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._config.ca_file or None)
        except OSError as error:
            raise DeviceError(
                f"the certificates to trust cannot be read: {error.strerror}", permanent=True
            ) from error


def connect(config: Config) -> SmtpPost:
    return SmtpPost(config)


def _own_name() -> str:
    """Our name as we tell it: asking the network for a full one may take minutes where there is none."""
    name = socket.gethostname()
    return name if name.isascii() and name else "localhost"


def _size(line: smtplib.SMTP, content: bytes) -> list[str]:
    """What is said of the size, where the server wants to hear it (RFC 1870); raises MailRefused."""
    if not line.has_extn("size"):
        return []
    most = line.esmtp_features["size"]
    if most.isdecimal() and 0 < int(most) < len(content):
        raise MailRefused(f"the letter has {len(content)} bytes, the mail server takes {most}")
    return [f"size={len(content)}"]


def _wait_until_it_is_there(line: smtplib.SMTP, longest_s: float) -> None:
    """Until the other side has every byte so far: a line that breaks meanwhile breaks before the final dot."""
    assert line.sock is not None
    deadline = time.monotonic() + longest_s
    ended = select.poll()
    ended.register(line.sock, select.POLLRDHUP)
    while not ended.poll(0):
        under_way = fcntl.ioctl(line.sock, termios.TIOCOUTQ, bytes(4))
        if not any(under_way):
            return
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(LOOK_S)
    raise ConnectionResetError


def _handed_over(line: smtplib.SMTP) -> str:
    """From the final dot on only the server knows whether it has taken the letter."""
    try:
        line.send(END)
        answer = line.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise DeviceError(
            "the mail server did not say whether it took the letter", may_still_happen=True
        ) from error
    return _must(answer)


def _must(answer: tuple[int, bytes], takes: int = 250) -> str:
    """What the server said; raises where it does not agree."""
    code, words = answer
    told = f"{code} {_plain(words)}"
    if code == takes or (takes == 250 and code == 251):
        return told
    if code >= 500 and code not in WANTS_LOGIN:
        raise MailRefused(f"the mail server refuses: {told}")
    if code >= 500:
        raise DeviceError(f"the mail server wants another login: {told}", permanent=True)
    raise DeviceError(f"the mail server refuses for now: {told}")


def _plain(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:LONGEST_ANSWER]


@contextmanager
def _faults() -> Iterator[None]:
    """Whatever goes wrong before the final dot, as the one kind of fault that the house knows."""
    try:
        yield
    except DeviceError:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise _login_refused(error) from error
    except smtplib.SMTPResponseException as error:
        told = f"{error.smtp_code} {_plain(error.smtp_error)}"
        raise DeviceError(f"the mail server refuses for now: {told}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeviceError(
            f"the mail server offers no such thing: {error}", permanent=True
        ) from error
    except smtplib.SMTPServerDisconnected as error:
        # The library tells of a time-out as of a cut; what it was stands behind it.
        raise _out_of_reach(error.__context__ or error) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _out_of_reach(error) from error


def _login_refused(error: smtplib.SMTPAuthenticationError) -> DeviceError:
    told = f"{error.smtp_code} {_plain(error.smtp_error)}"
    if error.smtp_code >= 500:
        return DeviceError(
            f"the mail server refuses this user name or password: {told}", permanent=True
        )
    return DeviceError(f"the mail server refuses for now: {told}")


def _out_of_reach(error: BaseException) -> DeviceError:
    match tls.trouble(error):
        case Trouble.UNTRUSTED:
            return DeviceError("the certificate of the mail server is not trusted", permanent=True)
        case Trouble.OTHER_ENCRYPTION:
            return DeviceError(
                "the mail server does not speak this encryption at this port", permanent=True
            )
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return DeviceError("nobody knows the name of the mail server")
    if isinstance(error, ConnectionRefusedError):
        return DeviceError("nothing listens at the address of the mail server")
    if isinstance(error, TimeoutError):
        return DeviceError("the mail server does not answer in time")
    return DeviceError("the mail server cut the connection")
