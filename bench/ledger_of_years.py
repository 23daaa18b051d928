"""The ledger that searches and exports are measured on: made once for a size, and used again."""

import sys
from datetime import datetime

from bench import years
from bench.asked import ASKED
from bench.figures import CannotMeasure
from gate import clock, schema, search
from gate.models import Entry, Passage, database, open_database
from settings import ROOT

FOLDER = ROOT / "var" / "bench" / "years"
MOST_DRAWN = 4_000_000
"""More than these are grown out of them, which SQLite does by itself."""


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


def span() -> tuple[datetime, datetime]:
    """The first and the last moment."""
    first, last = (
        Passage.select(Passage.passed_at).order_by(order).limit(1).scalar()
        for order in (Passage.passed_at.asc(), Passage.passed_at.desc())
    )
    return first, last


def _make(rows: int) -> None:
    if rows > MOST_DRAWN:
        if ASKED.database_url:
            raise CannotMeasure("More than 4 million passages are made on SQLite only.")
        base, times = FOLDER / "base.db", round(rows / MOST_DRAWN)
        open_database(f"sqlite:///{base}")
        schema.migrate()
        if not Passage.select().exists():
            years.fill(MOST_DRAWN, _tell)
        database.close()
        open_database(url())
        years.grow(str(base), times, _tell)
    else:
        years.fill(rows, _tell)
    # Whoever writes further rows goes on behind these.
    newest = Passage.select(Passage.id).order_by(Passage.id.desc()).limit(1).scalar()
    years.go_on_after(newest)
    Entry.create(seq=2 * 10**9, at=clock.now(), kind="bench", content=b"", hash="0" * 64)
    search.fold(_tell)


def _tell(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,}", end="", file=sys.stderr)
