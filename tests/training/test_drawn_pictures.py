"""Pictures for training come out the same for the same seed, and their plates are where they are said to be."""

from functools import cache, partial

import numpy as np
import pytest

from devices.eyes.quads import Quad, flatten
from devices.interfaces import Image
from gate.plates import FORMS, agrees_with_colour, fits, forms_of
from tests.devices.drawn_views import FONT, eyes
from training.lens import Sight
from training.numbers import any_plate, plate_of
from training.pictures import Drawn, Painter, Stock

SIZE = (640, 384)


def painter(seed: int, plateless: float = 0.0, share: float = 0.005) -> Painter:
    stock = Stock(np.random.default_rng(seed), FONT)
    stock.fill(share)
    return Painter(stock, SIZE, (150.0, 240.0), plateless=plateless)


@cache
def kind_pictures() -> tuple[Drawn, ...]:
    """Some pictures by day, of a camera that is well looked after."""
    artist = painter(5, share=0.03)
    return tuple(artist.draw(Sight.DAY, harsh=0.0) for _ in range(10))


def test_plates_of_every_form_are_drawn_and_every_one_is_lawful() -> None:
    rng = np.random.default_rng(1)
    plates = [any_plate(rng) for _ in range(1500)]
    assert {form.kind for plate in plates for form in forms_of(plate.text)} == {
        f.kind for f in FORMS
    }
    assert all(agrees_with_colour(plate.text, plate.colour) for plate in plates)
    assert {plate.colour for plate in plates if plate.double} >= {plates[0].colour.YELLOW}


@pytest.mark.parametrize("form", FORMS, ids=[form.kind for form in FORMS])
def test_a_form_that_is_asked_for_is_drawn(form) -> None:  # type: ignore[no-untyped-def]
    plate = plate_of(form, np.random.default_rng(2), double=False)
    assert fits(plate.text, form)
    assert plate.colour in form.colours
    assert not plate.double


def test_the_same_seed_draws_the_same_pictures() -> None:
    one, other, third = (painter(seed) for seed in (3, 3, 4))
    for _ in range(4):
        picture, again, different = (artist.draw() for artist in (one, other, third))
        assert np.array_equal(picture.image, again.image)
        assert not np.array_equal(picture.image, different.image)


def test_every_sight_gives_a_picture_of_the_size_asked_for() -> None:
    artist = painter(6)
    for sight in Sight:
        drawn = artist.draw(sight)
        assert drawn.image.shape == (SIZE[1], SIZE[0], 3)
        assert drawn.image.dtype == np.uint8
        assert drawn.sight is sight


def test_a_plate_can_be_read_where_it_is_said_to_hang() -> None:
    read = [
        eyes().read_crop(straightened(drawn.image, hung.corners))
        for drawn in kind_pictures()
        for hung in drawn.plates
        if hung.contrast > 25 and not hung.plate.double and inside(hung.corners)
    ]
    texts = {hung.plate.text for drawn in kind_pictures() for hung in drawn.plates}
    right = [reading is not None and reading.text in texts for reading in read]
    assert len(right) >= 4
    assert np.mean(right) > 0.7


def test_a_picture_without_a_plate_says_so() -> None:
    artist = painter(7, plateless=1.0)
    assert [artist.draw().plates for _ in range(6)] == [()] * 6


def test_a_clear_plate_has_contrast() -> None:
    assert np.median([h.contrast for drawn in kind_pictures() for h in drawn.plates]) > 20


def straightened(image: Image, corners: np.ndarray) -> Image:
    return flatten(image, Quad(corners, 1.0), 96)


def inside(corners: np.ndarray) -> bool:
    return bool((corners >= 0).all() and (corners <= np.array(SIZE)).all())


def test_a_stock_may_hold_plates_of_one_kind_alone() -> None:
    stock = Stock(np.random.default_rng(8), FONT)
    stock.fill(0.01, partial(plate_of, FORMS[1]))
    assert {form.kind for plate, _ in stock.plates for form in forms_of(plate.text)} == {
        FORMS[1].kind
    }
