"""Rows that an older program hashed still verify after the upgrade, and only as they were."""

from typing import Any

import pytest
from playhouse.migrations import Runner

from gate import proof, schema
from gate.models import Entry, Lane, Outcome, Passage, ReceiptOf, RuleSet, database, is_sqlite
from tests.gate import rows

UPGRADE = "0003_rules_that_decide"


@pytest.fixture
def lane(database: Any) -> Lane:
    """A lane of a plant whose database has the shape that it had before the rules grew."""
    made = rows.lane()
    Runner(database, str(schema.MIGRATIONS)).down(UPGRADE)
    assert "grounds" not in {column.name for column in database.get_columns("passage")}
    return made


def written_before(lane: Lane, **given: Any) -> None:
    """A passage and its outcome as the program of those days wrote them."""
    passage = Passage(**rows.row(lane, **given), recorded_late=False)
    with database.atomic():
        _enter(passage, "passage")
        _enter(
            Outcome(
                passage=passage,
                at=passage.passed_at,
                result="lifted",
                position="open",
                by="",
                detail="",
            ),
            "outcome",
        )


def _enter(row: Passage | Outcome, kind: str) -> None:
    body = {name: said for name, said in proof.facts(row).items() if name not in row.YOUNGER}
    row.entry = proof.append(kind, body)
    columns = [f for f in row._meta.sorted_fields if f.name != "id" and f.name not in row.YOUNGER]
    mark = "?" if is_sqlite() else "%s"
    names = ", ".join(f'"{field.column_name}"' for field in columns)
    values = [field.db_value(row.__data__.get(field.name)) for field in columns]
    table = row._meta.table_name
    database.execute_sql(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join([mark] * len(columns))})", values
    )
    row.id = database.execute_sql(f"SELECT max(id) FROM {table}").fetchone()[0]


def test_old_rows_verify_after_the_upgrade_beside_new_ones(lane: Lane) -> None:
    written_before(lane)
    written_before(lane, plate_no="冀B7K269", pairs_with_id=1, direction="2")
    assert schema.migrate() == [path.stem for path in sorted(schema.MIGRATIONS.glob("0*.py"))[2:]]
    assert [row.grounds for row in Passage.select()] == ["", ""]
    rows.entered(lane, plate_no="冀B7K267", grounds='{"listed_for":"5"}', policies="3.1")
    found = proof.verify()
    assert found.holds, found.faults
    assert found.entries == 6


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("grounds", '{"exemptions":[1]}'),
        ("policies", "1.1"),
        ("list_version", 7),
        ("looks_told", "[]"),
        ("plate_corners", "[[0, 0]]"),
        ("plate_no", "冀B7K299"),
    ],
)
def test_nothing_is_slipped_into_an_old_row(lane: Lane, column: str, value: object) -> None:
    written_before(lane)
    schema.migrate()
    mark = "?" if is_sqlite() else "%s"
    with rows.tampering():
        database.execute_sql(f"UPDATE passage SET {column} = {mark}", (value,))
    assert [fault.seq for fault in proof.verify().faults] == [1]


def test_a_new_row_hides_nothing_behind_what_old_rows_lack(lane: Lane) -> None:
    schema.migrate()
    rows.entered(lane, policies="3.1")
    with rows.tampering():
        database.execute_sql("UPDATE passage SET policies = ''")
    assert [fault.seq for fault in proof.verify().faults] == [1]


def test_the_rules_of_old_get_the_settings_that_the_product_begins_with(lane: Lane) -> None:
    mark = "?" if is_sqlite() else "%s"
    database.execute_sql(
        "INSERT INTO rule_set (minimum_stage, let_out, created_at, created_by) "
        f"VALUES ('6', {mark}, '2026-01-01T00:00:00.000+08:00', 'li')",
        (True,),
    )
    schema.migrate()
    old, new = RuleSet.get(), RuleSet()
    younger = (
        "contradictions",
        "implausible_stages",
        "strong_confidence",
        "fair_confidence",
        "demand_network",
        "z11_is_heavy",
        "emergency_by_plate",
    )
    assert {name: getattr(old, name) for name in younger} == {
        name: getattr(new, name) for name in younger
    }
    assert Entry.select().count() == 0


def test_answers_of_the_platform_are_found_by_their_row(lane: Lane) -> None:
    for plate_no in ("冀B7K268", "冀B7K269"):
        written_before(lane, plate_no=plate_no)
    with database.atomic():
        for row in database.execute_sql("SELECT serial_no FROM passage ORDER BY id").fetchall():
            proof.append("receipt", {"serial_no": row[0], "message": '成功 "好"'})
        proof.append("receipt", {"serial_no": "unknown"})
    schema.migrate()
    assert [(row.entry, row.passage) for row in ReceiptOf.select().order_by(ReceiptOf.entry)] == [
        (5, 1),
        (6, 2),
    ]
