"""Migrations bring an empty database to exactly the tables that the models name."""

from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from gate import models, schema
from gate.models import is_sqlite, open_database


def columns(database: Any) -> dict[tuple[str, str], tuple[str, bool, bool]]:
    """Table and column → type, whether it may be empty, whether it is the key."""
    return {
        (table, column.name): (column.data_type.upper(), column.null, column.primary_key)
        for table in database.get_tables()
        if table != "schema_migration"
        for column in database.get_columns(table)
    }


BY_PLATE = ("passage", ("plate_no", "plate_colour", "passed_at"))
"""On PostgreSQL it bears the number, too, which models have no word for."""


def test_nothing_is_missing_and_nothing_is_left_over(database: Any) -> None:
    diff = diff_models(database, models.ALL)
    if not is_sqlite():
        assert [(index.table, index.columns) for index in diff.add_indexes] == [BY_PLATE]
        assert [(index.table, index.columns[:3]) for index in diff.drop_indexes] == [BY_PLATE]
        diff = diff._replace(add_indexes=[], drop_indexes=[])
    assert not diff, str(diff)
    tables = {model._meta.table_name for model in models.ALL}
    assert {table for table, _ in columns(database)} == tables


def test_every_column_is_of_the_type_and_emptiness_of_its_field(database: Any) -> None:
    migrated = columns(database)
    references = {
        model: sorted((key.column, key.dest_table) for key in database.get_foreign_keys(model))
        for model in (m._meta.table_name for m in models.ALL)
    }
    for model in models.ALL[::-1]:
        database.execute_sql(f'DROP TABLE "{model._meta.table_name}"' + cascade())
    database.create_tables(models.ALL)
    assert columns(database) == migrated
    assert references == {
        model: sorted((key.column, key.dest_table) for key in database.get_foreign_keys(model))
        for model in (m._meta.table_name for m in models.ALL)
    }


def cascade() -> str:
    return "" if is_sqlite() else " CASCADE"


def test_a_second_time_there_is_nothing_to_do(database: Any) -> None:
    assert schema.pending() == []
    assert schema.migrate() == []


@pytest.mark.parametrize("place", ["new/folder/greengate.db", "greengate.db"])
def test_an_empty_place_gets_every_migration_in_order(tmp_path: Any, place: str) -> None:
    opened = open_database(f"sqlite:///{tmp_path / place}")
    expected = sorted(path.stem for path in schema.MIGRATIONS.glob("[0-9]*.py"))
    assert schema.pending() == expected
    assert schema.migrate() == expected
    assert schema.pending() == []
    opened.close()
