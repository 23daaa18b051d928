"""A ledger of tens of millions: the plant of some millions so many times over, grown by the database itself."""

from collections.abc import Callable

from bench import years
from gate import clock
from gate.models import database, is_sqlite

BASE = ("gate", "lane", "passage", "outcome", "upload")
FROM_A_COPY = {
    "entry_id": f"p.id + copy.k * {10**8}",
    "serial_no": "p.serial_no || copy.k",
    "plate_no": "replace(replace(replace(p.plate_no, '7', substr('7ACDEFGHJ', copy.k + 1, 1)), "
    "'3', substr('3KLMNPQRS', copy.k + 1, 1)), substr(p.plate_no, 1, 2), "
    "substr(p.plate_no, 1, 1) || substr('ABCDEFGHJ', (unicode(substr(p.plate_no, 2, 1)) + copy.k) % 9 + 1, 1))",
    "pairs_with_id": "NULL",
}
BY_HAND = (
    "INSERT INTO outcome (id, entry_id, passage_id, at, result, position, by, detail) "
    "SELECT id, -id, id, passed_at, 'lifted_by_person', 'open', 'guard', '' "
    "FROM passage WHERE verdict = 'hold' AND id % 2 = 1"
)
OWED = (
    "INSERT INTO upload (id, passage_id, state, attempts, next_at, message, reference, revision) "
    "SELECT id, id, CASE id % 1000 WHEN 0 THEN 'waiting' ELSE 'refused' END, 1, passed_at, '', '', 0 "
    "FROM passage WHERE id % 1000 < 2"
)
Progress = Callable[[int], None]


def make_base(rows: int, progress: Progress) -> None:
    """On PostgreSQL: a plant of so many passages in a schema `base`, which lends its tables for that time."""
    database.execute_sql("CREATE SCHEMA base")
    for table in BASE:
        like = f"CREATE UNLOGGED TABLE base.{table} (LIKE public.{table} INCLUDING DEFAULTS)"
        database.execute_sql(like)
    database.execute_sql("SET search_path = base")
    years.fill(rows, progress)
    database.execute_sql("SET search_path = public")
    database.execute_sql("CREATE INDEX ON base.passage (passed_at)")
    database.execute_sql("ANALYZE base.passage")


def grow(times: int, progress: Progress) -> None:
    """The plant in `base` so many times over, as if it had that many more gates and trucks, into the empty ledger.

    Day by day, which takes a tenth of the time of drawing them; plates of each copy have letters of their own, and
    only the indexes are made that a search uses.
    """
    for table in ("gate", "lane"):
        _order(f"INSERT INTO {table} SELECT * FROM base.{table}")
    with years.in_bulk(only=("passage_passed_at", "passage_plate_no_plate_colour_passed_at")):
        _order("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
        _order(f"INSERT INTO copy VALUES {', '.join(f'({k})' for k in range(times))}")
        for day in range(years.DAYS):
            _grow_a_day(day)
            progress(day + 1)
        for what_became in (BY_HAND, OWED):
            _order(what_became)


def drop_base() -> None:
    """On PostgreSQL: its room on the disk is wanted back."""
    database.execute_sql("DROP SCHEMA base CASCADE")


def _grow_a_day(day: int) -> None:
    since, until = (clock.stamp(years.BEGINS + years.A_DAY * number) for number in (day, day + 1))
    names = ", ".join(f'"{name}"' for name in years.COLUMNS[1:])
    values = ", ".join(FROM_A_COPY.get(name, f'p."{name}"') for name in years.COLUMNS[1:])
    _order(
        f"INSERT INTO passage ({names}) SELECT {values} FROM base.passage p, copy "
        f"WHERE p.passed_at >= '{since}' AND p.passed_at < '{until}' ORDER BY p.passed_at, copy.k"
    )


def _order(statement: str) -> None:
    if not is_sqlite():
        statement = statement.replace("unicode(", "ascii(").replace("%", "%%")
    with database.atomic():
        database.execute_sql(statement)
