"""An exemption covers exactly whom it names, in [valid_from, valid_to), and nobody when it names nobody (R-066)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gate import clock
from gate.control import Exemption, ExemptionKind, Subject

START = datetime(2026, 11, 22, 8, 0, tzinfo=clock.BEIJING)
END = START + timedelta(days=1)
TICK = timedelta(milliseconds=1)
TANKER = Subject(
    plate_no="鲁H2V893",
    plate_colour="1",
    vehicle_type="H14",
    fuel_type="B",
    emission_stage="4",
    use_nature="R",
    cargo_name="液氧",
)
NATURE = Exemption(1, ExemptionKind.HAZARDOUS, START, END, use_natures=frozenset("R"))
PLATE = Exemption(2, ExemptionKind.LIVELIHOOD, START, END, "鲁H2V893", "1")


@pytest.mark.parametrize(
    ("names", "covers"),
    [
        ({"plate_no": "鲁H2V893", "plate_colour": "1"}, True),
        ({"plate_no": "鲁H2V893", "plate_colour": "0"}, False),
        ({"plate_no": "鲁H2V898", "plate_colour": "1"}, False),
        ({"use_natures": frozenset("RK")}, True),
        ({"use_natures": frozenset("K")}, False),
        ({"vehicle_types": frozenset({"H14", "Z51"})}, True),
        ({"vehicle_types": frozenset({"Z51"})}, False),
        ({"cargo": frozenset({"液氧"})}, True),
        ({"cargo": frozenset({"液氮"})}, False),
        ({"use_natures": frozenset("R"), "cargo": frozenset({"液氮"})}, False),
        ({"plate_no": "鲁H2V893", "plate_colour": "1", "use_natures": frozenset("K")}, False),
        # Nobody is named, or only half of somebody.
        ({}, False),
        ({"plate_no": "鲁H2V893"}, False),
        ({"plate_colour": "1"}, False),
        ({"plate_colour": "1", "use_natures": frozenset("R")}, False),
    ],
)
def test_every_part_that_is_named_must_be_so(names: dict[str, Any], covers: bool) -> None:
    exemption = Exemption(1, ExemptionKind.SPECIAL, START, END, **names)
    assert exemption.covers(TANKER, START) is covers


@pytest.mark.parametrize("exemption", [NATURE, PLATE])
def test_it_holds_from_its_first_moment_until_just_before_its_last(exemption: Exemption) -> None:
    moments = (START - TICK, START, END - TICK, END)
    assert [exemption.covers(TANKER, at) for at in moments] == [False, True, True, False]
    half = START + timedelta(hours=5)
    withdrawn = replace(exemption, withdrawn=half)
    assert [withdrawn.covers(TANKER, at) for at in (half - TICK, half)] == [True, False]


def test_what_is_not_known_of_a_vehicle_exempts_it_from_nothing() -> None:
    unknown = Subject(plate_no=TANKER.plate_no, plate_colour=TANKER.plate_colour)
    assert not NATURE.covers(unknown, START)
    assert PLATE.covers(unknown, START)
