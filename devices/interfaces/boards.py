"""The board of a lane."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class Tone(StrEnum):
    """Colour of the text on a lane's display: allowed is green, denied is red (R-014)."""

    GREEN = "green"
    RED = "red"
    AMBER = "amber"


class Display(Protocol):
    """The board at the lane with its sound and light alarm."""

    def show(self, lines: Sequence[str], tone: Tone, *, alarm: bool = False) -> None:
        """Show up to four lines; raises DeviceError."""

    def close(self) -> None: ...
