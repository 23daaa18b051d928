"""抽查: a draw of rows and times, written down before it is seen, and what was found (R-104, R-110…R-117)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

from gate import checkpoints, clock, codes, proof, sampling, warning_times
from gate.codes import Words
from gate.fields import Fields, Mistakes
from gate.models import Checkpoint, Draw, DrawFinding, Passage, database
from gate.sampling import Span

INSPECTION, SELF_CHECK = "inspection", "self_check"
PURPOSES: codes.Table = {
    INSPECTION: Words("核查抽查", "Inspection"),
    SELF_CHECK: Words("月度自查", "Self-check of the month"),
}
ROWS = (5, 6, 7, 8, 9, 10)
"""How many rows may be drawn (R-110)."""
WINDOWS = (2, 3)
LONGEST_PERIOD = timedelta(days=400)
LONGEST_WORD = 200


class InspectionError(Mistakes):
    """A draw or a finding that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, read: the passages in the order drawn, the stretches of time in the order of time."""

    draw: Draw
    passages: tuple[Passage, ...]
    windows: tuple[Span, ...]
    warnings: bool
    """Whether the stretches lie within times of control."""
    population: int
    told: Mapping[str, Any]


def draw(
    *, purpose: str, word: str, start: Any, end: Any, rows: Any, windows: Any, by: str
) -> Draw:
    """Draw, and write it down. The plant cannot choose the seed: it needs a head signed before, and the word."""
    checkpoint = checkpoints.newest()
    fields = Fields({"word": word, "start": start, "end": end})
    said = normalize("NFC", fields.text("word", LONGEST_WORD, required=True))
    period = _period(fields)
    wanted = _chosen(fields, "rows", rows, ROWS), _chosen(fields, "windows", windows, WINDOWS)
    if checkpoint is None:
        fields.wrong("", "no_checkpoint")
    fields.stop_at_mistakes(InspectionError)
    assert checkpoint is not None
    asked = _asked(checkpoint, said, period, wanted)
    drawn = Draw(
        at=clock.now(),
        by=by,
        purpose=purpose,
        word=said,
        tree_size=checkpoint.size,
        root=checkpoint.root,
        start=period[0],
        end=period[1],
        drawn=json.dumps(_drawn(asked, checkpoint.size, period), sort_keys=True),
    )
    with database.atomic():
        drawn.entry = proof.append(Draw.KIND, proof.facts(drawn))
        drawn.save(force_insert=True)
    return drawn


def newest(most: int = 50) -> list[Draw]:
    return list(Draw.select().order_by(Draw.id.desc()).limit(most))


def of(number: int) -> Drawn | None:
    """A draw by its number, with its passages."""
    found = Draw.get_or_none(Draw.id == number)
    if found is None:
        return None
    told = json.loads(found.drawn)
    rows = Passage.select().where(Passage.entry.in_(told["rows"]))
    passages = {row.__data__["entry"]: row for row in rows}
    return Drawn(
        found,
        tuple(passages[entry] for entry in told["rows"] if entry in passages),
        tuple((clock.parse(start), clock.parse(end)) for start, end in told["windows"]),
        told["warnings"],
        told["count"],
        told,
    )


def repeatable(drawn: Drawn) -> dict[str, Any]:
    """All that somebody needs to repeat the draw with gate/sampling.py, the population included."""
    found = drawn.draw
    asked = {**drawn.told["asked"], "word": found.word, "root": found.root, "size": found.tree_size}
    return {
        "asked": asked | {"start": clock.stamp(found.start), "end": clock.stamp(found.end)},
        "population": list(population((found.start, found.end), found.tree_size)),
        **{name: drawn.told[name] for name in ("population_sha256", "rows", "spans", "windows")},
    }


def files_of(drawn: Drawn) -> dict[str, bytes]:
    """Name → content of what repeats the draw: what it was drawn from, and the rules with their code."""
    told = json.dumps(repeatable(drawn), ensure_ascii=False, indent=1)
    rules = Path(sampling.__file__)
    return {
        f"draw-{drawn.draw.__data__['entry']}.json": told.encode(),
        rules.name: rules.read_bytes(),
    }


def population(period: Span, size: int) -> Iterator[int]:
    """The entries of all passages of a time that the checkpoint covers, ascending."""
    rows = Passage.select(Passage.entry).where(
        Passage.passed_at >= period[0], Passage.passed_at < period[1], Passage.entry <= size
    )
    for (entry,) in rows.order_by(Passage.entry).tuples().iterator():
        yield entry


def within(window: Span) -> list[Passage]:
    """The passages of a stretch of time, to be held against the film of it (R-114)."""
    when = (Passage.passed_at >= window[0]) & (Passage.passed_at < window[1])
    return list(Passage.select().where(when).order_by(Passage.passed_at, Passage.id))


def find(
    drawn: Drawn, *, row: int | None = None, window: int | None = None,
    agrees: bool, words: str, by: str,
) -> DrawFinding:  # fmt: skip
    """Write what was found of a drawn row or window, by its place. Whatever differs is told in words."""
    fields = Fields({"words": words})
    said = fields.text("words", 500, required=not agrees)
    fields.stop_at_mistakes(InspectionError)
    finding = DrawFinding(
        draw=drawn.draw,
        passage=drawn.passages[row] if row is not None else None,
        window=window,
        at=clock.now(),
        by=by,
        agrees=agrees,
        words=said,
    )
    with database.atomic():
        finding.entry = proof.append(DrawFinding.KIND, proof.facts(finding))
        finding.save(force_insert=True)
    return finding


def findings(drawn: Drawn) -> list[DrawFinding]:
    """All that was found, oldest first: the last one on a row or a window counts."""
    return list(DrawFinding.select().where(DrawFinding.draw == drawn.draw).order_by(DrawFinding.id))


def entries_of(drawn: Drawn) -> list[int]:
    """The entries of a draw itself: the draw, and whatever was found."""
    found = [finding.__data__["entry"] for finding in findings(drawn)]
    return [drawn.draw.__data__["entry"], *found]


def last_of(purpose: str, since: datetime) -> Draw | None:
    """The newest draw for this purpose since a moment."""
    found: Draw | None = (
        Draw.select()
        .where(Draw.purpose == purpose, Draw.at >= clock.stamp(since))
        .order_by(Draw.id.desc())
        .first()
    )
    return found


def _period(fields: Fields) -> Span:
    start, end = fields.moment("start"), fields.moment("end")
    now = clock.now()
    for name, moment in (("start", start), ("end", end)):
        if moment is None:
            fields.wrong(name, "required")
    start, end = start or now, end or now
    if not fields.errors and end <= start:
        fields.wrong("end", "ends_before_it_begins_here")
    if end - start > LONGEST_PERIOD:
        fields.wrong("end", "period_too_long")
    return start, end


def _chosen(fields: Fields, name: str, value: Any, among: Sequence[int]) -> int:
    if str(value) not in map(str, among):
        fields.wrong(name, "unknown_code")
        return among[0]
    return int(value)


def _asked(
    checkpoint: Checkpoint, word: str, period: Span, wanted: tuple[int, int]
) -> dict[str, Any]:
    return {
        "root": checkpoint.root,
        "size": checkpoint.size,
        "word": word,
        "start": clock.stamp(period[0]),
        "end": clock.stamp(period[1]),
        "rows": wanted[0],
        "windows": wanted[1],
    }


def _drawn(asked: Mapping[str, Any], size: int, period: Span) -> dict[str, Any]:
    among = list(population(period, size))
    key = sampling.seed(asked)
    controlled = warning_times.within(period)
    spans = controlled or [warning_times.whole_minutes(*period)]
    return {
        "asked": {"rows": asked["rows"], "windows": asked["windows"]},
        "count": len(among),
        "population_sha256": sampling.digest_of(among),
        "rows": [among[place] for place in sampling.places(key, len(among), asked["rows"])],
        "warnings": bool(controlled),
        "spans": _stamped(spans),
        "windows": _stamped(sampling.windows(key, spans, asked["windows"])),
    }


def _stamped(spans: Iterable[Span]) -> list[list[str]]:
    return [[clock.stamp(start), clock.stamp(end)] for start, end in spans]
