"""What the over-emission list and the rules do not take."""

from typing import Any

import pytest

from gate import exceedance, rules
from gate.models import Entry
from gate.register import RegisterError


@pytest.mark.parametrize(
    ("row", "field", "key"),
    [
        (("鲁Q6Y42", "1", "5", ""), "plate_no", "not_a_plate"),
        (("鲁Q6Y429", "4", "5", ""), "plate_colour", "colour_against_form"),
        (("鲁Q6Y429", "1", "9", ""), "reason_code", "unknown_code"),
        (("鲁Q6Y429", "1", "", ""), "reason_code", "required"),
        (("鲁Q6Y429", "1", "5", "yesterday"), "issued_at", "not_a_date"),
        (("鲁Q6Y429", "1", "5", "2999-01-01"), "issued_at", "in_future"),
    ],
)
def test_a_bad_row_is_not_listed(
    database: Any, row: tuple[str, str, str, str], field: str, key: str
) -> None:
    with pytest.raises(RegisterError) as refused:
        exceedance.put_on(*row, by="li")
    assert refused.value.errors == {field: key}
    assert Entry.select().count() == 0


def test_a_plate_is_listed_once_at_a_time(database: Any) -> None:
    row = exceedance.put_on("鲁Q6Y429", "1", "5", "", by="li")
    with pytest.raises(RegisterError) as refused:
        exceedance.put_on("鲁Q6Y429", "1", "6", "", by="li")
    assert refused.value.errors == {"plate_no": "already_listed"}
    exceedance.release(row.id, by="li")
    with pytest.raises(RegisterError):
        exceedance.release(row.id, by="li")
    exceedance.put_on("鲁Q6Y429", "1", "6", "", by="li")
    assert len(exceedance.current()) == 1


@pytest.mark.parametrize("stage", ["", "7", "X"])
def test_a_stage_nobody_can_ask_for_is_refused(database: Any, stage: str) -> None:
    with pytest.raises(RegisterError) as refused:
        rules.change(minimum_stage=stage, let_out=True, by="li")
    assert "minimum_stage" in refused.value.errors
    assert rules.current().id == 0


@pytest.mark.parametrize(
    ("setting", "value", "key"),
    [
        ("contradictions", "ignore", "unknown_code"),
        ("implausible_stages", "", "required"),
        ("strong_confidence", "0.94", "out_of_range"),
        ("strong_confidence", "sure", "not_a_number"),
        ("fair_confidence", "0.79", "out_of_range"),
        ("fair_confidence", "1.01", "out_of_range"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    database: Any, setting: str, value: str, key: str
) -> None:
    with pytest.raises(RegisterError) as refused:
        rules.change(by="li", **{setting: value})
    assert refused.value.errors == {setting: key}
    assert rules.current().id == 0


def test_what_is_not_named_stays_as_it_is(database: Any) -> None:
    rules.change(by="li", demand_network=True, fair_confidence="0.9")
    after = rules.change(by="li", contradictions="warn")
    assert (after.demand_network, after.fair_confidence, after.contradictions) == (
        True,
        0.9,
        "warn",
    )
    with pytest.raises(TypeError):
        rules.change(by="li", minimum_stge="6")
