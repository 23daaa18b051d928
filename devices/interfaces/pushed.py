"""Plates that cameras read by themselves and tell of by HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from devices.interfaces.plates import PlateColour


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, as it came: `kind` is its media type, lower case, without parameters."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PushedPlate:
    """One plate that a camera says it saw.

    `characters` is how sure it is of each, 0 to 1, as many as the text has. `at` is the camera's own time, None when
    it gives none. `event` tells this message from every other of the camera, and is the same when it is sent again.
    `picture` is a JPEG as it came, unlooked at; empty when none came.
    """

    text: str
    colour: PlateColour | None
    characters: tuple[float, ...]
    event: str
    at: datetime | None = None
    picture: bytes = b""


class Pusher(Protocol):
    """Understands what one make of camera pushes."""

    @property
    def alone(self) -> bool:
        """Whether its word may open the arm where nobody else saw the plate."""

    def understand(self, parts: Sequence[Part]) -> PushedPlate | None:
        """The plate that a message tells of; None when it tells of something else.

        Raises DeviceError when it cannot be understood.
        """

    def close(self) -> None: ...
