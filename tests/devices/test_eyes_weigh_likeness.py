"""Where the reader hesitates, the strokes of a plate decide; they never make a character surer than it was."""

from collections.abc import Mapping
from itertools import combinations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.eyes.grammar import Decoded
from devices.eyes.likeness import weighed
from devices.eyes.quads import Quad
from devices.eyes.strokes import CELL, PER_MM, STROKES, ink
from devices.interfaces import Image, PlateColour
from gate.plates import FORMS
from tests.devices.drawn_views import plate

ORDINARY = next(form for form in FORMS if form.kind == "ordinary")
SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def small(picture: Image) -> Image:
    """As the smallest cut-outs are: 94 pixels wide."""
    return np.asarray(cv2.resize(picture, (94, 30), interpolation=cv2.INTER_AREA), np.uint8)


def whole(picture: Image) -> Quad:
    tall, wide = picture.shape[:2]
    return Quad(np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32), 1.0)


def turned(picture: Image, degrees: float) -> Image:
    """The plate aslant in the upright box about it."""
    tall, wide = picture.shape[:2]
    way = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1.0)
    across = abs(way[0, 0]) * wide + abs(way[0, 1]) * tall
    down = abs(way[0, 1]) * wide + abs(way[0, 0]) * tall
    way[:, 2] += (across - wide) / 2, (down - tall) / 2
    size = round(across), round(down)
    return np.asarray(cv2.warpAffine(picture, way, size, borderValue=(90, 90, 90)), np.uint8)


def read_as(text: str, **doubts: Mapping[str, float]) -> Decoded:
    """A reading, sure but for the places told (p3=…), each with its shares."""
    shares: list[Mapping[str, float]] = [{symbol: 0.99} for symbol in text]
    for place, share in doubts.items():
        shares[int(place[1:])] = share
    characters = tuple(share[symbol] for share, symbol in zip(shares, text, strict=True))
    return Decoded(text, ORDINARY, 0.5, characters, (), tuple(shares))


@pytest.mark.parametrize("colour", [PlateColour.BLUE, PlateColour.YELLOW])
@pytest.mark.parametrize("degrees", [0, 6, -9])
@pytest.mark.parametrize(
    ("truth", "seen_as"), [("G", "6"), ("6", "G"), ("D", "0"), ("0", "D"), ("1", "L"), ("5", "B")]
)
def test_the_strokes_tell_neighbours_apart(
    truth: str, seen_as: str, degrees: float, colour: PlateColour
) -> None:
    picture = small(turned(plate(f"皖A5{truth}895", colour), degrees))
    read = read_as(f"皖A5{seen_as}895", p3={seen_as: 0.5, truth: 0.3})
    found = weighed(picture, whole(picture), read)
    assert found.text == f"皖A5{truth}895"
    assert found.characters[3] <= 0.5
    assert read.text in [text for text, _ in found.alternatives]
    assert found.confidence <= read.confidence


def test_where_reader_and_strokes_differ_one_look_does_not_do() -> None:
    picture = small(plate("皖A51895", PlateColour.BLUE))
    found = weighed(picture, whole(picture), read_as("皖A5L895", p3={"L": 0.96, "1": 0.03}))
    assert found.text == "皖A51895"
    assert found.characters[3] <= 0.9


def test_what_is_beyond_doubt_is_left_alone() -> None:
    picture = small(plate("皖A5G895", PlateColour.BLUE))
    for read in (read_as("皖A56895"), read_as("皖A56895", p3={"6": 0.98, "G": 0.02})):
        assert weighed(picture, whole(picture), read) is read


def test_where_no_plate_lies_nothing_is_weighed() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (30, 94, 3), np.uint8)
    read = read_as("皖A56895", p3={"6": 0.5, "G": 0.3})
    for picture in (np.asarray(noise, np.uint8), np.full((30, 94, 3), 90, np.uint8)):
        assert weighed(picture, whole(picture), read) == read


def test_a_province_is_not_written_here() -> None:
    picture = small(plate("皖A5G895", PlateColour.BLUE))
    read = read_as("皖A5G895", p0={"皖": 0.5, "鲁": 0.4})
    assert weighed(picture, whole(picture), read) is read


@settings(deadline=None, max_examples=40)
@given(
    st.text(SERIAL, min_size=5, max_size=5),
    st.dictionaries(st.sampled_from(SERIAL), st.floats(0.01, 0.3), min_size=2, max_size=4),
    st.integers(2, 6),
)
def test_no_character_is_surer_than_before(
    serial: str, rivals: Mapping[str, float], place: int
) -> None:
    picture = small(plate(f"皖A{serial}", PlateColour.BLUE))
    likeliest = max(rivals, key=lambda symbol: rivals[symbol])
    text = f"皖A{serial}"
    text = text[:place] + likeliest + text[place + 1 :]
    read = read_as(text, **{f"p{place}": rivals})
    found = weighed(picture, whole(picture), read)
    assert all(now <= before for now, before in zip(found.characters, read.characters, strict=True))
    assert found.text[place] in rivals
    assert found.text[:place] + found.text[place + 1 :] == text[:place] + text[place + 1 :]


def test_every_character_of_a_serial_is_written_and_like_no_other() -> None:
    assert set(STROKES) == set(SERIAL)
    sheets = {symbol: ink(symbol, 10.5).astype(np.float32).ravel() for symbol in SERIAL}
    assert {sheet.size for sheet in sheets.values()} == {round(CELL[0] * CELL[1] * PER_MM**2)}
    for one, other in combinations(SERIAL, 2):
        assert np.corrcoef(sheets[one], sheets[other])[0, 1] < 0.96, (one, other)
