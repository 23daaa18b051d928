"""A lesson of the reader is a line of a drawn plate and what stands on it, or a line of no plate at all."""

from functools import cache

import numpy as np

from devices.eyes.reader import HEIGHT, NARROWEST
from gate.plates import FORMS, forms_of
from tests.devices.drawn_views import FONT, eyes
from training.lessons import GROUND, MOST, Lesson, lessons, stacked
from training.pictures import Painter, Stock

SIZE = (400, 240)


@cache
def taught() -> tuple[tuple[str, ...], tuple[Lesson, ...]]:
    """Plates of a small stock, and the lessons of some pictures with them."""
    stock = Stock(np.random.default_rng(4), FONT)
    stock.fill(0.02)
    painter = Painter(stock, SIZE, (90.0, 200.0), plateless=0.05, most=2)
    told = tuple(lesson for _ in range(30) for lesson in lessons(painter, harsh=0.3))
    return tuple(plate.text for plate, _ in stock.plates), told


def test_a_line_says_a_plate_or_one_half_of_it_or_nothing() -> None:
    plates, told = taught()
    halves = {half for text in plates for half in (text[:2], text[2:])}
    texts = {lesson.text for lesson in told}
    assert texts <= {*plates, *halves, ""}
    assert "" in texts
    assert any(forms_of(text) for text in texts)


def test_behind_a_line_there_is_nothing() -> None:
    for lesson in taught()[1]:
        assert lesson.line.shape == (HEIGHT, NARROWEST, 3)
        assert (lesson.line[:, lesson.width :] == GROUND).all()


def test_the_reader_reads_most_of_what_a_lesson_says() -> None:
    reader = eyes()
    whole = [lesson for lesson in taught()[1] if forms_of(lesson.text)]
    read = [reader.read_crop(lesson.line[:, : lesson.width]) for lesson in whole]
    right = sum(
        r is not None and r.text == lesson.text for r, lesson in zip(read, whole, strict=True)
    )
    assert right >= len(whole) * 0.6


def test_a_batch_holds_texts_as_columns_of_the_reader() -> None:
    columns = {
        letter: 100 + number
        for number, letter in enumerate(sorted({c for f in FORMS for a in f.alphabets for c in a}))
    }
    named = {column: letter for letter, column in columns.items()}
    told = list(taught()[1][:10])
    batch = stacked(told, columns)
    assert batch["lines"].shape == (10, 3, HEIGHT, NARROWEST)
    for lesson, text, length in zip(told, batch["texts"], batch["lengths"], strict=True):
        assert len(text) == MOST
        assert "".join(named[column] for column in text[:length]) == lesson.text
        assert not text[length:].any()
