"""An arm that does what a test wrote down for it, and remembers what was asked of it and when."""

from collections.abc import Callable

from devices.interfaces import ArmPosition, BarrierState, DeviceError


class ScriptedArm:
    """An arm at a closed lane: `at_lift` is what an order brings, `rises` whether the arm then moves."""

    def __init__(
        self,
        *,
        at_lift: DeviceError | None = None,
        rises: bool = True,
        before_lift: Callable[[], object] = lambda: None,
        state_fails: int = 0,
    ) -> None:
        self.lifts = 0
        self._at_lift = at_lift
        self._rises = rises
        self._before_lift = before_lift
        self._state_fails = state_fails
        self._position = ArmPosition.CLOSED

    def lift(self) -> None:
        self._before_lift()
        self.lifts += 1
        if self._rises:
            self._position = ArmPosition.MOVING
        if self._at_lift is not None:
            raise self._at_lift

    def lower(self) -> None:
        self._position = ArmPosition.CLOSED

    def state(self) -> BarrierState:
        if self._state_fails > 0:
            self._state_fails -= 1
            raise DeviceError("no answer from the controller")
        told = self._position
        if told is ArmPosition.MOVING:
            self._position = ArmPosition.OPEN
        return BarrierState(told)

    def close(self) -> None:
        """There is nothing to close."""
