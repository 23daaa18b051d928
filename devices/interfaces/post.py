"""A mail server that takes letters."""

from collections.abc import Callable
from typing import Protocol

from devices.interfaces.faults import DeviceError


class MailRefused(DeviceError):
    """The server will never take this letter for this address; others it may take."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Post(Protocol):
    """A mail server. What it has taken it delivers, or sends back to the sender by itself."""

    def send(self, message: bytes, to: str, handing_over: Callable[[], None] = ...) -> str:
        """Hand over one letter for one address; what the server said when it took it.

        `message` is a letter by RFC 5322 without `From`, for that is the server's account. `handing_over` is
        called in the last moment in which nobody can have the letter yet; what it raises leaves it with us.
        Raises DeviceError: MailRefused for this letter alone, else `permanent` where the settings are wrong, and
        `may_still_happen` where the letter was handed over and no answer came.
        """
