"""A carrier's table of trucks: what is new becomes drafts, what it has changes only where it says so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import vehicle_file
from gate.carriers import drafting, ownership, states
from gate.carriers.contents import ITEMS, ApplicationError, values_of
from gate.fields import Fields
from gate.fleet.plan import Difference, differences
from gate.fleet.rows import Key, Told
from gate.models import Application, Carrier, Vehicle, database
from gate.sheets import Read, Wrong


@dataclass(frozen=True, slots=True)
class Differing:
    """A truck of this carrier's, in a draft or on the register, of which the table says something else."""

    told: Told
    what: Sequence[Difference]
    draft: Application | None
    vehicle: Vehicle | None

    @property
    def mark(self) -> str:
        """Names the draft or the file as it was seen, so that no later change is written over."""
        if self.draft is not None:
            return f"a{self.draft.id}.{self.draft.revision}"
        assert self.vehicle is not None
        return f"v{self.vehicle.id}.{self.vehicle.changed_seq}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The table beside what this carrier has."""

    new: tuple[Told, ...]
    same: tuple[Told, ...]
    differing: tuple[Differing, ...]
    waiting: tuple[Told, ...]
    """The plant has them before it, and they cannot be changed until it has answered."""
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """How many drafts were begun, and how many trucks that the carrier has were changed."""

    begun: int
    changed: int


def plan(carrier: Carrier, read: Read[Told]) -> Plan:
    """Compare a table with what this carrier has; of others it learns nothing."""
    asked, files = _asked(carrier), _files(carrier)
    new, same, waiting = [], [], []
    differing: list[Differing] = []
    for told in read.told:
        application, vehicle = asked.get(told.key), files.get(told.key)
        if application is None and vehicle is None:
            new.append(told)
        elif application is not None and states.State(application.state) not in states.EDITABLE:
            waiting.append(told)
        elif what := differences(_has(application, vehicle), told):
            differing.append(Differing(told, what, application, vehicle))
        else:
            same.append(told)
    return Plan(tuple(new), tuple(same), tuple(differing), tuple(waiting), read.wrong)


def carry_out(carrier: Carrier, read: Read[Told], by: str, take: Collection[str] = ()) -> Done:
    """Begin drafts of what is new; of what differs change what is marked in `take` as it was seen.

    All in one step or nothing. Raises ApplicationError: too_many_drafts, or changed_meanwhile for a mark of before.
    """
    with database.atomic():
        found = plan(carrier, read)
        marked = [each for each in found.differing if each.mark in take]
        if len(marked) != len(set(take)):
            raise ApplicationError({"": "changed_meanwhile"})
        for each in marked:
            _change(carrier, each, by)
        for told in found.new:
            drafting.begin(carrier, by, told.values)
    return Done(len(found.new), len(marked))


def _change(carrier: Carrier, each: Differing, by: str) -> None:
    if each.draft is not None:
        drafting.save(each.draft, each.told.values, revision=each.draft.revision)
        return
    assert each.vehicle is not None
    has = {name: getattr(each.vehicle, name) for name in ITEMS}
    drafting.begin(carrier, by, has | dict(each.told.values), each.vehicle)


def _asked(carrier: Carrier) -> dict[Key, Application]:
    """What it is asking for, the latest of each truck."""
    open_ones = ownership.applications(carrier).where(Application.state.in_(states.UNFINISHED))
    return {(row.plate_no, row.plate_colour): row for row in reversed(list(open_ones))}


def _files(carrier: Carrier) -> dict[Key, Vehicle]:
    return {(row.plate_no, row.plate_colour): row for row in ownership.vehicles(carrier)}


def _has(application: Application | None, vehicle: Vehicle | None) -> Mapping[str, Any]:
    if application is None:
        has: dict[str, Any] = vehicle.__data__ if vehicle else {}
        return has
    written = values_of(application)
    fields = Fields(written)
    read = vehicle_file.read_items(fields)
    return {name: written.get(name) if name in fields.errors else read[name] for name in read}
