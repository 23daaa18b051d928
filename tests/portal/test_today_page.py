"""The exceptions of a day on one page: numbers as in the night's mail, with lists, links and what asks for somebody."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import clock, gaps, ledger, register
from gate.carriers import asking, drafting
from gate.gaps import Cause
from gate.ledger import Result
from gate.models import Lane, Passage, Vehicle
from gate.report import day as days
from gate.report import exceptions
from tests import cast
from tests.browsing import as_person
from tests.gate.carriers import TRUCK, signed_up
from tests.portal import lensed
from tests.portal.conftest import Passing

NOW = clock.now()
TODAY = NOW.astimezone(clock.BEIJING).date()


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def rows(passing: Passing, lanes: list[Lane]) -> list[Passage]:
    """One that came, one refused, one held and let in by hand."""
    since = (clock.now() - days.span(TODAY)[0]).total_seconds()
    told = {"seconds_ago": min(5.0, since / 2)}
    came = passing(**told)
    ledger.note_outcome(came, Result.LIFTED, position="open")
    passing(serial_no="S2", verdict="refuse", reasons="stage_too_low", plate_no="晋K3860M", **told)
    held = passing(
        serial_no="S3", verdict="hold", reasons="not_registered", plate_no="鲁Q6Y429", **told
    )
    ledger.note_outcome(held, Result.LIFTED_BY_PERSON, by="guard", position="open")
    return [came, held]


def tiles(page: str) -> dict[str, int]:
    found = re.findall(r'<a href="#(\w+)"><b>(\d+)</b>', page)
    return {name: int(number) for name, number in found}


def test_the_numbers_are_those_of_the_nights_mail(
    manager: FlaskClient, rows: list[Passage]
) -> None:
    gaps.whole(Cause.DOWN, rows[0].lane_id, NOW - timedelta(minutes=2), NOW, "")
    lensed.furnish(Lane.get_by_id(rows[0].lane_id))
    told = exceptions.of(TODAY, days.rows(TODAY))
    page = manager.get("/today").text
    shown = tiles(page)
    assert {name: shown[name] for name in told} == {n: t["number"] for n, t in told.items()}
    assert (shown["held"], shown["refused"], shown["by_hand"]) == (1, 1, 1)
    assert shown["lenses"] == 1
    assert "脏了或失焦" in page
    assert f'href="/passages/{rows[1].id}"' in page
    (held,) = re.findall(r'id="held".*?href="(/passages\?[^"]+)"', page, re.S)
    found = manager.get(held.replace("&amp;", "&")).text
    assert "Q6Y429" in found
    assert "K3860M" not in found


def test_another_day_is_empty_and_says_so(manager: FlaskClient, rows: list[Passage]) -> None:
    page = manager.get("/today?day=2026-01-01").text
    assert set(tiles(page).values()) == {0}
    assert "一切正常" in page
    assert "ending" not in tiles(page)
    assert f'value="{TODAY}"' in manager.get("/today?day=2999-01-01").text
    assert manager.get("/today?day=nonsense").status_code == 200


def test_what_asks_for_somebody_by_now_stands_there_today(
    manager: FlaskClient, vehicles: dict[str, Vehicle]
) -> None:
    soon = TODAY + timedelta(days=3)
    register.edit(vehicles[cast.APPROVED.plate_no].id, {"valid_to": soon}, "manager")
    carrier = signed_up()
    applied = asking.send(drafting.begin(carrier, "13800138000", TRUCK), "13800138000")
    page = manager.get("/today").text
    assert (tiles(page)["ending"], tiles(page)["waiting"]) == (1, 1)
    assert f'href="/applications/{applied.id}"' in page
    assert str(soon) in page
