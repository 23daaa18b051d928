"""Two years at the gates of a plant, for measuring: rush hours, trucks that return day after day, several gates.

The passage table itself and what is derived from it are as they would be. Their entries in the chain are left out, and
of what became of the arm and of uploads only what a search asks for: they add bytes to the file, nothing to a search.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import numpy as np

from bench import register
from gate import clock
from gate.models import Gate, Lane, Outcome, Passage, Upload, database, is_sqlite
from gate.models.base import Table

DAYS = 730
A_DAY = timedelta(days=1)
BEGINS = datetime(2024, 11, 1, tzinfo=clock.BEIJING)
BUSY_HOURS = np.array([3, 2, 2, 2, 3, 5, 8, 9, 8, 7, 6, 5, 4, 5, 6, 7, 7, 6, 5, 4, 4, 3, 3, 3])
TRIPS_OF_A_TRUCK = 1_500
"""About two a day, either way."""
STRANGERS = 0.005
GATES = (("A", "东门"), ("B", "南门"), ("C", "北门"))
KINDS = (
    (("Q11", "B", "6", "1"), 42),
    (("Q11", "B", "5", "1"), 25),
    (("Q11", "E", "6", "1"), 10),
    (("Q11", "E", "5", "1"), 6),
    (("H17", "B", "4", "1"), 6),
    (("H31", "B", "5", "0"), 4),
    (("Q11", "C", "D", "6"), 5),
    (("H11", "B", "3", "1"), 1.5),
    (("Q11", "B", "X", "1"), 0.5),
)
PLACES = ("唐山", "安阳", "邯郸", "临汾", "济南")
CARGO = ("铁矿粉", "焦炭", "废钢", "石灰石", "热轧卷板", "冷轧卷板", "线材", "液氧", "粗苯", "空载")
BECAME = (
    (("open", "allowed", "2"), 93.0),
    (("open", "stage_implausible,allowed", "2"), 2.0),
    (("hold", "unread", ""), 1.2),
    (("hold", "expired", ""), 1.0),
    (("hold", "papers_missing", ""), 0.8),
    (("hold", "papers_missing,expired", ""), 0.2),
    (("refuse", "control", ""), 1.0),
    (("refuse", "stage_too_low", ""), 0.6),
    (("refuse", "listed", ""), 0.15),
    (("refuse", "listed,stage_too_low", ""), 0.05),
)
AT_ONCE = 20_000
COLUMNS = [
    "id",
    "entry_id",
    "serial_no",
    "lane_id",
    "gate_no",
    "barrier_no",
    "direction",
    "passed_at",
    "front_photo",
    "body_photo",
    "plate_photo",
    "verdict",
    "reasons",
    "opening_mode",
    "confidence",
    "pairs_with_id",
    "cargo_quantity",
    "plate_no",
    "plate_colour",
    "vehicle_type",
    "fuel_type",
    "emission_stage",
    "carrier_name",
    "cargo_name",
    "vin",
    "engine_no",
    "registration_date",
    "vehicle_model",
    "engine_model",
    "engine_maker",
    "use_nature",
    "network_status",
    "emission_list_image",
    "licence_front_image",
    "licence_back_image",
    "quantity_unit",
    "rules_version",
    "decided_offline",
    "recorded_late",
    "looks",
    "look_alike",
    "evidence_problem",
    "watcher",
    "fence",
    "list_version",
    "policies",
    "grounds",
    "looks_told",
]
Row = tuple[Any, ...]


def fill(rows: int, progress: Callable[[int], None], *, seed: int = 7) -> None:
    """So many passages into the open, empty database, with as many days, trucks and gates as two years have."""
    for gate_no, name in GATES:
        gate = Gate.create(gate_no=gate_no, name=name)
        for number, direction in ((1, "in"), (2, "out")):
            Lane.create(
                gate=gate, barrier_no=f"00{number}", name=f"{name}{number}", direction=direction
            )
    with in_bulk():
        made = _passages(rows, Random(seed))
        while batch := list(islice(made, AT_ONCE)):
            _insert(Passage, COLUMNS, batch)
            _what_became(batch)
            progress(batch[-1][0])


def a_row(at: datetime, lane: Lane, fence: int, *, serial_no: str) -> dict[str, Any]:
    """A row as a lane writes it, of one more vehicle."""
    fields = Passage._meta.fields
    row = _row(0, clock.stamp(at)[:11], 0, 0, None, BECAME[0][0], _stranger(Random(serial_no)))
    told = {
        fields[name].name if name in fields else name: value
        for name, value in zip(COLUMNS, row, strict=True)
    }
    for name in ("id", "entry_id", "recorded_late"):
        del told[name]
    place = {"lane_id": lane.id, "passed_at": at, "serial_no": serial_no, "fence": fence}
    return told | place


def go_on_after(newest: int) -> None:
    """Have the database number further rows behind these."""
    if not is_sqlite():
        for table in ("passage", "outcome", "upload"):
            database.execute_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", (newest,)
            )


def _passages(rows: int, dice: Random) -> Iterator[Row]:
    fleet = _fleet(max(rows // TRIPS_OF_A_TRUCK, 50), dice)
    numbers = np.random.default_rng(dice.randrange(2**32))
    inside: dict[int, int] = {}
    became, often = zip(*BECAME, strict=True)
    weights = np.array(often) / sum(often)
    number = 0
    for day in range(DAYS):
        count = rows * (day + 1) // DAYS - rows * day // DAYS
        moments = _moments(numbers, count)
        who = (numbers.beta(0.9, 1.6, count) * len(fleet)).astype(int).tolist()
        what = numbers.choice(len(became), count, p=weights).tolist()
        gates = numbers.integers(0, len(GATES), count).tolist()
        strange = (numbers.random(count) < STRANGERS).tolist()
        midnight = clock.stamp(BEGINS + A_DAY * day)[:11]
        for moment, truck, index, gate, stranger in zip(
            moments, who, what, gates, strange, strict=True
        ):
            number += 1
            entered = None if stranger else inside.pop(truck, None)
            if entered is None and not stranger:
                inside[truck] = number
            verdict = ("hold", "not_registered", "") if stranger else became[index]
            vehicle = _stranger(dice) if stranger else fleet[truck]
            if verdict[1] == "unread":
                vehicle = ("", "", *[""] * 8, *vehicle[10:])
            yield _row(number, midnight, moment, gate, entered, verdict, vehicle)


def _row(
    number: int,
    midnight: str,
    moment: int,
    gate: int,
    entered: int | None,
    became: Sequence[str],
    vehicle: Row,
) -> Row:
    seconds, millisecond = divmod(moment, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    leaving = entered is not None
    photo = f"{number:x}".rjust(63, "e")
    return (
        number,
        number,
        f"1302000001{GATES[gate][0]}00{1 + leaving}{midnight[:10]}{moment:08}{number:x}",
        gate * 2 + 1 + leaving,
        GATES[gate][0],
        "002" if leaving else "001",
        "2" if leaving else "1",
        f"{midnight}{hour:02}:{minute:02}:{second:02}.{millisecond:03}+08:00",
        f"{photo}0",
        f"{photo}1",
        f"{photo}2" if vehicle[0] else "",
        *became,
        0.9 + number % 997 / 9970,
        entered,
        20 + number % 17,
        *vehicle,
    )


def _moments(numbers: Any, count: int) -> list[int]:
    """Milliseconds of a day, in their order."""
    hours = numbers.choice(24, count, p=BUSY_HOURS / BUSY_HOURS.sum())
    return np.sort(hours * 3_600_000 + numbers.integers(0, 3_600_000, count)).tolist()  # type: ignore[no-any-return]


def _fleet(size: int, dice: Random) -> list[Row]:
    kinds, often = zip(*KINDS, strict=True)
    plates: set[str] = set()
    while len(plates) < size:
        plates.add(register.draw(dice))
    carriers = [f"{place}{dice.choice('北通顺达源')}{n}运输" for n, place in enumerate(PLACES * 20)]
    return [
        _vehicle(plate, dice.choices(kinds, often)[0], dice.choice(carriers), dice.choice(CARGO))
        for plate in sorted(plates)
    ]


def _stranger(dice: Random) -> Row:
    return _vehicle(register.draw(dice), ("", "", "", "1"), "", "")


def _vehicle(plate: str, kind: Sequence[str], carrier: str, cargo: str) -> Row:
    vehicle_type, fuel, stage, colour = kind
    photo = "f" * 64 if stage else ""
    return (
        plate, colour, vehicle_type, fuel, stage, carrier, cargo,
        f"LZZ5ELNB0JA{abs(hash(plate)) % 10**6:06d}" if stage else "", "2104000001", "2021-10-01",
        "ZZ4256V384HE1B", "MC11.44-60", "中国重汽", "F", "1", photo, photo, photo, "T",
        1, False, False, 3, "", "", "gate-pc:4711", 1, 0, "", "", "",
    )  # fmt: skip


def _what_became(batch: Sequence[Row]) -> None:
    """Every second vehicle that was held is let in by a person; of a thousand rows one is refused, one still waits."""
    at = {name: COLUMNS.index(name) for name in ("passed_at", "verdict")}
    held = [row for row in batch if row[at["verdict"]] == "hold" and row[0] % 2]
    _insert(
        Outcome,
        ("id", "entry_id", "passage_id", "at", "result", "position", "by", "detail"),
        [
            (row[0], -row[0], row[0], row[at["passed_at"]], "lifted_by_person", "open", "guard", "")
            for row in held
        ],
    )
    states = {0: "waiting", 1: "refused"}
    _insert(
        Upload,
        ("id", "passage_id", "state", "attempts", "next_at", "message", "reference"),
        [
            (row[0], row[0], states[row[0] % 1000], 1, row[at["passed_at"]], "", "")
            for row in batch
            if row[0] % 1000 in states
        ],
    )


def _insert(model: type[Table], names: Iterable[str], rows: Sequence[Row]) -> None:
    table, columns = model._meta.table_name, ", ".join(f'"{name}"' for name in names)
    if is_sqlite():
        places = ", ".join("?" * len(columns.split(", ")))
        with database.atomic():
            database.connection().executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({places})', rows
            )
        return
    with (
        database.atomic(),
        database.connection().cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def in_bulk(only: Sequence[str] = ()) -> Iterator[None]:
    """Indexes are made at the end, in one go each; nobody asks for entries meanwhile."""
    if is_sqlite():
        before: tuple[str, ...] = (
            "PRAGMA foreign_keys = 0",
            "PRAGMA synchronous = 0",
            "PRAGMA cache_size = -400000",
        )
        after: tuple[str, ...] = ("PRAGMA synchronous = 2", "PRAGMA cache_size = -32000")
        asked = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name IN ('passage', 'outcome', 'upload')"
        )
    else:
        before = ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'")
        after = ("SET session_replication_role = DEFAULT", "VACUUM ANALYZE")
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('passage', 'outcome', 'upload') "
            "AND schemaname = current_schema() AND indexname NOT LIKE '%%_pkey'"
        )
    for statement in before:
        database.execute_sql(statement)
    indexes = database.execute_sql(asked).fetchall()
    for name, _ in indexes:
        database.execute_sql(f'DROP INDEX "{name}"')
    yield
    for name, definition in indexes:
        if not only or name in only or not name.startswith("passage"):
            database.execute_sql(definition)
    for statement in after:
        database.execute_sql(statement)
