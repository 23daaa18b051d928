"""What eyes have read on the papers of an application, put together: which paper tells what, and where two differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import papers
from gate.models import PaperReading
from gate.papers import Told, readings

KINDS: Mapping[str, str] = {f"{kind}_image": kind for kind in papers.KINDS}
"""Which photograph is which paper."""


@dataclass(frozen=True, slots=True)
class Read:
    """One field as a paper tells it."""

    told: Told
    paper: str
    """The photograph, by the name of its field."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Readings:
    reads: Mapping[str, Read]
    """Of each field the surest telling."""
    others: Mapping[str, Read]
    """Where another paper tells a field differently."""
    waiting: Mapping[str, datetime]
    """Photographs that are not read yet, and since when."""
    done: Sequence[str]
    """Photographs that are read, whatever was found."""
    blind: Sequence[str]
    """Of these, papers on which nothing could be read."""


NOTHING = Readings({}, {}, {}, (), ())


def of(values: Mapping[str, Any]) -> Readings:
    """The readings of the photographs that are among these values."""
    known = _known({values[name]: name for name in KINDS if values.get(name)})
    found: dict[str, list[Read]] = {}
    for name, row in known.items():
        for field, told in readings.told_in(row).items():
            if told.value:
                found.setdefault(field, []).append(Read(told, name, row.fingerprint))
    reads = {field: _best(each) for field, each in found.items()}
    done = [name for name, row in known.items() if row.state not in readings.UNFINISHED]
    return Readings(
        reads=reads,
        others={
            field: other
            for field, each in found.items()
            for other in each
            if other.told.value not in reads[field].told.value
        },
        waiting={name: row.asked_at for name, row in known.items() if name not in done},
        done=done,
        blind=[name for name in done if not readings.told_in(known[name])],
    )


def _known(photographs: Mapping[str, str]) -> dict[str, PaperReading]:
    """The reading of each photograph, by the name of its field, in the order of the papers."""
    rows = PaperReading.select().where(PaperReading.fingerprint.in_(list(photographs)))
    by_name = {
        photographs[row.fingerprint]: row
        for row in rows
        if KINDS[photographs[row.fingerprint]] == row.kind
    }
    return {name: by_name[name] for name in KINDS if name in by_name}


def _best(told: Sequence[Read]) -> Read:
    """The surest; or one that says the same and more, as a model with its maker does."""
    surest = max(told, key=lambda read: (read.told.sure, read.told.weakest))
    more = [read for read in told if surest.told.value in read.told.value]
    return max(more, key=lambda read: (len(read.told.value), read is surest))
