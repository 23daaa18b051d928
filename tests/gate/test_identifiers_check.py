"""VINs and their check digit (GB 16735, §6.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import identifiers

VECTORS = {"1M8GDM9AXKP042788": "X", "LSVAA4182E2184847": "2", "1HGCM82633A004352": "3"}
characters = st.text("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", min_size=17, max_size=17)


@pytest.mark.parametrize(("vin", "digit"), VECTORS.items())
def test_the_vectors_of_the_standard_hold(vin: str, digit: str) -> None:
    assert identifiers.check_digit(vin) == digit
    assert identifiers.vin_problem(vin) is None


@given(characters)
def test_with_its_check_digit_any_text_of_the_shape_is_a_vin(text: str) -> None:
    vin = identifiers.with_check_digit(text)
    assert identifiers.vin_problem(vin) is None
    assert (vin[:8], vin[9:]) == (text[:8], text[9:])
    assert identifiers.with_check_digit(vin) == vin


@given(characters, st.sampled_from("0123456789X"))
def test_a_chinese_vin_with_another_check_digit_is_none(text: str, digit: str) -> None:
    vin = "L" + text[1:8] + digit + text[9:]
    right = digit == identifiers.check_digit(vin)
    assert identifiers.vin_problem(vin) == (None if right else "check")


def test_a_foreign_vin_need_not_check() -> None:
    assert identifiers.vin_problem("1M8GDM9A1KP042788") is None


@pytest.mark.parametrize("letter", "IOQ")
def test_i_o_and_q_are_in_no_vin(letter: str) -> None:
    assert identifiers.vin_problem(f"LSVAA4182E218484{letter}") == "shape"


@pytest.mark.parametrize(
    "text", ["", "LSVAA4182E218484", "LSVAA4182E21848470", "lsvaa4182e2184847"]
)
def test_another_length_or_small_letters_are_no_shape(text: str) -> None:
    assert not identifiers.has_vin_shape(text)
    assert identifiers.vin_problem(text) == "shape"
