"""Six searches on a ledger of two years, warm and cold; rows written meanwhile; bytes of a row."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

import numpy as np

from bench import ledger_of_years
from bench.figures import Figure
from gate import clock, search
from gate.codes import IN
from gate.models import Passage, SearchColumn, database, is_sqlite
from gate.search import Match, Opened, Query
from gate.search.index import reading
from settings import ROOT

WARM, COLD = 60, 7
SIZES = (1, 4, 36)
Draw = Callable[[Random], Query]


def _newest(dice: Random) -> Query:
    """The newest page, or one of some day."""
    before = (_some_day(dice), 2**40) if dice.random() < 0.5 else None
    return Query(before=before)


def _plate(dice: Random) -> Query:
    return Query(plate=_some(dice).plate_no, match=Match.EXACT)


def _wildcard(dice: Random) -> Query:
    text = _some(dice).plate_no
    return Query(plate=f"{text[:2]}?{text[3:5]}*")


def _look_alike(dice: Random) -> Query:
    text = _some(dice).plate_no
    place = dice.randrange(2, len(text))
    wrong = text[:place] + dice.choice("ACEHJKXZ247") + text[place + 1 :]
    return Query(plate=wrong, match=Match.ONE)


def _refused(dice: Random) -> Query:
    """A rare combination of what few passages differ in, within half a year."""
    start = _some_day(dice)
    return Query(
        start=start,
        end=start + timedelta(days=182),
        gate_no=dice.choice("ABC"),
        direction=IN,
        stage=dice.choice("34"),
        verdict="refuse",
        reason=dice.choice(("listed", "stage_too_low")),
    )


def _carrier(dice: Random) -> Query:
    """What no index of the table could combine: a carrier and its cargo, held for a paper, let in by a person."""
    some = _some(dice)
    return Query(
        carrier=some.carrier_name,
        cargo=some.cargo_name,
        verdict="hold",
        reason="expired",
        opened=Opened.BY_HAND,
    )


SEARCHES: Mapping[str, Draw] = {
    "newest": _newest,
    "plate": _plate,
    "wildcard": _wildcard,
    "look_alike": _look_alike,
    "refused": _refused,
    "carrier": _carrier,
}
FIGURES = (
    "passages_total_count",
    *(f"{size}m_worst_p95_ms" for size in SIZES),
    *(f"{name}_{what}_ms" for name in SEARCHES for what in ("p50", "p95", "cold_p50", "cold_max")),
    "insert_alone_mean_per_s",
    "insert_searched_mean_per_s",
    "row_mean_bytes",
    "derived_mean_bytes",
)


def measure(seconds: float) -> dict[str, Figure]:
    """`seconds`: how long rows are written, alone and while somebody searches, a tenth of it each."""
    rows = ledger_of_years.opened()
    found: dict[str, Figure] = {"passages_total_count": Figure(rows, rows)}
    found |= _sizes(rows)
    dice = Random(11)
    for name, draw in SEARCHES.items():
        cold = list(_timed(draw, dice, COLD, _forget))
        warm = list(_timed(draw, dice, WARM, lambda: None))
        found[f"{name}_p50_ms"] = Figure(float(np.percentile(warm, 50)), WARM)
        found[f"{name}_p95_ms"] = Figure(float(np.percentile(warm, 95)), WARM)
        found[f"{name}_cold_p50_ms"] = Figure(float(np.percentile(cold, 50)), COLD)
        found[f"{name}_cold_max_ms"] = Figure(max(cold), COLD)
    worst = max(found[f"{name}_p95_ms"].value or 0 for name in SEARCHES)
    for size in SIZES:
        is_it = size * 0.9 <= rows / 1e6 <= size * 1.1
        found[f"{size}m_worst_p95_ms"] = Figure(worst, WARM) if is_it else Figure(None, 0)
    return found | _writing(seconds / 10, dice)


def _writing(seconds: float, dice: Random) -> dict[str, Figure]:
    """Not where the ledger was grown: it lacks indexes that a row is written to."""
    names = ("insert_alone_mean_per_s", "insert_searched_mean_per_s")
    if ledger_of_years.is_grown():
        return dict.fromkeys(names, Figure(None, 0))
    searches = list(SEARCHES.values())
    rates = (
        _written(seconds, lambda: time.sleep(0.05)),
        _written(seconds, lambda: _search(dice.choice(searches), dice)),
    )
    return dict(zip(names, rates, strict=True))


def _timed(draw: Draw, dice: Random, times: int, before: Callable[[], None]) -> Iterator[float]:
    for _ in range(times):
        query = draw(dice)
        before()
        began = time.perf_counter()
        search.passages(query)
        yield (time.perf_counter() - began) * 1000


def _search(draw: Draw, dice: Random) -> None:
    search.passages(draw(dice))


def _forget() -> None:
    """Columns in our own memory, pages in the database's, and, of SQLite, the file in the system's."""
    with reading() as index:
        index.kept.clear()
    if is_sqlite():
        path = database.database
        database.close()
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
        database.connect()


def _some(dice: Random) -> Passage:
    """A passage of a truck that comes again and again."""
    newest = Passage.select(Passage.id).order_by(Passage.id.desc()).limit(1).scalar()
    while True:
        some: Passage | None = Passage.get_or_none(Passage.id == dice.randrange(1, newest))
        if some is not None and some.plate_no and some.carrier_name:
            return some


def _some_day(dice: Random) -> datetime:
    first, last = ledger_of_years.span()
    return (first + (last - first) * dice.random()).astimezone(clock.BEIJING)


def _written(seconds: float, meanwhile: Callable[[], None]) -> Figure:
    """Rows that another process writes with all that belongs to them, each on disk before the next."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.writing_rows", ledger_of_years.url(), str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None:
        meanwhile()
    rows, took = (process.stdout.read() if process.stdout else "").split()
    if process.stdout:
        process.stdout.close()
    return Figure(int(rows) / float(took), int(rows))


def _sizes(rows: int) -> dict[str, Figure]:
    derived = sum(len(column.content) for column in SearchColumn.select().iterator())
    if is_sqlite():
        whole = os.path.getsize(database.database)
    else:
        whole = database.execute_sql("SELECT pg_database_size(current_database())").fetchone()[0]
    return {
        "row_mean_bytes": Figure(whole / rows, rows),
        "derived_mean_bytes": Figure(derived / rows, rows),
    }
