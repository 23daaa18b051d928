"""What rows say once the corrections that two people agreed on are counted in. The rows themselves stay as they are."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gate import proof
from gate.models import Correction, CorrectionReview, Passage
from gate.vehicle_file import CODES, TEXTS

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


@dataclass(frozen=True, slots=True)
class Corrected:
    """A passage beside what it says by now."""

    original: Passage
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Item → its value by now, of those that differ from the original."""
    revision: int = 0
    """How many corrections are counted in."""

    @property
    def now(self) -> Passage:
        """The passage as it counts: never to be saved."""
        if not self.changes:
            return self.original
        return Passage(**{**self.original.__data__, **self.changes})


def each(passages: Iterable[Passage]) -> dict[int, Corrected]:
    """Passages by their number, in one question for all."""
    rows = {passage.id: passage for passage in passages}
    agreed = agreed_on(rows)
    return {number: _fold(rows[number], agreed.get(number, [])) for number in rows}


def one(passage: Passage) -> Corrected:
    return each([passage])[passage.id]


def agreed_on(numbers: Iterable[int]) -> dict[int, list[Correction]]:
    """Corrections of these passages that a second person has agreed to, in the order in which they came to count."""
    second = CorrectionReview.by != Correction.by
    query = (
        Correction.select()
        .join(CorrectionReview)
        .where(Correction.passage.in_(list(numbers)), CorrectionReview.agreed, second)
        .order_by(CorrectionReview.id)
    )
    found: dict[int, list[Correction]] = {}
    for correction in query:
        found.setdefault(correction.__data__["passage"], []).append(correction)
    return found


def items_of(passage: Passage) -> dict[str, Any]:
    """The items that can be corrected, as the chain holds them."""
    told = proof.facts(passage)
    return {name: told[name] for name in ITEMS}


def _fold(passage: Passage, agreed: list[Correction]) -> Corrected:
    if not agreed:
        return Corrected(passage)
    now: dict[str, Any] = {}
    for correction in agreed:
        now |= json.loads(correction.after)
    before = items_of(passage)
    changes = {name: value for name, value in now.items() if value != before[name]}
    return Corrected(passage, _as_columns(changes), len(agreed))


def _as_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = Passage._meta.fields
    return {name: columns[name].python_value(value) for name, value in values.items()}
