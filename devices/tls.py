"""What an error tells of an encrypted line: nobody vouches for the other side, it speaks otherwise, or neither."""

import ssl
from collections.abc import Iterator
from enum import Enum, auto

CUT = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
"""The line broke in the middle, which the library calls a fault of the encryption: it passes like any other."""


class Trouble(Enum):
    """What stands in the way until a person mends it."""

    UNTRUSTED = auto()
    OTHER_ENCRYPTION = auto()


def trouble(error: BaseException) -> Trouble | None:
    """What encryption has to do with this error; None where the line broke, or nothing was encrypted."""
    behind = [each for each in _behind(error) if isinstance(each, ssl.SSLError)]
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in behind):
        return Trouble.UNTRUSTED
    if any(not isinstance(each, CUT) for each in behind):
        return Trouble.OTHER_ENCRYPTION
    return None


def _behind(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that a library wrapped into it."""
    yield error
    for each in (getattr(error, "reason", None), *error.args):
        if isinstance(each, BaseException):
            yield from _behind(each)
