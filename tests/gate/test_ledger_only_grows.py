"""The database itself refuses to change or delete what was written (R-030)."""

from typing import Any

import pytest
from peewee import DatabaseError

from gate import proof
from gate.models import CHAINED, Chained, Entry, Outcome, Passage, Upload, database, is_sqlite
from tests.gate import rows


@pytest.fixture
def written(database: Any) -> Passage:
    return rows.entered(rows.lane())


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), database.atomic():
        database.execute_sql(statement)
    assert proof.verify().holds


@pytest.mark.parametrize("table", rows.LEDGER)
def test_no_row_is_deleted(written: Passage, table: str) -> None:
    rows.one_of_each()
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET hash = ''",
        "UPDATE passage SET plate_no = plate_no",
        "UPDATE passage SET verdict = 'open'",
        "UPDATE outcome SET result = 'lifted'",
    ],
)
def test_no_row_is_changed_not_even_into_itself(written: Passage, change: str) -> None:
    refused(change)


@pytest.mark.parametrize("model", CHAINED)
def test_no_table_takes_a_change(written: Passage, model: type[Chained]) -> None:
    rows.one_of_each()
    same = ", ".join(f'"{column}" = "{column}"' for column in model._meta.columns)
    refused(f'UPDATE "{model._meta.table_name}" SET {same}')


@pytest.mark.parametrize("table", rows.LEDGER)
def test_no_table_is_emptied(written: Passage, table: str) -> None:
    if is_sqlite():
        pytest.skip("SQLite has no TRUNCATE")
    refused(f"TRUNCATE {table} CASCADE")


def test_a_model_cannot_save_a_change_either(written: Passage) -> None:
    before = (Entry.select().count(), Passage.select().count())
    written.plate_no = "冀B7K266"
    with pytest.raises(DatabaseError), database.atomic():
        written.save()
    with pytest.raises(DatabaseError), database.atomic():
        written.delete_instance()
    assert (Entry.select().count(), Passage.select().count()) == before
    assert Outcome.select().count() == 1


def test_what_is_owed_may_change(written: Passage) -> None:
    assert Upload.update(state="acknowledged").execute() == 1
