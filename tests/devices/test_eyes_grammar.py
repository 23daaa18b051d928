"""Whatever the reader's soft-max says, what is decoded is a lawful plate, and says how sure it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.eyes.doubt import together
from devices.eyes.grammar import Decoded, Grammar
from devices.interfaces import PlateColour
from gate.plates import FORMS, fits

COLUMNS = ("", *"京冀鲁皖挂学警ABDEGHIOoQZabi0123456789·危险")
GRAMMAR = Grammar(FORMS, COLUMNS)
STEPS = 24


def softmax_of(text: str, share: float = 0.97, steps: int = STEPS) -> np.ndarray:
    """A reader that is sure of every character of the text, with blanks between them."""
    rest = (1 - share) / (len(COLUMNS) - 1)
    table = np.full((steps, len(COLUMNS)), rest, np.float32)
    table[:, 0] = share
    for place, character in enumerate(text):
        at = 1 + 2 * place
        table[at, 0] = rest
        table[at, COLUMNS.index(character)] = share
    return table


def decoded(table: np.ndarray, colour: PlateColour | None = None) -> Decoded:
    result = GRAMMAR.decode(GRAMMAR.evidence(table), colour)
    assert result is not None
    return result


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), sharpness=st.floats(0.1, 12), steps=st.integers(9, 50))
def test_whatever_is_decoded_fits_its_form(seed: int, sharpness: float, steps: int) -> None:
    logits = np.random.default_rng(seed).normal(0, sharpness, (steps, len(COLUMNS)))
    table = np.exp(logits - logits.max(axis=1, keepdims=True))
    result = decoded((table / table.sum(axis=1, keepdims=True)).astype(np.float32))
    assert fits(result.text, result.form)
    assert not set(result.text) & set("IO")
    assert 0 <= result.confidence <= 1
    assert len(result.characters) == len(result.text)
    assert all(0 <= certainty <= 1 for certainty in result.characters)
    for text, confidence in result.alternatives:
        assert fits(text, result.form)
        assert text != result.text
        assert 0 <= confidence <= 1


@pytest.mark.parametrize("text", ["冀B12345", "鲁AD12345", "京A1234挂", "皖AA1188", "京A12345D"])
def test_a_sure_reader_is_believed(text: str) -> None:
    result = decoded(softmax_of(text))
    assert result.text == text
    assert result.confidence > 0.3
    assert min(result.characters) > 0.9


def test_letters_that_no_serial_has_are_the_digits_they_look_like() -> None:
    assert decoded(softmax_of("鲁AO1I0o")).text == "鲁A01100"


def test_small_letters_are_large_ones() -> None:
    assert decoded(softmax_of("鲁ba1234")).text == "鲁BA1234"


def test_what_is_not_of_a_plate_is_passed_over() -> None:
    assert decoded(softmax_of("鲁A·1危2345")).text == "鲁A12345"


def test_two_equal_characters_need_a_gap_between_them() -> None:
    table = softmax_of("鲁A11234")
    assert decoded(table).text == "鲁A11234"


def test_a_missing_character_makes_the_plate_unlikely() -> None:
    assert decoded(softmax_of("鲁A1234")).confidence < 0.01


def test_the_ground_decides_between_forms_that_are_equally_likely() -> None:
    table = softmax_of("鲁AD12345")
    blank = table[15].copy()
    table[15] = 0.5 * blank
    table[15, 0] += 0.5
    assert decoded(table, PlateColour.GREEN).text == "鲁AD12345"
    assert decoded(table, PlateColour.BLUE).text == "鲁AD1234"


def test_a_look_alike_is_kept_as_the_first_alternative() -> None:
    table = softmax_of("鲁A12345")
    at = 1 + 2 * 2
    table[at, COLUMNS.index("1")] -= 0.3
    table[at, COLUMNS.index("Z")] += 0.3
    result = decoded(table)
    assert result.text == "鲁A12345"
    assert result.alternatives[0][0] == "鲁AZ2345"
    assert result.characters[2] == min(result.characters)


def test_a_picture_too_narrow_for_a_plate_is_none() -> None:
    assert GRAMMAR.decode(GRAMMAR.evidence(softmax_of("", steps=4))) is None


def test_two_readings_that_disagree_are_less_sure_together() -> None:
    one, other = decoded(softmax_of("鲁A12345", 0.98)), decoded(softmax_of("鲁A12346", 0.97))
    both = together(one, other)
    assert both.text == one.text
    assert both.confidence == pytest.approx(one.confidence / 2)
    assert both.characters[-1] < 0.5 < both.characters[0]
    assert both.alternatives[0][0] == "鲁A12346"


def test_two_readings_that_agree_have_their_mean() -> None:
    one, other = decoded(softmax_of("鲁A12345", 0.98)), decoded(softmax_of("鲁A12345", 0.9))
    both = together(other, one)
    assert both.text == one.text
    assert other.confidence < both.confidence < one.confidence


def test_what_most_readings_see_at_each_place_stands_there() -> None:
    """Three readings, each mistaken at another place, are right together and sure of nothing that one denied."""
    read = [decoded(softmax_of(text, 0.97)) for text in ("鲁A12340", "鲁A12045", "鲁AB2345")]
    all_three = together(*read)
    assert all_three.text == "鲁A12345"
    assert fits(all_three.text, all_three.form)
    assert all(0.5 < all_three.characters[place] < 0.7 for place in (2, 4, 6))
    assert all_three.characters[3] > 0.9
    assert all_three.alternatives[0][0] in {reading.text for reading in read}


def test_a_reading_of_another_form_speaks_for_none_of_the_characters() -> None:
    seven, eight = decoded(softmax_of("京A12345", 0.98)), decoded(softmax_of("京A12345D", 0.9))
    both = together(seven, eight)
    assert both.text == seven.text
    assert max(both.characters) < 0.6
