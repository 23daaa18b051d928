"""What rows say once supplements, and the corrections that two people agreed on, are counted in.

The rows themselves stay as they are.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gate import proof
from gate.models import Correction, CorrectionReview, Passage, Supplement
from gate.ready import ready
from gate.vehicle_file import CODES, PICTURES, TEXTS

ITEMS = (
    "plate_no",
    "plate_colour",
    "vin",
    "registration_date",
    *CODES,
    *(name for name in TEXTS if name != "note"),
    "cargo_quantity",
    "quantity_unit",
)
"""What a person may correct: a misread plate, and what was copied from papers. What the gate itself captured
(time, gate, direction, photographs) nobody can (R-030)."""
PHOTOS = ("front_photo", "body_photo", "plate_photo")
SUPPLEMENTED = (*PHOTOS, *ITEMS, *PICTURES)
"""What a supplement may tell of a row that nobody has read (R-050)."""


NOTHING = "{}"
"""What a supplement changes of a row that it was written together with, such as one from paper."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A passage beside what it says by now."""

    original: Passage
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Item → its value by now, of those that differ from the original."""
    revision: int = 0
    """How many supplements and corrections are counted in."""
    supplement: Supplement | None = None
    """What a person wrote in place of the eyes; such a row is marked as manual for good (R-051)."""

    @property
    def corrections(self) -> int:
        """How many of these are corrections."""
        told = self.supplement is not None and self.supplement.after != NOTHING
        return self.revision - told

    @property
    def now(self) -> Passage:
        """The passage as it counts: never to be saved."""
        if not self.changes and self.supplement is None:
            return self.original
        counts = Passage(**{**self.original.__data__, **self.changes})
        counts.manual = self.supplement is not None
        return counts


def each(passages: Iterable[Passage]) -> dict[int, Corrected]:
    """Passages by their number, in two questions for all."""
    rows = {passage.id: passage for passage in passages}
    if not rows:
        return {}
    return of_known(rows, supplements_of(rows), rows)


def of_known(
    rows: Mapping[int, Passage], written: Mapping[int, Supplement], perhaps: Collection[int]
) -> dict[int, Corrected]:
    """The same where the supplements are at hand, and it is known which ones may have been corrected."""
    agreed = agreed_on(perhaps) if perhaps else {}
    return {
        number: _fold(passage, written.get(number), agreed.get(number, []))
        for number, passage in rows.items()
    }


def one(passage: Passage) -> Corrected:
    return each([passage])[passage.id]


def agreed_on(numbers: Iterable[int]) -> dict[int, list[Correction]]:
    """Corrections of these passages that a second person has agreed to, in the order in which they came to count."""
    found: dict[int, list[Correction]] = {}
    for correction in _agreed_on(list(numbers)):
        found.setdefault(correction.__data__["passage"], []).append(correction)
    return found


@ready
def _agreed_on(numbers: list[int]) -> Any:
    second = CorrectionReview.by != Correction.by
    return (
        Correction.select()
        .join(CorrectionReview)
        .where(Correction.passage.in_(numbers), CorrectionReview.agreed, second)
        .order_by(CorrectionReview.id)
    )


def supplements_of(numbers: Iterable[int]) -> dict[int, Supplement]:
    """The supplements of these passages; each has one at most."""
    written = _supplements_of(list(numbers))
    return {supplement.__data__["passage"]: supplement for supplement in written}


@ready
def _supplements_of(numbers: list[int]) -> Any:
    return Supplement.select().where(Supplement.passage.in_(numbers))


def items_of(passage: Passage, names: Iterable[str] = ITEMS) -> dict[str, Any]:
    """The items that can be corrected, as the chain holds them."""
    told = proof.facts(passage)
    return {name: told[name] for name in names}


def _fold(
    passage: Passage, supplement: Supplement | None, agreed: Sequence[Correction]
) -> Corrected:
    """First what was supplemented, then what was corrected of that."""
    written = [supplement.after] if supplement is not None else []
    told = [json.loads(after) for after in (*written, *(each.after for each in agreed))]
    if not any(told):
        return Corrected(passage, supplement=supplement)
    now: dict[str, Any] = {}
    for after in told:
        now |= after
    before = items_of(passage, SUPPLEMENTED)
    changes = {name: value for name, value in now.items() if value != before[name]}
    return Corrected(passage, _as_columns(changes), sum(map(bool, told)), supplement)


def _as_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = Passage._meta.fields
    return {name: columns[name].python_value(value) for name, value in values.items()}
