"""The registered plate that a strange one looks like: the same answer as comparing with every single one."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import plates
from gate.lookalikes import CONFUSIONS, LookAlikes, distance

ALPHABETS = [plates.PROVINCES, plates.OFFICE, *[plates.SERIAL] * 5]


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("冀B7K268", "冀B7K268", 0),
        ("冀B7K268", "津B7K268", 0.25),
        ("冀B7K268", "冀B7K26B", 0.5),
        ("冀B7K268", "冀87K26B", 1.0),
        ("冀B7K268", "冀B7K269", 1.0),
        ("冀B7K268", "豫B7K269", 1.25),
        ("冀B7K268", "冀C7K269", 2.0),
        ("冀B7K268", "冀C7K26B", 1.5),
        ("冀B7K268", "冀C7K369", None),
        ("冀B7K268", "冀B7K2688", None),
        ("冀B7K268", "", None),
    ],
)
def test_a_known_confusion_is_nearer_than_another_character(
    one: str, other: str, far: float | None
) -> None:
    assert distance(one, other) == far
    assert distance(other, one) == far


def test_the_known_confusions_go_both_ways() -> None:
    assert {("0", "D"), ("0", "O"), ("D", "Q"), ("8", "B"), ("2", "Z"), ("5", "S"), ("1", "I"),
            ("I", "7")} <= CONFUSIONS  # fmt: skip
    assert {(b, a) for a, b in CONFUSIONS} == CONFUSIONS
    assert not any(a == b for a, b in CONFUSIONS)


def test_the_nearest_of_several_is_named() -> None:
    known = LookAlikes(["冀B7K269", "冀B7K26B", "冀B7K999", "津B7K268"])
    assert known.nearest("冀B7K268") == "津B7K268"
    assert known.nearest("冀B7K26D") == "冀B7K269"  # of two that are as near, always the same one
    assert known.nearest("冀B7K9Z9") == "冀B7K999"
    assert known.nearest("冀C00000") is None
    assert known.nearest("") is None
    assert known.nearest("冀B7K268挂学") is None


def test_a_number_stays_known_while_one_vehicle_bears_it() -> None:
    known = LookAlikes(["冀B7K268", "冀B7K268", "豫F5N382"])
    assert len(known) == 2
    known.remove("冀B7K268")
    assert known.nearest("冀B7K269") == "冀B7K268"
    known.remove("冀B7K268")
    assert known.nearest("冀B7K269") is None
    assert known.nearest("豫F5N388") == "豫F5N382"
    assert len(known) == 1


@pytest.mark.parametrize("length", [7, 8])
def test_it_answers_as_if_it_had_compared_with_every_one(length: int) -> None:
    random = Random(length)
    # A small alphabet: nearly every question has several answers.
    texts = ["".join(random.choice("冀津08BDQ") for _ in range(length)) for _ in range(700)]
    known = LookAlikes(texts)
    for text in texts[:300]:
        known.remove(text)
    left = sorted(set(texts[300:]))
    for _ in range(300):
        asked = "".join(random.choice("冀津08BDQ7") for _ in range(length))
        distances = {text: distance(asked, text) for text in left}
        best = min((far for far in distances.values() if far is not None), default=None)
        found = known.nearest(asked)
        assert (found is None) == (best is None)
        if found is not None:
            assert distances[found] == best


@given(st.data())
def test_whatever_differs_at_one_or_two_places_is_found(data: st.DataObject) -> None:
    plate = "".join(data.draw(st.sampled_from(alphabet)) for alphabet in ALPHABETS)
    changed = list(plate)
    for place in data.draw(st.sets(st.integers(1, 6), min_size=1, max_size=2)):
        changed[place] = data.draw(st.sampled_from(ALPHABETS[place]))
    changed[0] = data.draw(st.sampled_from(plates.PROVINCES))
    assert LookAlikes([plate]).nearest("".join(changed)) == plate


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_any_texts_are_compared(asked: str, texts: list[str]) -> None:
    found = LookAlikes(texts).nearest(asked)
    assert found is None or found in texts
