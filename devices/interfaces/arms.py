"""The arm of a lane."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ArmPosition(StrEnum):
    CLOSED = "closed"
    MOVING = "moving"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BarrierState:
    """What the controller says: the arm by its limit switches, the loops, its own fault."""

    position: ArmPosition
    loop_outer: bool = False
    loop_under: bool = False
    loop_inner: bool = False
    fault: bool = False

    @property
    def occupied(self) -> bool:
        return self.loop_outer or self.loop_under or self.loop_inner


class Barrier(Protocol):
    """An arm. Its own controller keeps loop, radar and edge; no order of ours overrides them."""

    def lift(self) -> None:
        """Order the arm up. Returns when the controller has acknowledged; raises DeviceError."""

    def lower(self) -> None:
        """Order the arm down. The controller refuses while something stands under it."""

    def state(self) -> BarrierState: ...

    def close(self) -> None: ...
