"""The decision table: what is known of a vehicle, and what becomes of it (R-015, R-016, R-053, R-061)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import nan
from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock
from gate.codes import IN, OUT, STAGE_ORDER
from gate.control import Exemption, ExemptionKind, NotUnderstood
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
from tests.control import policy

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.BEIJING)
TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FILE = RegisteredVehicle(Status.APPROVED, "6", "B", "Q11", YESTERDAY, TOMORROW)
GOOD = Facts("冀B7K268", PlateColour.YELLOW, IN, NOON, FILE)
RULES = Rules(1, "5", True)
HOUR, TICK = timedelta(hours=1), timedelta(milliseconds=1)
OPEN, HOLD, REFUSE = Verdict.OPEN, Verdict.HOLD, Verdict.REFUSE


def vehicle(**given: Any) -> dict[str, Any]:
    """A change of what the register says."""
    return {"registered": replace(FILE, **given)}


def ordered(measure: str = "3", **given: Any) -> dict[str, Any]:
    """The rules with a policy in force: measure 3 keeps out gas below China VI."""
    span = {"starts": NOON - HOUR, "ends": NOON + HOUR}
    return {"policies": (policy(measure, **{**span, **given}),)}


UNCLEAR = {"policies": (NotUnderstood(2, 1, "?", starts=NOON - HOUR, ends=NOON + HOUR),)}
GAS_5 = {"fuel_type": "E", "emission_stage": "5"}
EXEMPTION = Exemption(
    4, ExemptionKind.HAZARDOUS, NOON - HOUR, NOON + HOUR, use_natures=frozenset("R")
)
EXEMPT = {"exemptions": (EXEMPTION,), **vehicle(use_nature="R", **GAS_5)}
POLICE = {"plate_no": "冀B1234警", "colour": PlateColour.WHITE}
BY_PLATE = {"emergency_by_plate": True}

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
    ({"offline": True, "rules": {"when_offline": "hold"}}, HOLD, (Reason.OFFLINE,)),
    ({"offline": True}, OPEN, (Reason.ALLOWED,)),
    ({"rules": {"when_offline": "hold"}}, OPEN, (Reason.ALLOWED,)),
    (
        {"offline": True, "rules": {"when_offline": "hold"}, **vehicle(use_nature="I")},
        OPEN,
        (Reason.EMERGENCY, Reason.OFFLINE),
    ),
    ({"plate_no": "无牌001"}, HOLD, (Reason.NO_PLATE,)),
    ({"plate_no": "临冀B12345"}, HOLD, (Reason.TEMPORARY_PLATE,)),
    ({"confidence": 0.79, "looks": 3}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"confidence": 0.94, "looks": 1}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"confidence": nan}, HOLD, (Reason.LOW_CONFIDENCE,)),
    (vehicle(vehicle_type="M21"), HOLD, (Reason.MOTORCYCLE,)),
    (vehicle(missing=("vin",)), HOLD, (Reason.PAPERS_MISSING,)),
    (vehicle(vin="LFWSRXSJ0M1A00000"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(status=Status.TEMPORARY, valid_until=NOON), HOLD, (Reason.EXPIRED,)),
    (vehicle(status=Status.TEMPORARY, valid_until=NOON + TICK), OPEN, (Reason.TEMPORARY,)),
    (vehicle(status=Status.TEMPORARY, valid_to=None), HOLD, (Reason.EXPIRED,)),
    # What is just enough.
    (vehicle(emission_stage="5"), OPEN, (Reason.ALLOWED,)),
    (vehicle(emission_stage="D", fuel_type="C"), OPEN, (Reason.ALLOWED,)),
    (vehicle(valid_from=TODAY, valid_to=TODAY), OPEN, (Reason.ALLOWED,)),
    (vehicle(valid_from=None, valid_to=None), OPEN, (Reason.ALLOWED,)),
    ({"confidence": 0.80, "looks": 2}, OPEN, (Reason.ALLOWED,)),
    ({"confidence": 0.95, "looks": 1}, OPEN, (Reason.ALLOWED,)),
    (vehicle(status=Status.TEMPORARY), OPEN, (Reason.TEMPORARY,)),
    # Papers, as the plant deals with them.
    (
        vehicle(vin="LFWSRXSJ3M1A00000", engine_no="lfwsrxsj3m1a00000"),
        HOLD,
        (Reason.PAPERS_CONTRADICT,),
    ),
    (vehicle(vin="TOO SHORT"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(emission_stage="D"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(fuel_type="C"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(emission_stage="D", fuel_type="O"), HOLD, (Reason.PAPERS_CONTRADICT,)),
    (vehicle(emission_stage="D", fuel_type="P"), OPEN, (Reason.ALLOWED,)),
    ({"plate_no": "冀BD06128", "colour": PlateColour.GREEN}, HOLD, (Reason.PAPERS_CONTRADICT,)),
    ({"plate_no": "冀BF06128", "colour": PlateColour.GREEN}, OPEN, (Reason.ALLOWED,)),
    (
        {"plate_no": "冀B06128D", "colour": PlateColour.YELLOW_GREEN}
        | vehicle(emission_stage="D", fuel_type="C"),
        OPEN,
        (Reason.ALLOWED,),
    ),
    (
        {"plate_no": "冀B06128F", "colour": PlateColour.YELLOW_GREEN}
        | vehicle(emission_stage="D", fuel_type="C"),
        HOLD,
        (Reason.PAPERS_CONTRADICT,),
    ),
    (
        {"rules": {"contradictions": "warn"}, **vehicle(emission_stage="D")},
        OPEN,
        (Reason.ALLOWED,),
    ),
    (vehicle(emission_stage="5", registration_date=date(2023, 3, 1)), OPEN, (Reason.ALLOWED,)),
    (
        {"rules": {"implausible_stages": "hold"}}
        | vehicle(emission_stage="5", registration_date=date(2023, 3, 1)),
        HOLD,
        (Reason.STAGE_IMPLAUSIBLE,),
    ),
    (
        {"rules": {"implausible_stages": "hold"}}
        | vehicle(emission_stage="5", registration_date=date(2021, 8, 1)),
        OPEN,
        (Reason.ALLOWED,),
    ),
    (
        {"rules": {"implausible_stages": "hold"}}
        | vehicle(emission_stage="6", registration_date=date(2017, 8, 1)),
        HOLD,
        (Reason.STAGE_IMPLAUSIBLE,),
    ),
    # Remote monitoring, where the plant asks for it.
    ({"rules": {"demand_network": True}}, HOLD, (Reason.NOT_NETWORKED,)),
    (
        {"rules": {"demand_network": True}, **vehicle(network_status="0", fuel_type="E")},
        HOLD,
        (Reason.NOT_NETWORKED,),
    ),
    (
        {"rules": {"demand_network": True}, **vehicle(network_status="2")},
        HOLD,
        (Reason.NOT_NETWORKED,),
    ),
    ({"rules": {"demand_network": True}, **vehicle(network_status="1")}, OPEN, (Reason.ALLOWED,)),
    ({"rules": {"demand_network": True}, **vehicle(vehicle_type="H31")}, OPEN, (Reason.ALLOWED,)),
    (
        {"rules": {"demand_network": True}, **vehicle(emission_stage="D", fuel_type="C")},
        OPEN,
        (Reason.ALLOWED,),
    ),
    # Control policies.
    ({"rules": ordered(), **vehicle(**GAS_5)}, REFUSE, (Reason.CONTROL,)),
    ({"rules": ordered()}, OPEN, (Reason.ALLOWED,)),
    ({"rules": ordered(), **vehicle(emission_stage="5")}, OPEN, (Reason.ALLOWED,)),
    ({"rules": ordered("4")}, REFUSE, (Reason.CONTROL,)),
    ({"rules": ordered(starts=NOON), **vehicle(**GAS_5)}, REFUSE, (Reason.CONTROL,)),
    ({"rules": ordered(starts=NOON + TICK), **vehicle(**GAS_5)}, OPEN, (Reason.ALLOWED,)),
    ({"rules": ordered(ends=NOON + TICK), **vehicle(**GAS_5)}, REFUSE, (Reason.CONTROL,)),
    ({"rules": ordered(ends=NOON), **vehicle(**GAS_5)}, OPEN, (Reason.ALLOWED,)),
    ({"rules": ordered(withdrawn=NOON), **vehicle(**GAS_5)}, OPEN, (Reason.ALLOWED,)),
    ({"rules": ordered(drill=True), **vehicle(**GAS_5)}, OPEN, (Reason.ALLOWED,)),
    (
        {"rules": ordered(), **vehicle(fuel_type="", emission_stage="5")},
        HOLD,
        (Reason.CONTROL_UNCLEAR,),
    ),
    ({"rules": UNCLEAR}, HOLD, (Reason.CONTROL_NOT_UNDERSTOOD,)),
    (
        {"rules": ordered(), "registered": None},
        HOLD,
        (Reason.NOT_REGISTERED, Reason.CONTROL_UNCLEAR),
    ),
    (
        {"rules": ordered("4"), "registered": None},
        REFUSE,
        (Reason.CONTROL, Reason.NOT_REGISTERED),
    ),
    ({"rules": ordered("4"), "plate_no": ""}, REFUSE, (Reason.CONTROL, Reason.UNREAD)),
    (
        {"rules": ordered(), "listed_for": "5", **vehicle(status=Status.SUSPENDED, **GAS_5)},
        REFUSE,
        (Reason.LISTED, Reason.CONTROL, Reason.SUSPENDED),
    ),
    ({"rules": ordered(), **vehicle(status=Status.TEMPORARY, **GAS_5)}, REFUSE, (Reason.CONTROL,)),
    # Exemptions: from policies alone.
    ({"rules": ordered(), **EXEMPT}, OPEN, (Reason.EXEMPT,)),
    ({"rules": ordered("4"), **EXEMPT}, OPEN, (Reason.EXEMPT,)),
    (EXEMPT, OPEN, (Reason.ALLOWED,)),
    (
        {"rules": ordered(), **EXEMPT, **vehicle(use_nature="R", status=Status.TEMPORARY, **GAS_5)},
        OPEN,
        (Reason.TEMPORARY, Reason.EXEMPT),
    ),
    ({"rules": ordered(), **EXEMPT, **vehicle(use_nature="F", **GAS_5)}, REFUSE, (Reason.CONTROL,)),
    ({"rules": ordered(), **EXEMPT, "listed_for": "5"}, REFUSE, (Reason.LISTED,)),
    ({"rules": ordered(), **EXEMPT, "confidence": 0.5}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"rules": UNCLEAR, **EXEMPT}, HOLD, (Reason.CONTROL_NOT_UNDERSTOOD,)),
    (
        {"rules": ordered("4"), **EXEMPT, "registered": None, "look_alike": "冀B7K269"},
        REFUSE,
        (Reason.CONTROL, Reason.LOOKS_LIKE_REGISTERED),
    ),
    # Emergency vehicles: against everything but doubt about who it is.
    (vehicle(use_nature="I"), OPEN, (Reason.EMERGENCY,)),
    (
        {"rules": ordered("4"), "listed_for": "1", "lists_known": False}
        | vehicle(use_nature="J", emission_stage="3", valid_to=YESTERDAY),
        OPEN,
        (
            Reason.EMERGENCY,
            Reason.LISTED,
            Reason.CONTROL,
            Reason.STAGE_TOO_LOW,
            Reason.LISTS_UNKNOWN,
            Reason.EXPIRED,
        ),
    ),
    # Leave for a visit vouches for nobody's siren: it ends, and lists and policies hold for it.
    (vehicle(use_nature="I", status=Status.TEMPORARY), OPEN, (Reason.TEMPORARY,)),
    (
        vehicle(use_nature="I", status=Status.TEMPORARY, valid_until=NOON),
        HOLD,
        (Reason.EXPIRED,),
    ),
    (
        {"listed_for": "5", **vehicle(use_nature="I", status=Status.TEMPORARY)},
        REFUSE,
        (Reason.LISTED,),
    ),
    (vehicle(use_nature="H", status=Status.SUSPENDED), REFUSE, (Reason.SUSPENDED,)),
    (vehicle(use_nature="H", status=Status.DRAFT), HOLD, (Reason.NOT_APPROVED,)),
    ({"confidence": 0.7, **vehicle(use_nature="I")}, HOLD, (Reason.LOW_CONFIDENCE,)),
    ({"colour": None, **vehicle(use_nature="I")}, HOLD, (Reason.COLOUR_UNKNOWN,)),
    (POLICE, OPEN, (Reason.EMERGENCY,)),
    ({**POLICE, "colour": PlateColour.YELLOW}, HOLD, (Reason.COLOUR_AGAINST_FORM,)),
    (
        {**POLICE, "registered": None},
        HOLD,
        (Reason.EMERGENCY_PLATE, Reason.NOT_REGISTERED),
    ),
    (
        {**POLICE, "registered": None, "rules": BY_PLATE},
        OPEN,
        (Reason.EMERGENCY, Reason.EMERGENCY_PLATE, Reason.NOT_REGISTERED),
    ),
    (
        {**POLICE, "plate_no": "冀B1234应急", "registered": None, "rules": BY_PLATE},
        OPEN,
        (Reason.EMERGENCY, Reason.EMERGENCY_PLATE, Reason.NOT_REGISTERED),
    ),
    (
        {**POLICE, "registered": None, "rules": BY_PLATE, "look_alike": "冀B1284警"},
        HOLD,
        (Reason.EMERGENCY_PLATE, Reason.LOOKS_LIKE_REGISTERED),
    ),
    (
        {**POLICE, "colour": PlateColour.BLUE, "registered": None, "rules": BY_PLATE},
        HOLD,
        (Reason.COLOUR_AGAINST_FORM, Reason.EMERGENCY_PLATE, Reason.NOT_REGISTERED),
    ),
    ({"registered": None, "rules": BY_PLATE}, HOLD, (Reason.NOT_REGISTERED,)),
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


def judged(change: dict[str, Any], **given: Any) -> Decision:
    """The decision after a change of the facts; "rules" changes the rules."""
    facts = {name: value for name, value in change.items() if name != "rules"}
    rules = {**change.get("rules", {}), **given.pop("rules", {})}
    return decide(replace(GOOD, **facts, **given), replace(RULES, **rules))


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_an_entry_is_decided_as_the_table_says(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    assert judged(change) == Decision(verdict, reasons)


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_an_exit_is_let_out_with_every_reason_unless_it_is_unread(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    decision = judged(change, direction=OUT)
    nameless = [reason for reason in (Reason.UNREAD, Reason.NO_PLATE) if reason in reasons]
    if nameless:
        assert decision == Decision(HOLD, tuple(nameless))
    elif reasons[0] is Reason.EMERGENCY:
        assert decision == Decision(OPEN, reasons)
    else:
        against = tuple(reason for reason in reasons if VERDICTS[reason] is not OPEN)
        assert decision == Decision(OPEN, (Reason.LEAVING, *against))


@pytest.mark.parametrize(("change", "verdict", "reasons"), TABLE)
def test_where_exits_are_judged_they_are_judged_as_entries(
    change: dict[str, Any], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    strict = judged(change, direction=OUT, rules={"let_out": False})
    assert strict == Decision(verdict, reasons)


def test_every_reason_is_in_the_table() -> None:
    told = {reason for _, _, reasons in TABLE for reason in reasons}
    not_judged = {Reason.UNJUDGED}  # said where judgement itself has failed
    assert told | {Reason.LEAVING} | not_judged == set(Reason)


def test_what_refuses_is_shown_before_what_holds() -> None:
    """The reason on the board explains the verdict: no truck is refused under a reason that only holds."""
    verdicts = [VERDICTS[reason] for reason in Reason if reason is not Reason.EMERGENCY]
    assert verdicts == sorted(verdicts, key=[REFUSE, HOLD, OPEN].index)


def test_the_grounds_name_what_stands_behind_the_reasons() -> None:
    grounds = judged(
        {"rules": ordered(), **EXEMPT, **vehicle(use_nature="R", vin="X", **GAS_5)}
    ).grounds
    (restriction,) = grounds.restrictions
    assert (restriction.policy_id, restriction.version, restriction.condition) == (1, 1, 1)
    assert grounds.exemptions == (4,)
    assert grounds.contradictions == ("vin_shape",)
    assert judged(vehicle(missing=("vin",))).grounds.missing == ("vin",)
    # Doubts that the rules let pass are kept, too.
    let_pass = judged({"rules": {"contradictions": "warn"}, **vehicle(emission_stage="D")})
    assert let_pass.grounds.contradictions == ("stage_against_fuel",)


def test_a_drill_decides_nothing_and_is_told_all_the_same() -> None:
    drill = ordered(drill=True)
    restricted = judged({"rules": drill, **vehicle(**GAS_5)})
    assert restricted == Decision(OPEN, (Reason.ALLOWED,))
    assert [each.policy_id for each in restricted.grounds.drills] == [1]
    assert restricted.grounds.restrictions == ()
    assert judged({"rules": drill, **EXEMPT}).grounds.drills == ()
    assert (
        judged({"rules": ordered(drill=True, ends=NOON), **vehicle(**GAS_5)}).grounds.drills == ()
    )


@pytest.mark.parametrize("minimum", "3456D")
@pytest.mark.parametrize("stage", "0123456D")
def test_a_stage_is_clean_enough_from_the_minimum_upwards(minimum: str, stage: str) -> None:
    fuel = "C" if stage == "D" else "B"
    clean = vehicle(emission_stage=stage, fuel_type=fuel)
    decision = decide(replace(GOOD, **clean), Rules(2, minimum, True))
    assert decision.opens == (STAGE_ORDER.index(stage) >= STAGE_ORDER.index(minimum))
