"""The four standard measures (R-063, T13), vehicle by vehicle; and what is proposed for each warning level."""

from datetime import datetime

import pytest

from gate import clock
from gate.codes import CONTROL_MEASURES
from gate.control import (
    MEASURES,
    PROPOSALS,
    Kind,
    Subject,
    WarningLevel,
    Weight,
    propose,
    weight_of,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.BEIJING)

# Vehicle type, fuel, stage → the measures that keep it out.
TABLE = [
    ("Q11", "B", "0", "1234"),
    ("Q11", "B", "3", "1234"),
    ("Q11", "B", "4", "234"),
    ("Q11", "B", "5", "4"),
    ("Q11", "B", "6", "4"),
    ("Q11", "B", "X", "1234"),
    ("H17", "B", "4", "234"),
    ("H14", "B", "3", "1234"),
    ("Z51", "B", "4", "234"),
    ("Z11", "B", "4", "234"),
    ("Q12", "B", "4", "234"),
    # Gas: heavy by measures 1 and 2, of any weight by measure 3.
    ("Q11", "E", "3", "1234"),
    ("Q11", "E", "4", "234"),
    ("Q11", "E", "5", "34"),
    ("Q11", "F", "5", "34"),
    ("Q11", "E", "6", "4"),
    ("H31", "E", "5", "34"),
    ("H31", "E", "6", "4"),
    # Not heavy, or neither diesel nor gas.
    ("H27", "B", "3", "4"),
    ("H31", "B", "3", "4"),
    ("K33", "A", "3", "4"),
    ("Q11", "A", "3", "4"),
    ("Q11", "L", "3", "4"),
    ("Q11", "O", "3", "4"),
    ("M21", "A", "3", "4"),
    ("B11", "Y", "X", "4"),
    # Electric is never below a stage.
    ("Q11", "C", "D", "4"),
    ("Q11", "P", "D", "4"),
    ("Q11", "B", "D", "4"),
]


@pytest.mark.parametrize(("vehicle_type", "fuel", "stage", "out"), TABLE)
def test_a_measure_keeps_out_whom_its_words_name(
    vehicle_type: str, fuel: str, stage: str, out: str
) -> None:
    subject = Subject(vehicle_type=vehicle_type, fuel_type=fuel, emission_stage=stage)
    found = {
        code: [condition.applies(subject, NOON) for condition in measure.conditions]
        for code, measure in MEASURES.items()
    }
    assert {code for code, answers in found.items() if True in answers} == set(out)
    assert all(answer is not None for answers in found.values() for answer in answers)


# What is not known of a vehicle: the measures that cannot be told, those that restrict it all the same.
UNKNOWN = [
    (Subject(), "123", "4"),
    (Subject(vehicle_type="Q11"), "123", "4"),
    (Subject(vehicle_type="Q11", fuel_type="B"), "123", "4"),
    (Subject(vehicle_type="Q11", emission_stage="4"), "23", "4"),
    (Subject(vehicle_type="Q11", emission_stage="6"), "", "4"),
    (Subject(vehicle_type="X99", fuel_type="B", emission_stage="3"), "123", "4"),
    (Subject(fuel_type="B", emission_stage="4"), "23", "4"),
    (Subject(fuel_type="E", emission_stage="5"), "", "34"),
    (Subject(vehicle_type="K33"), "3", "4"),
    (Subject(fuel_type="A"), "", "4"),
]


@pytest.mark.parametrize(("subject", "unclear", "out"), UNKNOWN)
def test_what_is_not_known_is_never_taken_for_innocence(
    subject: Subject, unclear: str, out: str
) -> None:
    for code, measure in MEASURES.items():
        answers = [condition.applies(subject, NOON) for condition in measure.conditions]
        assert (True in answers) == (code in out), code
        if True not in answers:
            assert (None in answers) == (code in unclear), code


@pytest.mark.parametrize("kind", [Kind.PLANT, Kind.MACHINE])
def test_a_standard_measure_is_about_road_vehicles(kind: Kind) -> None:
    subject = Subject(kind, vehicle_type="Q11", fuel_type="B", emission_stage="0")
    for measure in MEASURES.values():
        assert not any(condition.applies(subject, NOON) for condition in measure.conditions)


def test_z11_is_heavy_as_the_plant_decides() -> None:
    subject = Subject(vehicle_type="Z11", fuel_type="B", emission_stage="4", z11_is_heavy=False)
    assert not any(condition.applies(subject, NOON) for condition in MEASURES["2"].conditions)


@pytest.mark.parametrize(
    ("codes", "weight"),
    [
        (("H11", "H17", "H19", "Q11", "Q12", "Z51", "Z11"), Weight.HEAVY),
        (("H21", "H29", "Q21", "Q22", "Z21"), Weight.MEDIUM),
        (("H31", "H41", "H51", "Q31", "Z31", "Z41", "Z71", "N11"), Weight.LIGHT),
        (("K11", "M21", "B11", "G11", "J11", "T11", "D11", "X99", ""), None),
    ],
)
def test_the_weight_of_a_type_is_by_its_first_two_characters(
    codes: tuple[str, ...], weight: Weight | None
) -> None:
    assert {code: weight_of(code) for code in codes} == dict.fromkeys(codes, weight)


def test_the_words_are_those_of_the_standard() -> None:
    assert [CONTROL_MEASURES[code].zh for code in "1234"] == [
        "禁行国三及以下重型柴油(燃气)车",
        "禁行国四及以下重型柴油(燃气)车",
        "禁行国四及以下重型柴油 + 国五及以下燃气车",
        "停止公路运输",
    ]
    assert all(MEASURES[code].words is CONTROL_MEASURES[code] for code in "1234")


def test_a_level_proposes_a_measure_and_the_old_machines() -> None:
    assert {level: proposal.measure for level, proposal in PROPOSALS.items()} == {
        WarningLevel.YELLOW: "1",
        WarningLevel.ORANGE: "2",
        WarningLevel.RED: "3",
    }
    assert propose(WarningLevel.OTHER) is None
    assert propose(WarningLevel.YELLOW) == PROPOSALS[WarningLevel.YELLOW]
    for grade, free in {"A": True, "leading": True, "Bminus": False, "B": False, "": False}.items():
        assert (propose(WarningLevel.RED, grade) is None) is free
    for level, stages in ((WarningLevel.YELLOW, ""), (WarningLevel.ORANGE, "X012")):
        proposal = PROPOSALS[level]
        stopped = {
            stage
            for stage in "X0123456D"
            for condition in proposal.own
            if condition.applies(Subject(Kind.MACHINE, emission_stage=stage), NOON)
        }
        assert stopped == set(stages)
