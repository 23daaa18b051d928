"""What holds of every decision, whatever facts and rules: total, in order, never opened by one doubt more."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devices.interfaces import PlateColour
from gate import clock, control, plates
from gate.codes import IN, OUT, STAGE_ORDER
from gate.control import Exemption, ExemptionKind, NotUnderstood, Source
from gate.facts import subject_of
from gate.policy import Facts, Reason, RegisteredVehicle, Rules, Status, decide
from tests.control import policy

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.BEIJING)
HOUR, TICK = timedelta(hours=1), timedelta(milliseconds=1)

days = st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2026, 12, 31)))
texts = st.one_of(
    st.sampled_from(
        [
            "",
            "冀B7K268",
            "冀B7K26挂",
            "冀BD06128",
            "冀B06128D",
            "冀B1234警",
            "WJ冀1234T",
            "临1",
            "?",
        ]
    ),
    st.text(max_size=9),
)
files = st.builds(
    RegisteredVehicle,
    st.sampled_from(Status),
    st.sampled_from([*STAGE_ORDER, "", "?"]),
    st.sampled_from("ABCE"),
    st.sampled_from(["", "Q11", "H31", "M21", "X99"]),
    days,
    days,
    use_nature=st.sampled_from(["", "F", "R", "H", "I"]),
    network_status=st.sampled_from(["", "0", "1", "2"]),
    registration_date=days,
    vin=st.sampled_from(["", "LFWSRXSJ3M1A00000", "LFWSRXSJ0M1A00000", "?"]),
    missing=st.sampled_from([(), (), ("vin",)]),
)
moments = st.integers(0, 60 * 24 * 60).map(lambda m: NOON + timedelta(days=-20, minutes=m))
exemptions = st.builds(
    Exemption,
    st.just(4),
    st.sampled_from(ExemptionKind),
    moments,
    moments,
    use_natures=st.sampled_from([frozenset(), frozenset("R")]),
)
policies = st.one_of(
    st.builds(
        policy,
        st.sampled_from("1234"),
        starts=moments,
        ends=moments,
        source=st.sampled_from(Source),
        drill=st.booleans(),
    ),
    st.just(NotUnderstood(2, 1, "?", starts=NOON, ends=NOON + HOUR)),
)
anything = st.builds(
    Facts,
    texts,
    st.one_of(st.none(), st.sampled_from(PlateColour)),
    st.sampled_from([IN, OUT]),
    moments,
    st.one_of(st.none(), files),
    st.one_of(st.none(), st.sampled_from("1234567")),
    st.one_of(st.none(), st.just("冀B7K266")),
    gate_no=st.sampled_from(["", "A"]),
    confidence=st.one_of(st.floats(), st.just(0.99)),
    looks=st.integers(0, 5),
    lists_known=st.sampled_from([True, True, False]),
    exemptions=st.lists(exemptions, max_size=2).map(tuple),
    entered_today=st.one_of(st.none(), st.integers(0, 99)),
    offline=st.booleans(),
)
dealings = st.sampled_from(["hold", "warn"])
any_rules = st.builds(
    Rules,
    st.integers(0, 9),
    st.sampled_from("3456D"),
    st.booleans(),
    demand_network=st.booleans(),
    contradictions=dealings,
    implausible_stages=dealings,
    strong_confidence=st.floats(0.95, 1),
    fair_confidence=st.floats(0.8, 1),
    emergency_by_plate=st.booleans(),
    when_offline=st.sampled_from(["decide", "hold"]),
    policies=st.lists(policies, max_size=3).map(tuple),
)


@given(anything, any_rules)
def test_every_vehicle_gets_one_decision_with_its_reasons_in_order(
    facts: Facts, rules: Rules
) -> None:
    decision = decide(facts, rules)
    assert decision.reasons
    against = [reason for reason in decision.reasons if reason is not Reason.LEAVING]
    assert against == sorted(set(against), key=list(Reason).index)
    assert decide(facts, rules) == decision


@given(anything, any_rules)
def test_nobody_enters_but_an_approved_clean_valid_vehicle_on_a_lawful_plate(
    facts: Facts, rules: Rules
) -> None:
    decision = decide(facts, rules)
    if not decision.opens or facts.direction == OUT:
        return
    assert plates.agrees_with_colour(facts.plate_no, facts.colour or PlateColour.OTHER)
    assert facts.confidence >= rules.fair_confidence
    file = facts.registered
    if decision.reason is Reason.EMERGENCY:
        approved = file if file and file.status is Status.APPROVED else None
        assert (approved and approved.use_nature in "HI") or facts.plate_no.endswith("警")
        return
    assert file is not None
    assert file.status is Status.APPROVED or (
        file.status is Status.TEMPORARY and file.valid_to is not None
    )
    assert facts.listed_for is None
    assert facts.lists_known
    assert STAGE_ORDER.index(file.emission_stage) >= STAGE_ORDER.index(rules.minimum_stage)
    assert (file.valid_from or date.min) <= facts.moment.date() <= (file.valid_to or date.max)
    restricted = control.restrictions(rules.policies, subject_of(facts, rules), facts.moment)
    assert not restricted or Reason.EXEMPT in decision.reasons


@given(anything, any_rules)
def test_a_stranger_never_opens_a_gate_that_asks(facts: Facts, rules: Rules) -> None:
    asks = replace(rules, let_out=False, emergency_by_plate=False)
    assert not decide(replace(facts, registered=None), asks).opens


def worse(facts: Facts) -> list[Facts]:
    """The same vehicle with one more thing against it."""
    found = [
        replace(facts, listed_for="5"),
        replace(facts, lists_known=False),
        replace(facts, plate_no=""),
        replace(facts, colour=None),
        replace(facts, confidence=0.5),
        replace(facts, exemptions=()),
        replace(facts, entered_today=None),
        replace(facts, offline=True),
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
            {"valid_until": facts.moment},
            {"missing": ("vin",)},
            {"vin": "?"},
            {"vehicle_type": "M21"},
            {"use_nature": "F"},
        ]
        found += [replace(facts, registered=replace(file, **change)) for change in changes]
    return found


def stricter(rules: Rules, moment: datetime) -> list[Rules]:
    """The same rules with one more thing asked."""
    stop = policy("4", policy_id=9, starts=moment, ends=moment + HOUR)
    changes: list[dict[str, Any]] = [
        {"minimum_stage": "D"},
        {"let_out": False},
        {"demand_network": True},
        {"contradictions": "hold"},
        {"implausible_stages": "hold"},
        {"strong_confidence": 1.0, "fair_confidence": 1.0},
        {"emergency_by_plate": False},
        {"when_offline": "hold"},
        {"policies": (*rules.policies, stop)},
        {"policies": (*rules.policies, NotUnderstood(9, 1, "?"))},
    ]
    return [replace(rules, **change) for change in changes]


@given(anything, any_rules)
def test_one_more_thing_against_a_vehicle_never_opens(facts: Facts, rules: Rules) -> None:
    opens = decide(facts, rules).opens
    for facts_against in worse(facts):
        assert opens or not decide(facts_against, rules).opens


@given(anything, any_rules)
def test_a_stricter_rule_never_opens(facts: Facts, rules: Rules) -> None:
    opens = decide(facts, rules).opens
    for asking_more in stricter(rules, facts.moment):
        assert opens or not decide(facts, asking_more).opens


@given(anything, any_rules, st.lists(policies, min_size=1, max_size=3))
def test_one_more_policy_of_the_city_never_opens(
    facts: Facts, rules: Rules, more: list[Any]
) -> None:
    of_city = tuple(replace(each, source=Source.CITY) for each in more)
    added = replace(rules, policies=(*rules.policies, *of_city))
    assert decide(facts, rules).opens or not decide(facts, added).opens


@given(anything, any_rules)
def test_a_policy_decides_from_its_start_and_no_more_from_its_end(
    facts: Facts, rules: Rules
) -> None:
    start = facts.moment
    stop = policy("4", policy_id=9, starts=start, ends=start + HOUR)
    bare = replace(rules, policies=())
    stopped = replace(rules, policies=(stop,))
    for moment, rules_then in (
        (start - TICK, bare),
        (start, None),
        (start + HOUR - TICK, None),
        (start + HOUR, bare),
    ):
        then = replace(facts, moment=moment, exemptions=())
        if rules_then is not None:
            assert decide(then, stopped) == decide(then, rules_then)
        elif Reason.UNREAD not in (decision := decide(then, stopped)).reasons:
            assert Reason.CONTROL in decision.reasons or Reason.NO_PLATE in decision.reasons
