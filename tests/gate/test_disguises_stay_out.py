"""Whoever disguises a plate is not let in: at the lane, through the forms, by lists, exemptions, visits and hours."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.interfaces import PlateColour
from gate import announced, clock, exceedance, exemptions, plates, register, rules, temporary
from gate.codes import IN
from gate.policy import Verdict, decide
from gate.standing import Standing
from gate.vehicle_file import RegisterError
from tests import cast, control

TANKER, GUEST = "冀B7K268", "鲁Q6Y429"
WELCOME = {
    (TANKER, PlateColour.YELLOW),
    (GUEST, PlateColour.YELLOW),
    ("冀B06128D", PlateColour.YELLOW_GREEN),
}
LIKE = {
    "B": "ВΒｂ8", "K": "КΚｋ", "7": "７1T", "2": "２Zz", "6": "６G", "8": "８B", "Q": "Ｑ0O",
    "Y": "УΥ", "4": "４A", "9": "９g", "0": "０OoDQ", "1": "１Il7", "D": "Ｄ0O", "冀": "津京翼北",
    "鲁": "鱼晋豫",
}  # fmt: skip
"""Characters that look much the same, of other widths, cases and scripts."""
BETWEEN = [
    "",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u202e",
    "\u2066",
    " ",
    "\u00a0",
    "·",
    "-",
    "\u0301",
    "\n",
]


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """The plate of somebody who is welcome, worn by somebody else."""
    own = draw(st.sampled_from(sorted(text for text, _ in WELCOME)))
    worn = "".join(
        draw(st.sampled_from([char, char, char, *LIKE.get(char, "")]))
        + draw(st.sampled_from(BETWEEN))
        for char in own
    )
    return draw(st.sampled_from([worn, worn.lower(), worn + "D", worn[:-1], worn[::-1], own]))


@pytest.fixture
def standing(database: Any, vehicles: dict[str, Any]) -> Standing:
    """A lane at which a tanker is exempt from a policy in force, a guest has four hours, and both are announced."""
    now = clock.now()
    oxygen = {"emission_stage": "4", "use_nature": "R"}
    register.edit(vehicles[TANKER].id, oxygen | {"note": "液氧"}, by="li")
    control.enter(control.policy("2"))
    control.exempt(plate_no=TANKER, plate_colour="1")
    guest = {"plate_no": GUEST, "plate_colour": "1", "span": "4h", "basis": "query"}
    papers = {
        "vehicle_type": "H12",
        "fuel_type": "B",
        "emission_stage": "6",
        "carrier_name": "自有",
    }
    temporary.admit(guest | papers | {"cargo_name": "备件", "licence_front_image": "a" * 64}, "li")
    for plate in (TANKER, GUEST):
        ends = clock.stamp(now + timedelta(hours=2))
        announced.announce(
            {"plate_no": plate, "plate_colour": "1", "channel": "gate", "ends": ends}, "li"
        )
    rules.change(by="li", minimum_stage="3", let_out=True)
    read = Standing()
    read.refresh()
    for text, colour in WELCOME:
        assert decide(read.facts(text, colour, IN, now), read.rules).opens
    return read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(disguised(), st.sampled_from([*PlateColour, None]))
def test_at_the_lane_nobody_opens_but_the_very_plate_in_its_colour(
    standing: Standing, text: str, colour: PlateColour | None
) -> None:
    facts = standing.facts(text, colour, IN, clock.now(), gate_no="A", confidence=1.0, looks=9)
    assert decide(facts, standing.rules).opens == ((text, colour) in WELCOME)


@given(disguised())
def test_what_is_typed_becomes_a_plate_as_it_is_seen_or_none(text: str) -> None:
    stored = plates.normalise(text)
    assert plates.normalise(stored) == stored
    if plates.forms_of(stored):
        # Nothing but width, case, blanks, dots and what nobody sees was taken away.
        seen = [char for char in text if char not in "\u200b\u200d\ufeff\u00a0 ·-\n"]
        assert len(seen) == len(stored)
        assert not {"\u202e", "\u2066"} & set(text)
        assert set(stored) <= set(
            plates.PROVINCES + plates.OFFICE + plates.DIGITS + "挂学警港澳使领应急"
        )


@pytest.mark.parametrize(
    "text",
    [
        "冀В7К268",
        "冀B\u202e862K7",
        "冀BO7268",
        "冀B7K26I",
        "冀B7K26²",
        "冀Bſ7268",
        "冀ß7K268",
        "冀B7K26⑧",
    ],
)
def test_what_only_looks_like_a_plate_is_taken_by_no_form(database: Any, text: str) -> None:
    one = {"plate_no": text, "plate_colour": "1"}
    with pytest.raises(RegisterError):
        register.create(one, "li")
    with pytest.raises(RegisterError):
        exceedance.put_on(text, "1", "5", clock.now(), by="li")
    with pytest.raises(exemptions.ExemptionError):
        exemptions.grant(one | {"kind": "special", "reason": "?"}, "li")
    with pytest.raises(announced.VisitError):
        announced.announce(one | {"channel": "phone"}, "li")


@pytest.mark.parametrize(
    "text", ["豫f·5n382", "豫Ｆ５Ｎ３８２", "豫F5N382\u200b", "豫F5N382\u00a0", "\ufeff豫F5 N382"]
)
def test_a_listed_plate_is_listed_however_it_was_copied(database: Any, text: str) -> None:
    exceedance.put_on(text, "1", "5", clock.now(), by="li")
    standing = Standing()
    standing.refresh()
    facts = standing.facts(cast.LISTED.plate_no, PlateColour.YELLOW, IN, clock.now())
    assert decide(facts, standing.rules).verdict is Verdict.REFUSE
