"""What taking a table over would change in the register: told before it is done, and nothing replaced unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import standing, twins, vehicle_file
from gate.facts import Status
from gate.fields import Fields
from gate.fleet.rows import Key, Told
from gate.models import Vehicle
from gate.objections.papers import contradictions
from gate.sheets import Read, Wrong

Difference = tuple[str, Any, Any]
"""An item, what is there and what the table says."""
AT_ONCE = 400
"""Databases take only so many values in one question."""


@dataclass(frozen=True, slots=True)
class New:
    """A truck that has no file yet: what an approval would lack, and what in it asks for a look."""

    told: Told
    lacks: Sequence[str]
    doubts: Sequence[str]

    @property
    def is_ready(self) -> bool:
        """Whether it may be approved together with others, unlooked at."""
        return not (self.lacks or self.doubts)


@dataclass(frozen=True, slots=True)
class Differing:
    """A truck that has a file, of which the table says something else."""

    vehicle: Vehicle
    told: Told
    what: Sequence[Difference]

    @property
    def mark(self) -> str:
        """Names the file as it was seen, so that no later change of it is written over."""
        return f"{self.vehicle.id}.{self.vehicle.changed_seq}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The table beside the register."""

    new: tuple[New, ...]
    same: tuple[Vehicle, ...]
    differing: tuple[Differing, ...]
    """Kept as they are, but for those that a person takes over one by one."""
    wrong: tuple[Wrong, ...]

    @property
    def ready(self) -> tuple[New, ...]:
        return tuple(each for each in self.new if each.is_ready)


def plan(read: Read[Told]) -> Plan:
    """Compare a table with the register as it is now."""
    files = files_of([told.key for told in read.told])
    known = [(files[told.key], told) for told in read.told if told.key in files]
    differing, wrong = [], list(read.wrong)
    for vehicle, told in known:
        if mistakes := mistakes_in_both(vehicle, told):
            wrong.append(Wrong(told.line, told.key[0], mistakes))
        elif what := differences(vehicle.__data__, told):
            differing.append(Differing(vehicle, told, what))
    return Plan(
        new=_new([told for told in read.told if told.key not in files]),
        same=tuple(row for row, told in known if not differences(row.__data__, told)),
        differing=tuple(differing),
        wrong=tuple(sorted(wrong, key=lambda row: row.line)),
    )


def files_of(keys: Sequence[Key]) -> dict[Key, Vehicle]:
    """The files of these trucks, as far as there are any."""
    plates = sorted({plate for plate, _ in keys})
    wanted = set(keys)
    found: dict[Key, Vehicle] = {}
    for first in range(0, len(plates), AT_ONCE):
        rows = Vehicle.select().where(Vehicle.plate_no.in_(plates[first : first + AT_ONCE]))
        found |= {(row.plate_no, row.plate_colour): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def differences(values: Mapping[str, Any], told: Told) -> tuple[Difference, ...]:
    """Where the table says something else than what is there."""
    pairs = ((name, values.get(name), new) for name, new in told.values.items())
    return tuple((name, ours, theirs) for name, ours, theirs in pairs if ours != theirs)


def mistakes_in_both(vehicle: Vehicle, told: Told) -> dict[str, str]:
    """What would be wrong with a file that took the row over, by item."""
    if not differences(vehicle.__data__, told):
        return {}
    fields = Fields({**vehicle.__data__, **told.values})
    row = vehicle_file.read_items(fields)
    if not fields.errors and vehicle.status == Status.APPROVED.value:
        lacking = vehicle_file.missing({**row, "status": Status.APPROVED})
        return dict.fromkeys(lacking, "needed_for_approval")
    return fields.errors


def _new(told: Sequence[Told]) -> tuple[New, ...]:
    elsewhere = {
        name: twins.files_with(name, [str(each.values.get(name, "")) for each in told])
        for name in twins.NUMBERS
    }
    return tuple(_judged(each, elsewhere) for each in told)


def _judged(told: Told, elsewhere: Mapping[str, Mapping[str, Any]]) -> New:
    values = vehicle_file.read_items(Fields(told.values))
    lacks = vehicle_file.missing({**values, "status": Status.APPROVED})
    agreed = contradictions(standing.registered(Vehicle(**values)), told.key[0])
    shared = [f"{name}_elsewhere" for name in twins.NUMBERS if values[name] in elsewhere[name]]
    return New(told, lacks, (*agreed, *shared))
