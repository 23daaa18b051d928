"""Papers that shall be read: asked for once, taken by one, tried again when a reader dies, never answered twice."""

from datetime import timedelta
from typing import Any

import pytest

from gate import clock
from gate.models import PaperReading
from gate.papers import EMISSION_LIST, LICENCE_FRONT, Told, readings
from gate.papers.readings import MOST_TRIES, SILENT, State

PHOTO = "a" * 64
PLATE = Told("冀B7K268", "冀B7K268", 0.9, False, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)))


def silent(reading: PaperReading) -> None:
    """As if whoever reads it had died a while ago."""
    PaperReading.update(beat_at=clock.now() - SILENT - timedelta(seconds=1)).where(
        PaperReading.id == reading.id
    ).execute()


def test_the_same_photograph_is_read_once_for_each_kind(database: Any) -> None:
    assert readings.of(PHOTO, LICENCE_FRONT) is None
    first = readings.ask(PHOTO, LICENCE_FRONT)
    assert readings.ask(PHOTO, LICENCE_FRONT) == first
    assert readings.ask(PHOTO, EMISSION_LIST) != first
    assert PaperReading.select().count() == 2
    with pytest.raises(ValueError, match="no paper"):
        readings.ask(PHOTO, "passport")


def test_what_was_read_is_told_as_it_was(database: Any) -> None:
    readings.ask(PHOTO, LICENCE_FRONT)
    taken = readings.take()
    assert taken is not None
    assert readings.take() is None
    assert readings.told_in(taken) == {}
    assert readings.done(taken, {"plate_no": PLATE}, (2400, 1800))
    answer = readings.ask(PHOTO, LICENCE_FRONT)
    assert (answer.state, readings.told_in(answer)) == (State.DONE, {"plate_no": PLATE})
    assert readings.take() is None


def test_a_dead_readers_paper_is_read_by_another_and_the_dead_one_says_nothing_more(
    database: Any,
) -> None:
    readings.ask(PHOTO, LICENCE_FRONT)
    first = readings.take()
    assert first is not None
    silent(first)
    second = readings.take()
    assert second is not None
    assert second.tries == 2
    assert not readings.done(first, {}, (1, 1))
    assert readings.done(second, {"plate_no": PLATE}, (2400, 1800))


def test_a_paper_that_kills_its_readers_is_given_up_and_the_next_one_is_read(database: Any) -> None:
    readings.ask(PHOTO, LICENCE_FRONT)
    for _ in range(MOST_TRIES):
        taken = readings.take()
        assert taken is not None
        silent(taken)
    readings.ask("b" * 64, LICENCE_FRONT)
    following = readings.take()
    assert following is not None
    assert following.fingerprint == "b" * 64
    given_up = readings.of(PHOTO, LICENCE_FRONT)
    assert given_up is not None
    assert (given_up.state, given_up.problem) == (State.FAILED, "interrupted")
