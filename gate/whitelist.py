"""Looking through the register: by plate, VIN and carrier, by where a file stands and when its permission ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from gate import clock, plates
from gate.models import Vehicle
from gate.ready import rows

PAGE = 20


class Ends(StrEnum):
    """When a permission ends, in the steps in which people ask."""

    ANY = ""
    OVER = "over"
    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    NEVER = "never"


SOON = {Ends.WEEK: 7, Ends.MONTH: 30, Ends.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; all of it has to fit."""

    text: str = ""
    status: str = ""
    ends: Ends = Ends.ANY
    carrier_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.status or self.ends or self.carrier_id is not None)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of vehicles, and how many there are in all."""

    vehicles: Sequence[Vehicle]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def search(wanted: Wanted = Wanted(), page: int = 1) -> Found:
    """A page of what is found."""
    query, page = found(wanted), max(page, 1)
    return Found(rows(query.paginate(page, PAGE)), query.count(), page)


def found(wanted: Wanted) -> Any:
    """The question for all of it: those changed last in front; who asks for an end gets those that end first."""
    query = Vehicle.select()
    if text := wanted.text.strip():
        query = query.where(
            Vehicle.plate_no.contains(plates.normalise(text))
            | Vehicle.vin.contains(text.upper())
            | Vehicle.carrier_name.contains(text)
        )
    if wanted.status:
        query = query.where(Vehicle.status == wanted.status)
    if wanted.carrier_id is not None:
        query = query.where(Vehicle.carrier == wanted.carrier_id)
    if not wanted.ends:
        return query.order_by(Vehicle.changed_seq.desc())
    return query.where(_ends(wanted.ends)).order_by(Vehicle.valid_to, Vehicle.id)


def _ends(when: Ends) -> Any:
    today = clock.now().date()
    if when is Ends.NEVER:
        return Vehicle.valid_to.is_null()
    if when is Ends.OVER:
        return Vehicle.valid_to < today
    return Vehicle.valid_to.between(today, today + timedelta(days=SOON[when]))
