"""The demo with a ledger of years behind it: three lanes at work, and a portal that has something to search.

`python -m bench.portal_house PORT ROWS FOLDER` runs it until a signal.
"""

import sys
from pathlib import Path

from bench import years
from bench.plant import FOLDER
from gate import checkpoints, clock, schema, search
from gate.many import insert
from gate.models import Entry, Gate, Lane, Upload, database, open_database
from portal.demo import run
from settings import load
from workers import context

FILMS = FOLDER / "demo-films"
"""Painted by the first run and kept for the next, which a painter no longer slows down."""

PASSED = (
    "INSERT INTO outcome (id, entry_id, passage_id, at, result, position, by, detail) "
    f"SELECT id + {10**7}, -id - {10**7}, id, passed_at, 'lifted', 'open', '', '' "
    "FROM passage WHERE verdict = 'open'"
)


def main() -> int:
    """Fill the database, then come up as the demo does; the exit code."""
    port, rows, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    FILMS.mkdir(parents=True, exist_ok=True)
    (folder / "films").symlink_to(FILMS)
    open_database(load().database)
    schema.migrate()
    years.fill(rows, lambda _: None)
    with years.in_bulk():
        database.execute_sql(PASSED)  # else the lanes begin by writing down that nobody knows
    with database.atomic():
        insert(Entry, map(_entry, range(1, rows + 1)))
        # The demo makes gates and lanes of its own.
        Lane.delete().execute()
        Gate.delete().execute()
        Upload.delete().execute()  # of rows whose photographs nobody has
    search.fold()
    seal = context.seal()
    checkpoints.make(seal.origin, seal.key)  # the first one takes long, and lanes would wait for it
    database.close()
    return run.run(None, port, folder)


def _entry(seq: int) -> dict[str, object]:
    """As much of an entry as the page of its passage reads."""
    told = {"at": clock.now(), "kind": "bench", "content": b'{"previous": ""}', "hash": "0" * 64}
    return {"seq": seq, **told}


if __name__ == "__main__":
    sys.exit(main())
