"""Permissions of many vehicles, extended together: seen first, and each with an entry of its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import DoesNotExist

from gate import clock, register
from gate.facts import Status
from gate.fields import Fields, Mistakes
from gate.models import Vehicle
from gate.register import RegisterError

MOST = 2000
NOT_APPROVED, WITHOUT_END, NOT_LONGER, NOT_YET = (
    "not_approved",
    "without_end",
    "not_longer",
    "begins_later",
)
"""Why one is left as it is."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A permission that would end later."""

    vehicle: Vehicle

    @property
    def mark(self) -> str:
        """Names the file as it was seen."""
        return f"{self.vehicle.id}.{self.vehicle.changed_seq}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, and what is left as it is and why."""

    extended: Sequence[Extended]
    left: Sequence[tuple[Vehicle, str]]


def read_end(value: object) -> date:
    """The new last day; raises Mistakes."""
    fields = Fields({"valid_to": value})
    end = fields.day("valid_to")
    if end is None:
        fields.wrong("valid_to", "required")
    elif end < clock.now().date():
        fields.wrong("valid_to", "in_past")
    fields.stop_at_mistakes(Mistakes)
    assert end is not None
    return end


def plan(vehicles: Iterable[Vehicle], end: date) -> Plan:
    """Which of these would end on that day instead."""
    extended: list[Extended] = []
    left: list[tuple[Vehicle, str]] = []
    for vehicle in vehicles:
        if why := _why_not(vehicle, end):
            left.append((vehicle, why))
        else:
            extended.append(Extended(vehicle))
    return Plan(extended, left)


def carry_out(marks: Collection[str], end: date, by: str) -> int:
    """Extend the files that are marked as they were seen, all or none; how many. Raises RegisterError."""
    wanted = dict(_read(mark) for mark in marks)
    try:
        with register.one_step():
            for number, seen in sorted(wanted.items()):
                register.edit(number, {"valid_to": end}, by, seen_seq=seen)
    except DoesNotExist:
        raise RegisterError({"": "register_changed"}) from None
    return len(wanted)


def _why_not(vehicle: Vehicle, end: date) -> str:
    if vehicle.status != Status.APPROVED.value:
        return NOT_APPROVED
    if vehicle.valid_to is None:
        return WITHOUT_END
    if vehicle.valid_from and vehicle.valid_from > end:
        return NOT_YET
    return NOT_LONGER if vehicle.valid_to >= end else ""


def _read(mark: str) -> tuple[int, int]:
    try:
        number, seen = mark.split(".")
        return int(number), int(seen)
    except ValueError:
        raise RegisterError({"": "register_changed"}) from None
