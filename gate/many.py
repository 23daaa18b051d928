"""Thousands of rows in one statement: peewee would spend longer on wording it than the database on obeying."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gate.models import database
from gate.models.base import Table


def insert(model: type[Table], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows, each with the same columns, in the caller's transaction."""
    prepared = [_values(model, row) for row in rows]
    if not prepared:
        return
    names = ", ".join(f'"{name}"' for name in prepared[0])
    places = ", ".join([database.param] * len(prepared[0]))
    cursor = database.cursor()
    try:
        cursor.executemany(
            f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({places})',
            [tuple(values.values()) for values in prepared],
        )
    finally:
        cursor.close()


def insert_at_once(model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add a few rows, each with the same columns, in one statement, which is a transaction of its own."""
    prepared = [_values(model, row) for row in rows]
    names = ", ".join(f'"{name}"' for name in prepared[0])
    places = f"({', '.join([database.param] * len(prepared[0]))})"
    database.execute_sql(
        f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES {", ".join([places] * len(prepared))}',
        [value for values in prepared for value in values.values()],
    )


def _values(model: type[Table], row: Mapping[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields
    return {fields[name].column_name: fields[name].db_value(value) for name, value in row.items()}
