"""Taking a table over into the register: all in one step or nothing, an entry for it and one for each truck."""

from collections.abc import Collection
from dataclasses import dataclass

from peewee import IntegrityError

from gate import proof, register
from gate.fields import Mistakes
from gate.fleet.plan import Differing, New, plan
from gate.fleet.rows import Told
from gate.models import database
from gate.register import RegisterError
from gate.sheets import Read

KIND = "fleet_table"


class TableOutdated(Mistakes):
    """What a person ticked is not what stands in the register any more."""

    def __init__(self) -> None:
        super().__init__({"": "register_changed"})


@dataclass(frozen=True, slots=True)
class Source:
    """The file that it came from."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Done:
    """How many trucks were added, of these approved, and how many files were changed."""

    added: int
    approved: int
    changed: int


def carry_out(
    read: Read[Told], source: Source, by: str, *, take: Collection[str] = (), approve: bool = False
) -> Done:
    """Add what is new; change the files that are marked in `take` as they were seen.

    `approve`: those new ones that lack nothing and contradict nothing come onto the whitelist; the others wait as
    drafts. Raises TableOutdated when a marked file was changed meanwhile.
    """
    try:
        with database.atomic():
            # The entry first: it holds the lock, so that the register stands still while it is compared.
            proof.append(KIND, {"by": by, "name": source.name, "file": source.fingerprint})
            found = plan(read)
            marked = [each for each in found.differing if each.mark in take]
            if len(marked) != len(set(take)):
                raise TableOutdated
            for each in marked:
                _change(each, by)
            ready = [_add(each, by, approve=approve) for each in found.new]
    except (IntegrityError, RegisterError):
        raise TableOutdated from None
    return Done(len(found.new), sum(ready), len(marked))


def _add(new: New, by: str, *, approve: bool) -> bool:
    vehicle = register.create(new.told.values, by)
    if approve and new.is_ready:
        register.approve(vehicle.id, by)
        return True
    return False


def _change(each: Differing, by: str) -> None:
    values = dict(each.told.values)
    register.edit(each.vehicle.id, values, by, seen_seq=each.vehicle.changed_seq)
