"""When several looks at a plate are enough to act on, and when they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.interfaces import PlateColour, PlateReading
from gate.plates import COLOURLESS_LOOKS_NEEDED, FAIR, STRONG, agree
from tests.looks import look

ONE, OTHER = "冀B7K268", "冀B7K266"
SURE, FAIRLY, BARELY = STRONG, FAIR, FAIR - 0.01


def test_one_strong_look_is_enough() -> None:
    agreed = agree([look(ONE, weakest=SURE)])
    assert agreed is not None
    assert (agreed.text, agreed.colour, agreed.looks) == (ONE, PlateColour.YELLOW, 1)


def test_one_fair_look_is_not() -> None:
    assert agree([look(ONE, weakest=STRONG - 0.01)]) is None


def test_two_fair_looks_are_enough_and_the_better_one_is_kept() -> None:
    better = look(ONE, weakest=0.9)
    agreed = agree([look(ONE, weakest=FAIRLY), better])
    assert agreed is not None
    assert agreed.looks == 2
    assert agreed.best is better


def test_a_contradicting_look_blocks_a_strong_one() -> None:
    assert agree([look(ONE, weakest=SURE), look(OTHER, weakest=FAIRLY)]) is None


def test_the_same_text_on_another_colour_contradicts() -> None:
    assert agree([look(ONE, weakest=SURE), look(ONE, PlateColour.BLUE, FAIRLY)]) is None


def test_a_look_without_colour_contradicts_another_text() -> None:
    assert agree([look(ONE, weakest=SURE), look(OTHER, None, FAIRLY)]) is None


def test_a_look_without_colour_neither_helps_nor_hinders_its_own_text() -> None:
    assert agree([look(ONE, weakest=SURE), look(ONE, None, SURE)]) is not None
    assert agree([look(ONE, weakest=FAIRLY), look(ONE, None, SURE)]) is None


def test_many_looks_without_colour_name_a_plate_of_unknown_colour_for_a_person() -> None:
    agreed = agree([look(ONE, None, 1.0)] * COLOURLESS_LOOKS_NEEDED)
    assert agreed is not None
    assert (agreed.text, agreed.colour) == (ONE, None)


def test_a_few_looks_without_colour_agree_on_nothing_however_strong() -> None:
    assert agree([look(ONE, None, 1.0)] * (COLOURLESS_LOOKS_NEEDED - 1)) is None


def test_two_against_one_are_enough_three_against_two_are_not() -> None:
    assert agree([look(ONE)] * 2 + [look(OTHER)]) is not None
    assert agree([look(ONE)] * 3 + [look(OTHER)] * 2) is None


def test_similar_texts_never_add_up() -> None:
    assert agree([look(f"冀B7K26{last}") for last in "0123456789"]) is None


def test_weak_looks_never_grant_and_never_contradict() -> None:
    assert agree([look(ONE, weakest=BARELY)] * 40) is None
    assert agree([look(ONE, weakest=SURE), *[look(OTHER, weakest=BARELY)] * 9]) is not None


def test_nothing_seen_is_nothing_agreed() -> None:
    assert agree([]) is None


plates = st.sampled_from([ONE, OTHER, "冀B7K26B", "豫B7K268"])
colours = st.sampled_from([PlateColour.YELLOW, PlateColour.BLUE, None])
weakest = st.sampled_from([0.0, BARELY, FAIRLY, 0.9, SURE, 1.0])
any_look = st.builds(look, plates, colours, weakest)
many = st.lists(any_look, max_size=12)


@given(many)
def test_what_is_agreed_on_was_seen_on_that_colour_by_more_than_chance(
    looks: list[PlateReading],
) -> None:
    agreed = agree(looks)
    if agreed is None:
        return
    same = [look for look in looks if (look.text, look.colour) == (agreed.text, agreed.colour)]
    fair = [look for look in same if look.weakest >= FAIR]
    assert agreed.best in fair
    assert agreed.looks == len(fair)
    assert len(fair) >= 2 or agreed.best.weakest >= STRONG
    others = {look.text for look in looks if look.weakest >= FAIR} - {agreed.text}
    for text in others:
        against = [look for look in looks if look.text == text and look.weakest >= FAIR]
        assert len(fair) >= 2 * len(against)


@given(many)
def test_the_order_of_looks_does_not_matter(looks: list[PlateReading]) -> None:
    turned = looks[::-1]
    one, other = agree(looks), agree(turned)
    assert (one and (one.text, one.colour)) == (other and (other.text, other.colour))


@given(many, any_look)
def test_one_more_contradiction_never_makes_an_agreement(
    looks: list[PlateReading], more: PlateReading
) -> None:
    before, after = agree(looks), agree([*looks, more])
    if after is not None and before is None:
        assert (after.text, after.colour) == (more.text, more.colour)


@pytest.mark.parametrize("weak_end", [0, 6])
def test_the_least_certain_character_counts(weak_end: int) -> None:
    characters = [0.99] * 7
    characters[weak_end] = 0.3
    unsure = PlateReading(ONE, PlateColour.YELLOW, 0.97, tuple(characters), look(ONE).corners)
    assert agree([unsure] * 5) is None
