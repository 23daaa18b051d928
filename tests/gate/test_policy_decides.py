"""The decision table: what is known of a vehicle, and what becomes of it (R-015, R-016, R-053, R-061)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.interfaces import PlateColour
from gate import clock, plates
from gate.codes import IN, OUT, STAGE_ORDER
from gate.policy import (
    Decision,
    Facts,
    Reason,
    RegisteredVehicle,
    Rules,
    Status,
    Verdict,
    decide,
)
from gate.reasons import VERDICTS

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.BEIJING)
TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FILE = RegisteredVehicle(Status.APPROVED, "6", "B", "Q11", YESTERDAY, TOMORROW)
GOOD = Facts("冀B7K268", PlateColour.YELLOW, IN, NOON, FILE)
RULES = Rules(1, "5", True)
OPEN, HOLD, REFUSE = Verdict.OPEN, Verdict.HOLD, Verdict.REFUSE


def vehicle(**given: Any) -> dict[str, Any]:
    """A change of what the register says."""
    return {"registered": replace(FILE, **given)}


TABLE: list[tuple[dict[str, Any], Verdict, tuple[Reason, ...]]] = [
    ({}, OPEN, (Reason.ALLOWED,)),
    # One reason each.
    ({"listed_for": "5"}, REFUSE, (Reason.LISTED,)),
    ({"plate_no": ""}, HOLD, (Reason.UNREAD,)),
    ({"plate_no": "冀B7K26"}, HOLD, (Reason.UNREAD,)),
    ({"colour": None}, HOLD, (Reason.COLOUR_UNKNOWN,)),
    ({"colour": PlateColour.GREEN}, HOLD, (Reason.COLOUR_AGAINST_FORM,)),
    ({"plate_no": "冀B7K26挂"}, HOLD, (Reason.TRAILER_ALONE,)),
    ({"registered": None}, HOLD, (Reason.NOT_REGISTERED,)),
    ({"registered": None, "look_alike": "冀B7K266"}, HOLD, (Reason.LOOKS_LIKE_REGISTERED,)),
    (vehicle(status=Status.SUSPENDED), REFUSE, (Reason.SUSPENDED,)),
    (vehicle(status=Status.DRAFT), HOLD, (Reason.NOT_APPROVED,)),
    (vehicle(status=Status.PENDING), HOLD, (Reason.NOT_APPROVED,)),
    (vehicle(status=Status.EXPIRED), HOLD, (Reason.EXPIRED,)),
    (vehicle(valid_to=YESTERDAY), HOLD, (Reason.EXPIRED,)),
    (vehicle(valid_from=TOMORROW), HOLD, (Reason.NOT_YET_VALID,)),
    (vehicle(emission_stage="4"), REFUSE, (Reason.STAGE_TOO_LOW,)),
    (vehicle(emission_stage="0"), REFUSE, (Reason.STAGE_TOO_LOW,)),
    (vehicle(emission_stage="X"), HOLD, (Reason.STAGE_UNKNOWN,)),
    (vehicle(emission_stage=""), HOLD, (Reason.STAGE_UNKNOWN,)),
    ({"lists_known": False}, HOLD, (Reason.LISTS_UNKNOWN,)),
    ({"plate_no": "无牌001"}, HOLD, (Reason.NO_PLATE,)),
    ({"plate_no": "临冀B12345"}, HOLD, (Reason.TEMPORARY_PLATE,)),
    ({"confidence": 0.79, "looks": 3}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"confidence": 0.94, "looks": 1}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"confidence": nan}, HOLD, (Reason.LOW_CONFIDENCE,)),
    (vehicle(vehicle_type="M21"), HOLD, (Reason.MOTORCYCLE,)),
    (vehicle(missing=("vin",)), HOLD, (Reason.PAPERS_MISSING,)),
    (vehicle(vin="LFWSRXSJ0M1A00000"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(status=Status.TEMPORARY, valid_to=None), HOLD, (Reason.EXPIRED,)),
    # What is just enough.
    (vehicle(emission_stage="5"), OPEN, (Reason.ALLOWED,)),
    (vehicle(emission_stage="D", fuel_type="C"), OPEN, (Reason.ALLOWED,)),
    (vehicle(valid_from=TODAY, valid_to=TODAY), OPEN, (Reason.ALLOWED,)),
    (vehicle(valid_from=None, valid_to=None), OPEN, (Reason.ALLOWED,)),
    ({"confidence": 0.80, "looks": 2}, OPEN, (Reason.ALLOWED,)),
    ({"confidence": 0.95, "looks": 1}, OPEN, (Reason.ALLOWED,)),
    (vehicle(status=Status.TEMPORARY), OPEN, (Reason.TEMPORARY,)),
    # Several: the weightiest first, and one refusal is enough to refuse.
    ({"listed_for": "1", "plate_no": ""}, REFUSE, (Reason.LISTED, Reason.UNREAD)),
    ({"listed_for": "1", "registered": None}, REFUSE, (Reason.LISTED, Reason.NOT_REGISTERED)),
    (
        {"listed_for": "1", **vehicle(status=Status.SUSPENDED, emission_stage="3")},
        REFUSE,
        (Reason.LISTED, Reason.SUSPENDED, Reason.STAGE_TOO_LOW),
    ),
    (
        vehicle(status=Status.DRAFT, emission_stage="4", valid_to=YESTERDAY),
        REFUSE,
        (Reason.STAGE_TOO_LOW, Reason.NOT_APPROVED, Reason.EXPIRED),
    ),
    (
        {"colour": None, **vehicle(emission_stage="X", valid_from=TOMORROW)},
        HOLD,
        (Reason.COLOUR_UNKNOWN, Reason.NOT_YET_VALID, Reason.STAGE_UNKNOWN),
    ),
    (
        {"plate_no": "冀B7K26挂", "colour": PlateColour.BLUE, "registered": None},
        HOLD,
        (Reason.COLOUR_AGAINST_FORM, Reason.TRAILER_ALONE),
    ),
    (
        {"colour": None, "registered": None, "look_alike": "冀B7K268"},
        HOLD,
        (Reason.COLOUR_UNKNOWN, Reason.LOOKS_LIKE_REGISTERED),
    ),
]


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_an_entry_is_decided_as_the_table_says(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    assert decide(replace(GOOD, **change), RULES) == Decision(verdict, reasons)


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_an_exit_is_let_out_with_every_reason_unless_it_is_unread(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    decision = decide(replace(GOOD, **change, direction=OUT), RULES)
    nameless = [reason for reason in (Reason.UNREAD, Reason.NO_PLATE) if reason in reasons]
    if nameless:
        assert decision == Decision(HOLD, tuple(nameless))
    else:
        against = tuple(reason for reason in reasons if VERDICTS[reason] is not OPEN)
        assert decision == Decision(OPEN, (Reason.LEAVING, *against))


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_where_exits_are_judged_they_are_judged_as_entries(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    strict = replace(RULES, let_out=False)
    assert decide(replace(GOOD, **change, direction=OUT), strict) == Decision(verdict, reasons)


@pytest.mark.parametrize("minimum", "3456D")
@pytest.mark.parametrize("stage", "0123456D")
def test_a_stage_is_clean_enough_from_the_minimum_upwards(minimum: str, stage: str) -> None:
    fuel = "C" if stage == "D" else "B"
    clean = vehicle(emission_stage=stage, fuel_type=fuel)
    decision = decide(replace(GOOD, **clean), Rules(2, minimum, True))
    assert decision.opens == (STAGE_ORDER.index(stage) >= STAGE_ORDER.index(minimum))


days = st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2026, 12, 31)))
texts = st.one_of(
    st.sampled_from(["", "冀B7K268", "冀B7K26挂", "冀BD06128", "冀B06128D", "WJ冀1234T", "?"]),
    st.text(max_size=9),
)
files = st.builds(
    RegisteredVehicle,
    st.sampled_from(Status),
    st.sampled_from([*STAGE_ORDER, "", "?"]),
    st.sampled_from("ABC"),
    st.just("Q11"),
    days,
    days,
)
anything = st.builds(
    Facts,
    texts,
    st.one_of(st.none(), st.sampled_from(PlateColour)),
    st.sampled_from([IN, OUT]),
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31), timezones=st.just(clock.BEIJING)),  # noqa: DTZ001
    st.one_of(st.none(), files),
    st.one_of(st.none(), st.sampled_from("1234567")),
    st.one_of(st.none(), st.just("冀B7K266")),
)
any_rules = st.builds(Rules, st.integers(0, 9), st.sampled_from("3456D"), st.booleans())


@given(anything, any_rules)
def test_every_vehicle_gets_one_decision_with_its_reasons_in_order(
    facts: Facts, rules: Rules
) -> None:
    decision = decide(facts, rules)
    assert decision.reasons
    against = [reason for reason in decision.reasons if reason is not Reason.LEAVING]
    assert against == sorted(against, key=list(Reason).index)
    assert decide(facts, rules) == decision


@given(anything, any_rules)
def test_nobody_enters_but_an_approved_clean_valid_vehicle_on_a_lawful_plate(
    facts: Facts, rules: Rules
) -> None:
    if not decide(facts, rules).opens or facts.direction == OUT:
        return
    file = facts.registered
    assert file is not None
    assert file.status is Status.APPROVED or (
        file.status is Status.TEMPORARY and file.valid_to is not None
    )
    assert facts.listed_for is None
    assert facts.colour is not None
    assert plates.agrees_with_colour(facts.plate_no, facts.colour)
    assert STAGE_ORDER.index(file.emission_stage) >= STAGE_ORDER.index(rules.minimum_stage)
    assert (file.valid_from or date.min) <= facts.moment.date() <= (file.valid_to or date.max)


def worse(facts: Facts) -> list[Facts]:
    """The same vehicle with one more thing against it."""
    found = [
        replace(facts, listed_for="5"),
        replace(facts, plate_no=""),
        replace(facts, colour=None),
        replace(facts, registered=None),
    ]
    if facts.registered is not None:
        file = facts.registered
        changes: list[dict[str, Any]] = [
            {"status": Status.SUSPENDED},
            {"status": Status.EXPIRED},
            {"status": Status.DRAFT},
            {"emission_stage": "0"},
            {"emission_stage": "X"},
            {"valid_to": facts.moment.date() - timedelta(days=1)},
            {"valid_from": facts.moment.date() + timedelta(days=1)},
        ]
        found += [replace(facts, registered=replace(file, **change)) for change in changes]
    return found


@given(anything, any_rules)
def test_one_more_thing_against_a_vehicle_never_opens(facts: Facts, rules: Rules) -> None:
    opens = decide(facts, rules).opens
    for facts_against in worse(facts):
        assert opens or not decide(facts_against, rules).opens


@given(anything, any_rules)
def test_a_stricter_minimum_never_opens(facts: Facts, rules: Rules) -> None:
    strictest = replace(rules, minimum_stage="D")
    assert decide(facts, rules).opens or not decide(facts, strictest).opens
