"""One application as its form shows it: what is typed, what might be filled in, and what is wrong or missing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from gate import clock
from gate.carriers import applications, contents, hints, readings
from gate.carriers.readings import Readings
from gate.models import Application
from gate.vehicle_file import TRAILER_FUEL
from portal import mistakes, wording
from portal.explaining import CONTRADICTIONS
from portal.truck_form import TYPED, TruckForm

SHOTS = ("licence_front_image", "licence_back_image", "emission_list_image", "truck_image")
"""The photographs, in the order in which they are taken."""

PATIENCE = timedelta(seconds=45)
"""For so long a page says that a photograph is being read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    application: Application
    values: Mapping[str, str]
    """As they are saved."""
    readings: Readings
    """What eyes have read on the photographs."""
    asked: tuple[str, Sequence[str]] = ("", ())
    """What the plant wants, in words and by fields."""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    """What was sent and not saved, because another device was quicker."""
    words: str = ""

    @property
    def offered(self) -> Mapping[str, str]:
        """For fields that nobody has filled in: what was read on the papers, and what the plate says by itself."""
        read = {name: each.told.value for name, each in self.readings.suggestions.items()}
        plate = self.values.get("plate_no") or read.get("plate_no", "")
        found = {"plate_colour": hints.colour_of(plate)} | read
        return {n: v for n, v in found.items() if v and n in TYPED and not self.values.get(n)}

    @property
    def shown(self) -> Mapping[str, str]:
        return {**self.offered, **self.values, **self.typed}

    @property
    def lacking(self) -> Sequence[str]:
        """What has to be there yet before it can be sent."""
        return contents.missing(self.shown)

    @property
    def needed(self) -> frozenset[str]:
        known = {"fuel_type": self.shown.get("fuel_type")}
        return frozenset({*contents.missing(known), "fuel_type"})

    @property
    def wants_emission_list(self) -> bool:
        """Unless it is known to have none."""
        known = self.shown.get("registration_date") or self.shown.get("fuel_type") == TRAILER_FUEL
        return not known or contents.has_emission_list(self.shown)

    def finer_open(self, names: Sequence[str]) -> bool:
        """Whether something stands among the finer items, or is wanted or wrong there."""
        about = {*self.shown, *self.errors, *self.asked[1]}
        return bool(about & set(names) - {"quantity_unit"})

    def form(self) -> TruckForm:
        form = TruckForm(data={**self.shown, "words": self.words})
        if not form.quantity_unit.data:
            form.quantity_unit.data = "T"
        return form

    def told(self, name: str) -> str:
        """What is wrong at a field, as a sentence; empty where nothing is."""
        key = self.errors.get(name) or contents.mistakes_in(self.values).get(name, "")
        return mistakes.sentence(key) if key else ""

    def comes_from(self, name: str) -> str:
        """The photograph that an offered value was read from; that of the plate, where the plate says it."""
        known = self.readings.suggestions
        read = known.get(name) or known.get("plate_no")
        return f"{read.kind}_image" if read else ""

    @property
    def compares(self) -> bool:
        """Whether any value was read by eyes, so that a person has to say that they compared them."""
        return any(name in TYPED for name in self.readings.suggestions)

    def differs(self, name: str) -> Sequence[tuple[str, str]]:
        """What papers tell otherwise than it is shown, each with the photograph that tells it."""
        known = self.readings.suggestions.get(name)
        if known is None:
            return ()
        shown = self.shown.get(name, "")
        own = [] if known.told.value in shown else [(known.kind, known.told)]
        return [
            (f"{kind}_image", told.value)
            for kind, told in (*own, *known.otherwise)
            if told.value != shown
        ]

    @property
    def reads_slowly(self) -> bool:
        """Whether a photograph has waited so long that nobody should go on waiting for it."""
        return any(clock.now() - since > PATIENCE for since in self.readings.waiting.values())

    @property
    def inspected_until(self) -> str:
        """The month until which the licence's second page says the truck is inspected; empty where none was read."""
        known = self.readings.suggestions.get("inspected_until")
        return known.told.value if known else ""

    @property
    def inspection_is_over(self) -> bool:
        return bool(self.inspected_until) and self.inspected_until < f"{clock.now():%Y-%m}"

    def doubt(self, name: str) -> str:
        """What may be right and seldom is."""
        key = hints.doubts(self.shown).get(name)
        return wording.say(CONTRADICTIONS, key) if key else ""


def sheet_of(application: Application, **more: Any) -> Sheet:
    """The application as it is saved, with what eyes have read of it so far."""
    values = contents.values_of(application)
    asked = applications.asked_for(application)
    return Sheet(application, values, readings.of(values), asked, **more)


def was_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """What stood in each field when the person began to type, as the page that they sent says."""
    return {name: str(sent[f"was-{name}"]) for name in TYPED if f"was-{name}" in sent}
