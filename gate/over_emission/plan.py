"""What taking a list over would change: told before it is done, and nothing replaced behind anybody's back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from gate import plates
from gate.models import Exceedance
from gate.over_emission.rows import Key, Told
from gate.sheets import Read, Wrong

PARTICULARS = ("reason_code", "issued_at", "vin", "fuel_type", "emission_stage")


@dataclass(frozen=True, slots=True)
class Differing:
    """A vehicle that is listed already, with other particulars: by name what we have and what was told."""

    row: Exceedance
    told: Told
    what: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The list that came, beside the one in force at `version`."""

    version: int
    new: tuple[Told, ...]
    same: tuple[Exceedance, ...]
    differing: tuple[Differing, ...]
    """Kept as they are unless a person takes the new particulars over."""
    released: tuple[tuple[Exceedance, Told], ...]
    over: tuple[Told, ...]
    """Told as released, and not listed with us any more or at all."""
    missing: tuple[Exceedance, ...]
    """Listed with us and not told of: a question, never an answer."""
    wrong: tuple[Wrong, ...]

    @property
    def rows(self) -> int:
        told = (self.new, self.same, self.differing, self.released, self.over, self.wrong)
        return sum(map(len, told))

    @property
    def changes(self) -> bool:
        return bool(self.new or self.released)


def version() -> int:
    """The ledger entry of the newest change of the list."""
    newest: int | None = Exceedance.select(fn.MAX(Exceedance.changed_seq)).scalar()
    return newest or 0


def plan(read: Read[Told]) -> Plan:
    """Compare what was read with the list in force."""
    seen = version()
    rows = Exceedance.select().where(Exceedance.released_at.is_null())
    listed: dict[Key, Exceedance] = {(row.plate_no, row.plate_colour): row for row in rows}
    told_of = {told.key for told in read.told} | _named(read.wrong)
    known = [(listed[told.key], told) for told in read.told if told.key in listed]
    staying = [(row, told) for row, told in known if not _ends(row, told) and not told.released]
    differing = [Differing(row, told, _what(row, told)) for row, told in staying]
    return Plan(
        version=seen,
        new=tuple(t for t in read.told if not t.released and t.key not in listed),
        same=tuple(each.row for each in differing if not each.what),
        differing=tuple(each for each in differing if each.what),
        released=tuple((row, told) for row, told in known if _ends(row, told)),
        over=_over(read.told, listed),
        missing=tuple(
            row
            for key, row in listed.items()
            if key not in told_of and (row.plate_no, "") not in told_of
        ),
        wrong=read.wrong,
    )


def _named(wrong: Sequence[Wrong]) -> set[Key]:
    # A row with a mistake in it is no silence about its vehicle.
    return {(plates.normalise(row.plate), "") for row in wrong}


def _over(told: Sequence[Told], listed: dict[Key, Exceedance]) -> tuple[Told, ...]:
    return tuple(
        each
        for each in told
        if each.released and not (each.key in listed and _ends(listed[each.key], each))
    )


def _ends(row: Exceedance, told: Told) -> bool:
    """Whether what was told releases this entry; a release of before does not end a listing of after."""
    return told.released and (told.released_at is None or told.released_at >= row.issued_at)


def _what(row: Exceedance, told: Told) -> tuple[tuple[str, Any, Any], ...]:
    pairs = ((name, getattr(row, name), getattr(told, name)) for name in PARTICULARS)
    return tuple((name, ours, theirs) for name, ours, theirs in pairs if theirs and ours != theirs)
