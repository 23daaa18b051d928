"""Which texts are plates, on which colours, and how they are written (GA 36, §6.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.interfaces import PlateColour
from gate import plates

P = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
L = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
N = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
D = "0123456789"
POWER = "ABCDEFGHJK"
WJ = "0123456789TDSHBXJ"
RULES = {
    # As the standard writes them: kind, the characters of each place, the colours.
    "ordinary": ([P, L, N, N, N, N, N], "01"),
    "small_new_energy": ([P, L, POWER, N, D, D, D, D], "4"),
    "large_new_energy": ([P, L, D, D, D, D, D, POWER], "6"),
    "trailer": ([P, L, N, N, N, N, "挂"], "1"),
    "learner": ([P, L, N, N, N, N, "学"], "1"),
    "police": ([P, L, N, N, N, N, "警"], "2"),
    "hong_kong_macau": (["粤", "Z", N, N, N, N, "港澳"], "3"),
    "embassy": ([D, D, D, D, D, D, "使"], "3"),
    "consulate": ([P, D, D, D, D, D, "领"], "3"),
    "consulate_old": ([P, L, D, D, D, D, "领"], "3"),
    "armed_police": (["W", "J", P, D, D, D, D, WJ], "2"),
    "armed_police_headquarters": (["W", "J", D, D, D, D, WJ], "2"),
    "army": (["VKHBSLJNGCE", "ABCDJKLMNOPRSTVY", D, D, D, D, D], "2"),
    "emergency": ([P, L, N, N, N, N, "应", "急"], "2"),
}
FORMS = {form.kind: form for form in plates.FORMS}


def of_kind(kind: str) -> st.SearchStrategy[str]:
    places = RULES[kind][0]
    return st.tuples(*(st.sampled_from(place) for place in places)).map("".join)


any_plate = st.sampled_from(sorted(RULES)).flatmap(of_kind)


def test_every_form_of_the_standard_is_known() -> None:
    assert FORMS.keys() == RULES.keys()


@pytest.mark.parametrize("kind", RULES)
def test_each_place_takes_the_characters_of_the_rule_and_no_other(kind: str) -> None:
    places, colours = RULES[kind]
    assert [set(place) for place in FORMS[kind].alphabets] == [set(place) for place in places]
    assert FORMS[kind].colours == {PlateColour(colour) for colour in colours}


@pytest.mark.parametrize("kind", RULES)
@given(data=st.data())
def test_a_plate_by_the_rule_fits_its_form_on_its_colours(kind: str, data: st.DataObject) -> None:
    plate, colours = data.draw(of_kind(kind)), RULES[kind][1]
    assert plates.fits(plate, FORMS[kind])
    assert all(plates.agrees_with_colour(plate, PlateColour(colour)) for colour in colours)
    assert plates.normalise(plate) == plate


@pytest.mark.parametrize("kind", RULES)
@given(data=st.data())
def test_a_plate_longer_or_shorter_by_one_does_not_fit(kind: str, data: st.DataObject) -> None:
    plate = data.draw(of_kind(kind))
    assert not plates.fits(plate[:-1], FORMS[kind])
    assert not plates.fits(plate + "7", FORMS[kind])


@given(any_plate, st.data())
def test_a_plate_is_on_no_colour_that_none_of_its_forms_has(
    plate: str, data: st.DataObject
) -> None:
    lawful = {colour for form in plates.forms_of(plate) for colour in form.colours}
    colour = data.draw(st.sampled_from(PlateColour))
    assert plates.agrees_with_colour(plate, colour) == (colour in lawful)


@given(any_plate)
def test_eight_characters_are_green_and_green_has_eight(plate: str) -> None:
    green = {PlateColour.GREEN, PlateColour.YELLOW_GREEN}
    on_green = any(plates.agrees_with_colour(plate, colour) for colour in green)
    exempt = plate.endswith("应急") or plate.startswith("WJ")
    assert exempt or on_green == (len(plate) == 8)


@given(st.sampled_from("IO"), st.integers(2, 6))
def test_i_and_o_never_stand_in_a_serial(letter: str, place: int) -> None:
    plate = "冀B7K268"
    assert not plates.forms_of(plate[:place] + letter + plate[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "冀",
        "冀B7K26",
        "冀B7K2688",  # eight, but no letter of power
        "台B7K268",
        "BB7K268",
        "冀17K268",
        "冀b7K268",
        "冀B·7K268",
        "冀BL06128",  # L is no letter of power
        "冀B0612ID",
        "粤A1234港",
        "WJ12345A",
        "临0001",
        "挂挂挂挂挂挂挂",
    ],
)
def test_what_is_no_plate_has_no_form(text: str) -> None:
    assert plates.forms_of(text) == ()
    assert not any(plates.agrees_with_colour(text, colour) for colour in PlateColour)


@pytest.mark.parametrize(
    ("written", "plate"),
    [
        ("冀B·7K268", "冀B7K268"),
        (" 冀 b-7k268 ", "冀B7K268"),
        ("冀Ｂ７ｋ２６８", "冀B7K268"),
        ("冀B．7K268", "冀B7K268"),
        ("冀B・7K268\u3000", "冀B7K268"),
        ("冀B•7K268\t", "冀B7K268"),
    ],
)
def test_a_plate_is_kept_in_one_way_of_writing(written: str, plate: str) -> None:
    assert plates.normalise(written) == plate


@given(st.text(max_size=12))
def test_writing_it_again_changes_nothing(text: str) -> None:
    once = plates.normalise(text)
    assert plates.normalise(once) == once


@pytest.mark.parametrize(
    ("plate", "burns_nothing"),
    [
        *((f"冀B{letter}06128", True) for letter in "DABCE"),
        *((f"冀B{letter}06128", False) for letter in "FGHJK"),
        *((f"冀B06128{letter}", True) for letter in "DABCE"),
        *((f"冀B06128{letter}", False) for letter in "FGHJK"),
        ("冀BD6128", False),
    ],
)
def test_the_letter_tells_what_runs_on_a_battery_alone(plate: str, burns_nothing: bool) -> None:
    assert plates.is_battery_only(plate) == burns_nothing


def test_a_trailer_is_known_by_its_last_character() -> None:
    assert plates.is_trailer("冀B7K26挂")
    assert not plates.is_trailer("冀B7K268")
