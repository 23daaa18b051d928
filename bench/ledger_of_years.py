"""The ledger that searches and exports are measured on: made once for a size, and used again."""

import sys
from datetime import datetime

from bench import growing, years
from bench.asked import ASKED
from bench.figures import CannotMeasure
from gate import clock, schema, search
from gate.models import Entry, Passage, database, is_sqlite, open_database
from settings import ROOT

FOLDER = ROOT / "var" / "bench" / "years"
MOST_DRAWN = 4_000_000
"""More than these are grown out of them, which the database does by itself."""


def url() -> str:
    return ASKED.database_url or f"sqlite:///{FOLDER / f'{ASKED.million:g}m.db'}"


def opened() -> int:
    """Open it, made now if there is none; how many passages it has. Raises CannotMeasure."""
    open_database(url())
    schema.migrate()
    rows = int(ASKED.million * 1_000_000)
    if not Passage.select().exists():
        _make(rows)
    found = int(Passage.select().count())
    if found < rows:
        raise CannotMeasure(f"{url()} holds {found:,} passages, fewer than were asked for.")
    return found


def is_grown() -> bool:
    """Whether it is one of those that are too large to be drawn row by row."""
    return ASKED.million * 1_000_000 > MOST_DRAWN


def span() -> tuple[datetime, datetime]:
    """The first and the last moment."""
    first, last = (
        Passage.select(Passage.passed_at).order_by(order).limit(1).scalar()
        for order in (Passage.passed_at.asc(), Passage.passed_at.desc())
    )
    return first, last


def _make(rows: int) -> None:
    if is_grown():
        _grow(round(rows / MOST_DRAWN))
    else:
        years.fill(rows, _tell)
    # Whoever writes further rows goes on behind these.
    newest = Passage.select(Passage.id).order_by(Passage.id.desc()).limit(1).scalar()
    years.go_on_after(newest)
    Entry.create(seq=2 * 10**9, at=clock.now(), kind="bench", content=b"", hash="0" * 64)
    search.fold(_tell)


def _grow(times: int) -> None:
    if is_sqlite():
        base = FOLDER / "base.db"
        open_database(f"sqlite:///{base}")
        schema.migrate()
        if not Passage.select().exists():
            years.fill(MOST_DRAWN, _tell)
        database.close()
        open_database(url())
        database.execute_sql("ATTACH ? AS base", (str(base),))
    else:
        growing.make_base(MOST_DRAWN, _tell)
    growing.grow(times, _tell)
    if not is_sqlite():
        growing.drop_base()


def _tell(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,}", end="", file=sys.stderr)
