"""`flask rehearse` counts what the page counts."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from gate import clock, policies
from tests import cast, month
from tests.browsing import as_person
from tests.gate.test_rehearsal_counts import came, measure_2, unknown_to_2


@pytest.fixture
def past(database: Any) -> list[dict[str, Any]]:
    return month.enter(month.a_lane(), seed=11, days=30, a_day=12, trucks=60)


def counts(text: str) -> tuple[str, ...]:
    found = re.search(r"(\d+) of (\d+) trucks of the last 30 days", text)
    assert found is not None, text
    return found.groups()


def test_command_page_and_count_by_hand_agree(app: Flask, past: list[dict[str, Any]]) -> None:
    kept = sum(came(row) and (measure_2(row) or unknown_to_2(row)) for row in past)
    by_hand = (str(kept), str(sum(map(came, past))))
    told = app.test_cli_runner().invoke(args=["rehearse", "--measure", "2", "--days", "30"])
    assert told.exit_code == 0, told.output
    assert counts(told.output) == by_hand
    ends = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"warning": "orange", "measure": "2", "ends": ends, "days": "30"}
    manager = as_person(app, cast.MANAGER)
    manager.post("/language", data={"language": "en"})
    page = manager.post("/policies/new", data=form).text
    shown = re.search(r"<b>(\d+)</b> <span>of (\d+) trucks of the last 30 days", page)
    assert shown is not None
    assert shown.groups() == by_hand


def test_a_policy_of_the_site_and_an_order_in_a_file(
    app: Flask, past: list[dict[str, Any]], tmp_path: Path
) -> None:
    run = app.test_cli_runner().invoke
    by_measure = counts(run(args=["rehearse", "--measure", "3"]).output)
    ends = clock.stamp(clock.now() + timedelta(days=1))
    values = {"warning": "red", "measure": "3", "ends": ends, "reason": "红色预警"}
    policies.announce(values, "manager")
    assert counts(run(args=["rehearse", "--policy", "1"]).output) == by_measure
    order = {
        "name": "红色预警", "source": "city", "warning": "red", "response": "I",
        "measure": "3", "starts": clock.stamp(clock.now()), "ends": ends,
    }  # fmt: skip
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order), "utf-8")
    assert counts(run(args=["rehearse", "--file", str(file)]).output) == by_measure
    file.write_text("各企业停运", "utf-8")
    everybody = run(args=["rehearse", "--file", str(file)])
    held, all_of_them = counts(everybody.output)
    assert held == all_of_them
    assert "Not understood" in everybody.output


def test_it_wants_exactly_one_policy(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["rehearse"]).exit_code == 2
    assert run(args=["rehearse", "--policy", "7"]).exit_code == 2
    assert run(args=["rehearse", "--policy", "7", "--measure", "2"]).exit_code == 2
