"""The four standard measures (R-063, T13), and what is proposed for a warning level that came without one (§5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.codes import CONTROL_MEASURES, Words
from gate.control.condition import Condition, Kind, Weight
from gate.control.warning import WarningLevel

DIESEL, GAS = frozenset("B"), frozenset("EF")
_HEAVY = frozenset({Weight.HEAVY})


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard measure: its code, its words, and whom it restricts."""

    code: str
    words: Words
    conditions: tuple[Condition, ...]


def _measure(code: str, *conditions: Condition) -> Measure:
    return Measure(code, CONTROL_MEASURES[code], conditions)


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        _measure("1", Condition(weights=_HEAVY, fuels=DIESEL | GAS, below_stage="4")),
        _measure("2", Condition(weights=_HEAVY, fuels=DIESEL | GAS, below_stage="5")),
        _measure(
            "3",
            Condition(weights=_HEAVY, fuels=DIESEL, below_stage="5"),
            Condition(fuels=GAS, below_stage="6"),
        ),
        _measure("4", Condition()),
    )
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person is asked about; it is never applied unseen."""

    measure: str
    own: tuple[Condition, ...] = ()


_OLD_MACHINES = (Condition(restricts=frozenset({Kind.MACHINE}), below_stage="3"),)
PROPOSALS: Mapping[WarningLevel, Proposal] = {
    WarningLevel.YELLOW: Proposal("1"),
    WarningLevel.ORANGE: Proposal("2", _OLD_MACHINES),
    WarningLevel.RED: Proposal("3", _OLD_MACHINES),
}


FREE_GRADES = frozenset({"A", "leading"})
"""Plants of these grades (绩效分级) reduce by themselves: nothing is proposed but their own plan (§5.2)."""


def propose(warning: WarningLevel, grade: str = "") -> Proposal | None:
    """The default for a level at a plant of this grade, None where there is none."""
    return None if grade in FREE_GRADES else PROPOSALS.get(warning)
