"""A plate one character or one province away from a registered one never opens: ten thousand of them."""

from random import Random
from typing import Any

from bench.alike import alike
from devices.interfaces import PlateColour
from gate import clock, plates
from gate.codes import IN
from gate.models import Vehicle
from gate.policy import Reason, decide
from gate.standing import Standing
from tests import control

FILES = 47
ALPHABETS = [plates.PROVINCES, plates.OFFICE, *[plates.SERIAL] * 5]


def enter(numbers: list[str]) -> Standing:
    """A lane's copy of a register in which all of these are approved."""
    Vehicle.insert_many(
        {
            "plate_no": plate_no,
            "plate_colour": PlateColour.YELLOW.value,
            "vehicle_type": "Q11",
            "vin": "LFWSRXSJ3M1A00000",
            "registration_date": "2021-08-01",
            "vehicle_model": "CA4250P66K25T1A1E6",
            "engine_model": "CA6DM3-55E63",
            "engine_maker": "一汽解放",
            "engine_no": "55010000",
            "emission_stage": "6",
            "fuel_type": "B",
            "use_nature": "F",
            "network_status": "1",
            "status": "approved",
            "changed_at": clock.now(),
            "changed_by": "li",
            "changed_seq": seq,
        }
        for seq, plate_no in enumerate(numbers, 1)
    ).execute()
    standing = Standing()
    standing.refresh()
    return standing


def drawn(random: Random) -> str:
    return "".join(random.choice(alphabet) for alphabet in ALPHABETS)


def neighbours(plate_no: str) -> list[str]:
    """Every text that differs at one place, by a character that may stand there."""
    return [
        plate_no[:place] + other + plate_no[place + 1 :]
        for place, alphabet in enumerate(ALPHABETS)
        for other in alphabet
        if other != plate_no[place]
    ]


def test_no_neighbour_of_a_registered_plate_opens(database: Any) -> None:
    random = Random(36)
    registered = [drawn(random) for _ in range(FILES)]
    standing, moment, asked = enter(registered), clock.now(), 0
    for plate_no in registered:
        own = standing.facts(plate_no, PlateColour.YELLOW, IN, moment)
        assert decide(own, standing.rules).opens
        for near in set(neighbours(plate_no)) - set(registered):
            facts = standing.facts(near, PlateColour.YELLOW, IN, moment)
            decision = decide(facts, standing.rules)
            assert not decision.opens
            assert decision.reasons == (Reason.LOOKS_LIKE_REGISTERED,)
            asked += 1
    assert asked > 10_000


def test_ten_thousand_look_alikes_stay_out_whatever_policies_and_exemptions_say(
    database: Any,
) -> None:
    """One or two characters, known confusions, the province, the colour: the sample of the bench's million."""
    random = Random(1321)
    registered = [(drawn(random), PlateColour.YELLOW) for _ in range(FILES)]
    control.enter(control.policy("1"))
    control.exempt(use_natures="F")
    standing, moment, asked = enter([text for text, _ in registered]), clock.now(), 0
    while asked < 10_000:
        wrong = alike(random, *random.choice(registered))
        if wrong in registered:
            continue
        facts = standing.facts(*wrong, IN, moment, gate_no="A", confidence=0.99, looks=9)
        decision = decide(facts, standing.rules)
        assert not decision.opens, wrong
        assert facts.look_alike is not None or Reason.UNREAD in decision.reasons, wrong
        asked += 1


def test_the_registered_text_on_another_colour_does_not_open(database: Any) -> None:
    standing = enter(["冀B7K268"])
    for colour in {*PlateColour, None} - {PlateColour.YELLOW}:
        facts = standing.facts("冀B7K268", colour, IN, clock.now())
        assert facts.look_alike == "冀B7K268"
        assert not decide(facts, standing.rules).opens
