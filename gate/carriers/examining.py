"""What a person sees before they answer an application: what eyes read, what does not agree, what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import clock, twins
from gate.carriers import answering
from gate.carriers.answering import Obstacle
from gate.carriers.contradictions import Contradiction, Readings, contradictions
from gate.models import Application, Vehicle
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
        contradictions=contradictions(values, told, elsewhere, clock.now().date()),
        obstacles=sorted(answering.obstacles(application, values)),
    )


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
