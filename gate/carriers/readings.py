"""What eyes have read on the papers of an application, put together, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import papers
from gate.models import PaperReading
from gate.papers import readings
from gate.papers.advising import advice
from gate.papers.comparing import Suggestion, together
from gate.papers.readings import State

KINDS: Mapping[str, str] = {f"{kind}_image": kind for kind in papers.KINDS}
"""Which photograph is which paper."""


@dataclass(frozen=True, slots=True)
class Readings:
    suggestions: Mapping[str, Suggestion]
    """Of each field of which some paper tells a value."""
    photographs: Mapping[str, str]
    """The fingerprint of each paper's photograph, by its kind."""
    waiting: Mapping[str, datetime]
    """Photographs that are not read yet, by their fields, and since when."""
    done: Sequence[str]
    """Photographs that are read, whatever was found."""
    advice: Mapping[str, str]
    """What to tell whoever took a photograph of which little could be read (gate.papers.advising)."""


def of(values: Mapping[str, Any]) -> Readings:
    """The readings of the photographs that are among these values."""
    known = _known(values)
    told = {KINDS[name]: readings.told_in(row) for name, row in known.items()}
    found = together(told)
    waiting = {n: row.asked_at for n, row in known.items() if row.state in readings.UNFINISHED}
    read = [name for name, row in known.items() if row.state == State.DONE]
    advised = {name: advice(KINDS[name], told[KINDS[name]]) for name in read}
    return Readings(
        suggestions={name: each for name, each in found.items() if each.told.value},
        photographs={KINDS[name]: row.fingerprint for name, row in known.items()},
        waiting=waiting,
        done=[name for name in known if name not in waiting],
        advice={name: each for name, each in advised.items() if each},
    )


def _known(values: Mapping[str, Any]) -> dict[str, PaperReading]:
    """The reading of each photograph that was asked for, by the name of its field."""
    rows = PaperReading.select().where(
        PaperReading.fingerprint.in_([values[name] for name in KINDS if values.get(name)])
    )
    by_paper = {(row.fingerprint, row.kind): row for row in rows}
    wanted = {name: (values.get(name), kind) for name, kind in KINDS.items()}
    return {name: by_paper[paper] for name, paper in wanted.items() if paper in by_paper}
