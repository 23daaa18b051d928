"""复核抽样: of each day's supplements chance picks some for a second person, under a seed that nobody chooses (R-052).

The seed follows from the first checkpoint that was signed after the day was over: the SHA-256 of a JSON object with
sorted keys and without spaces, in UTF-8, of "draw" ("greengate/supplements/1"), "root", "size", "day" and "wanted".
The places among the day's supplements, in the order of their entries, are those of the stream "rows" of gate.sampling.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import IntegrityError

from gate import clock, proof, rules, sampling
from gate.models import Checkpoint, ReviewDue, Supplement, SupplementSample, database

DOMAIN = "greengate/supplements/1"


def draw_due() -> list[SupplementSample]:
    """Draw from every day that is over, has supplements, and is covered by a checkpoint; each once."""
    drawn = []
    for day in list(_days_to_draw()):
        ends = _end_of(day)
        checkpoint = _first_after(ends)
        if checkpoint is None:
            break  # it comes within the hour; later days wait for their turn
        sample = _draw(day, checkpoint)
        if sample is not None:
            drawn.append(sample)
    return drawn


def wanted(count: int, share: int, least: int) -> int:
    """How many of so many are drawn: the share, rounded up, and never fewer than the least."""
    return min(count, max(least, math.ceil(count * share / 100)))


def seed(root: str, size: int, day: str, number: int) -> bytes:
    told = {"draw": DOMAIN, "root": root, "size": size, "day": day, "wanted": number}
    return hashlib.sha256(proof.canonical(told)).digest()


def _draw(day: date, checkpoint: Checkpoint) -> SupplementSample | None:
    """None where there is nothing to draw from, or another worker was faster."""
    try:
        with database.atomic():
            return _drawn(day, checkpoint)
    except IntegrityError:
        return None


def _drawn(day: date, checkpoint: Checkpoint) -> SupplementSample | None:
    among, present = _of_day(day), rules.current()
    if not among:
        return None
    number = wanted(len(among), present.supplement_share, present.supplement_least)
    key = seed(checkpoint.root, checkpoint.size, day.isoformat(), number)
    picked = [among[place] for place in sampling.places(key, len(among), number)]
    sample = SupplementSample(
        day=day.isoformat(),
        at=clock.now(),
        last_supplement=among[-1].id,
        tree_size=checkpoint.size,
        root=checkpoint.root,
        share=present.supplement_share,
        least=present.supplement_least,
        drawn=json.dumps({"among": _entries(among), "drawn": _entries(picked)}),
    )
    sample.entry = proof.append(SupplementSample.KIND, proof.facts(sample))
    sample.save(force_insert=True)
    for supplement in picked:
        ReviewDue.create(supplement=supplement, since=sample.at)
    return sample


def _days_to_draw() -> Iterator[date]:
    behind: Any = Supplement.select(Supplement.at).where(Supplement.id > _last_covered())
    days = {at.date() for (at,) in behind.tuples()}
    yield from sorted(day for day in days if _end_of(day) <= clock.now())


def _of_day(day: date) -> list[Supplement]:
    """Those behind the sample before, up to the end of the day: so that none slips through, whatever the clock did."""
    ends = clock.stamp(_end_of(day))
    query = Supplement.select().where(Supplement.id > _last_covered(), Supplement.at < ends)
    return list(query.order_by(Supplement.id))


def _last_covered() -> int:
    newest = SupplementSample.select(SupplementSample.last_supplement)
    return newest.order_by(SupplementSample.id.desc()).limit(1).scalar() or 0


def _first_after(moment: datetime) -> Checkpoint | None:
    found: Checkpoint | None = (
        Checkpoint.select()
        .where(Checkpoint.made_at >= clock.stamp(moment))
        .order_by(Checkpoint.id)
        .first()
    )
    return found


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.BEIJING)


def _entries(supplements: Sequence[Supplement]) -> list[int]:
    return [supplement.__data__["entry"] for supplement in supplements]
