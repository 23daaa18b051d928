"""Whatever an intruder with the database's password changes in the ledger, the chain tells."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from gate import proof
from gate.models import CHAINED, Entry, Outcome, Passage, database, is_sqlite
from tests.gate import rows


@pytest.fixture
def three(database: Any) -> list[Passage]:
    """Three vehicles, six entries."""
    lane = rows.lane()
    written = [rows.entered(lane, plate_no=f"冀B7K26{last}") for last in range(3)]
    assert proof.verify().holds
    return written


def sql(statement: str, *values: Any) -> None:
    mark = "?" if is_sqlite() else "%s"
    database.execute_sql(statement.replace("?", mark), values)


def faults_after(change: Callable[[], None]) -> list[int]:
    """The numbers of the entries at which the chain does not hold after a change."""
    with rows.tampering():
        change()
    found = proof.verify()
    assert not found.holds
    assert all(fault.what for fault in found.faults)
    return sorted({fault.seq for fault in found.faults})


def test_an_untouched_ledger_holds(three: list[Passage]) -> None:
    found = proof.verify()
    assert found.holds
    assert found.entries == 6
    assert found.head == Entry.get_by_id(6).hash


def test_an_empty_ledger_holds(database: Any) -> None:
    assert proof.verify() == proof.Verification(0, proof.GENESIS, ())


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_flipped_byte_of_an_entry(three: list[Passage], place: int) -> None:
    content = bytearray(bytes(Entry.get_by_id(3).content))
    content[place] ^= 1
    assert 3 in faults_after(
        lambda: sql("UPDATE entry SET content = ? WHERE seq = 3", bytes(content))
    )


def test_a_forged_entry_with_a_hash_of_its_own(three: list[Passage]) -> None:
    forged = bytes(Entry.get_by_id(3).content).replace("冀B7K261".encode(), "冀B7K269".encode())
    digest = hashlib.sha256(forged).hexdigest()

    def forge() -> None:
        sql("UPDATE entry SET content = ?, hash = ? WHERE seq = 3", forged, digest)
        sql("UPDATE passage SET plate_no = ? WHERE entry_id = 3", "冀B7K269")

    assert faults_after(forge) == [4]


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "outcome"), ("at", "2020-01-01T00:00:00.000+08:00")]
)
def test_a_column_of_an_entry(three: list[Passage], column: str, value: str) -> None:
    assert 3 in faults_after(lambda: sql(f"UPDATE entry SET {column} = ? WHERE seq = 3", value))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("plate_no", "豫F5N382"),
        ("passed_at", "2026-01-01T00:00:00.000+08:00"),
        ("cargo_quantity", "32.499"),
        ("confidence", 0.9),
        ("verdict", "refuse"),
        ("front_photo", "0" * 64),
        ("pairs_with_id", 1),
        ("watcher", "somebody"),
    ],
)
def test_a_column_of_a_passage(three: list[Passage], column: str, value: Any) -> None:
    statement = f"UPDATE passage SET {column} = ? WHERE entry_id = 3"
    assert faults_after(lambda: sql(statement, value)) == [3]


@pytest.mark.parametrize("table", ["entry", "passage"])
def test_a_time_that_is_none(three: list[Passage], table: str) -> None:
    column = "at" if table == "entry" else "passed_at"
    assert faults_after(lambda: sql(f"UPDATE {table} SET {column} = 'noon'"))


def test_every_column_of_a_passage_is_hashed() -> None:
    hashed = {field.name for field in Passage._meta.sorted_fields} - {"id", "entry"}
    values = dict.fromkeys(hashed, "1") | {"cargo_quantity": "1", "confidence": 1.0}
    assert len(proof.facts(Passage(**values))) == len(hashed)


@pytest.mark.parametrize(
    ("column", "value"), [("seq", "-3"), ("content", "'text'"), ("kind", "x'ff'")]
)
def test_values_of_another_type_than_the_column(
    three: list[Passage], column: str, value: str
) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL keeps to its types")
    found = faults_after(lambda: sql(f"UPDATE entry SET {column} = {value} WHERE seq = 3"))
    assert 3 in found


@pytest.mark.parametrize("model", CHAINED, ids=lambda model: model.KIND)
def test_every_table_of_the_chain_names_its_kind_and_a_column_of_its_entry(model: Any) -> None:
    assert [other for other in CHAINED if other.KIND == model.KIND] == [model]
    assert model.entry.unique
    assert set(model.YOUNGER) <= set(model._meta.fields)


def test_an_outcome_moved_to_another_passage(three: list[Passage]) -> None:
    assert faults_after(
        lambda: sql("UPDATE outcome SET passage_id = ? WHERE entry_id = 4", three[0].id)
    ) == [4]


@pytest.mark.parametrize("model", [Passage, Outcome])
def test_a_deleted_row(three: list[Passage], model: Any) -> None:
    table = model._meta.table_name
    last = model.select().order_by(model.entry.desc()).first()
    sql("DELETE FROM upload")
    found = faults_after(lambda: sql(f"DELETE FROM {table} WHERE id = ?", last.id))
    assert found == [last.entry_id]


def test_a_row_deleted_with_its_entry(three: list[Passage]) -> None:
    def delete() -> None:
        sql("DELETE FROM outcome WHERE entry_id = 4")
        sql("DELETE FROM entry WHERE seq = 4")

    assert faults_after(delete) == [4, 5]


def test_a_row_inserted_without_an_entry(three: list[Passage]) -> None:
    assert faults_after(lambda: insert_copy_under(9_999)) == [9_999]


def test_a_row_put_in_the_place_of_another_without_an_entry(three: list[Passage]) -> None:
    def exchange() -> None:
        insert_copy_under(9_999)
        sql("DELETE FROM passage WHERE entry_id = 5")

    assert faults_after(exchange) == [5, 9_999]


def test_a_row_inserted_under_the_entry_of_another(three: list[Passage]) -> None:
    assert faults_after(lambda: insert_copy_under(4)) == [4]


def insert_copy_under(entry: int) -> None:
    names = [f.column_name for f in Passage._meta.sorted_fields if f.name not in ("id", "entry")]
    columns = ", ".join(f'"{name}"' for name in names)
    copied = columns.replace('"serial_no"', "'forged'")
    sql(
        f"INSERT INTO passage (entry_id, {columns}) "
        f"SELECT {entry}, {copied} FROM passage WHERE entry_id = 1"
    )


def test_two_entries_in_exchanged_order(three: list[Passage]) -> None:
    def exchange() -> None:
        sql("UPDATE entry SET seq = 100 WHERE seq = 3")
        sql("UPDATE entry SET seq = 3 WHERE seq = 5")
        sql("UPDATE entry SET seq = 5 WHERE seq = 100")

    assert {3, 5} <= set(faults_after(exchange))


def test_two_rows_under_exchanged_entries(three: list[Passage]) -> None:
    assert {3, 5} <= set(faults_after(lambda: exchange_column("entry_id")))


def test_two_rows_under_exchanged_numbers(three: list[Passage]) -> None:
    assert faults_after(lambda: exchange_column("id")) == [5]


def exchange_column(column: str) -> None:
    one, other = (
        database.execute_sql(f"SELECT {column} FROM passage WHERE entry_id = {seq}").fetchone()[0]
        for seq in (3, 5)
    )
    for before, after in ((one, 10_000), (other, one), (10_000, other)):
        sql(f"UPDATE passage SET {column} = ? WHERE {column} = ?", after, before)


def test_a_chain_cut_at_its_beginning(three: list[Passage]) -> None:
    def cut() -> None:
        sql("DELETE FROM outcome WHERE entry_id = 2")
        sql("DELETE FROM upload WHERE passage_id = ?", three[0].id)
        sql("DELETE FROM passage WHERE entry_id = 1")
        sql("DELETE FROM entry WHERE seq < 3")

    assert 1 in faults_after(cut)


def test_an_entry_outside_a_transaction_is_refused(database: Any) -> None:
    with pytest.raises(RuntimeError):
        proof.append("vehicle", {})
    assert Entry.select().count() == 0
