"""What a person sees before they answer an application: what eyes read, what does not agree, what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import clock, twins
from gate.carriers import answering, states
from gate.carriers.answering import Obstacle
from gate.carriers.contents import values_of
from gate.carriers.contradictions import Contradiction, Readings, Rival, contradictions
from gate.carriers.states import State
from gate.models import Application, Carrier, Vehicle
from gate.papers import KINDS, Told, readings


@dataclass(frozen=True, slots=True)
class Read:
    """What eyes read at one field, and on which paper."""

    paper: str
    told: Told


@dataclass(frozen=True, slots=True)
class Examined:
    """An application as it would be decided with these values."""

    file: Vehicle | None
    """The one that an approval would change."""
    read: Mapping[str, Sequence[Read]]
    contradictions: Sequence[Contradiction]
    obstacles: Sequence[Obstacle]

    @property
    def doubtful(self) -> frozenset[str]:
        """The fields at which something does not agree."""
        return frozenset(name for each in self.contradictions for name in each.fields)


def examine(application: Application, values: Mapping[str, Any]) -> Examined:
    """`values`: what the carrier has sent, or what the plant has made of it by now."""
    told = _readings(values)
    elsewhere = {
        name: [file.plate_no for file in files] for name, files in twins.of(values).items()
    }
    return Examined(
        file=answering.file_of(application, values),
        read=_by_field(told),
        contradictions=contradictions(
            values, told, elsewhere, clock.now().date(), _rivals(application, values)
        ),
        obstacles=sorted(answering.obstacles(application, values)),
    )


def _rivals(application: Application, values: Mapping[str, Any]) -> list[Rival]:
    """Applications for a truck of the same plate or VIN that are with the plant, or come back to it."""
    vin = str(values.get("vin") or "")
    plate = values.get("plate_no"), values.get("plate_colour")
    asked = (
        Application.select(Application, Carrier)
        .join(Carrier)
        .where(Application.state.in_(states.UNFINISHED - {State.DRAFT}))
    )
    alike = Application.plate_no == plate[0]
    if vin:
        alike |= Application.content.contains(vin)
    found = []
    for other in asked.where(Application.id != application.id, alike).order_by(Application.id):
        if (other.plate_no, other.plate_colour) == plate:
            found.append(Rival("plate_no", other.carrier.name, other.plate_no))
        elif vin and values_of(other).get("vin") == vin:
            found.append(Rival("vin", other.carrier.name, other.plate_no))
    return found


def _readings(values: Mapping[str, Any]) -> Readings:
    found = {}
    for kind in KINDS:
        picture = str(values.get(f"{kind}_image") or "")
        reading = readings.of(picture, kind) if picture else None
        if reading is not None:
            found[kind] = readings.told_in(reading)
    return found


def _by_field(told: Readings) -> dict[str, list[Read]]:
    found: dict[str, list[Read]] = {}
    for kind, fields in told.items():
        for name, one in fields.items():
            if one.value:
                found.setdefault(name, []).append(Read(kind, one))
    return found
