"""Weeks of day, night and rain pass without a word; a lens that loses its sharpness is told, until it is clean."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.lens import BEGIN, Told, faults, passages, watched
from gate.lens.figures import Figure, Part, Sample
from gate.lens.judgement import UNITS_NEEDED, Finding, History, judge
from gate.lens.verdict import Cause, Known, verdict

BREAKS = BEGIN + timedelta(days=30, hours=10)
DAYS = 44


def told(samples: list[Sample], **asked: object) -> list[Told]:
    every = timedelta(hours=24)
    return watched(samples, every=every, after=timedelta(days=27), **asked)  # type: ignore[arg-type]


def weeks(name: str = "", days: int = DAYS, *, until: datetime | None = None) -> list[Sample]:
    fault = faults(BREAKS)[name] if name else None

    def while_it_lasts(each: Sample) -> Sample:
        over = until is not None and each.at >= until
        return each if fault is None or over else fault(each)

    return passages(Random(f"seeded {name}"), days, 70, while_it_lasts)


def test_weeks_of_weather_are_no_news() -> None:
    samples = weeks()
    assert told(samples) == []
    last = verdict(samples, samples[-1].at, Known())
    assert {each.finding for each in last.judged} == {Finding.USUAL}


@pytest.mark.parametrize(
    ("name", "cause", "parts"),
    [
        ("blur_1.5_px", Cause.BLURRED, set(Part)),
        ("dust_veils_half", Cause.BLURRED, set(Part)),
        ("lamp_broken", Cause.DARK, {Part.NIGHT}),
        ("zoom_25_percent", Cause.MOVED, set(Part)),
    ],
)
def test_what_has_changed_is_told_within_two_days(
    name: str, cause: Cause, parts: set[Part]
) -> None:
    found = told(weeks(name, 34))
    assert [one.trouble.cause for one in found] == [cause]
    assert found[0].trouble.parts == parts
    assert BREAKS - timedelta(days=1) <= found[0].trouble.began
    assert BREAKS < found[0].opened <= BREAKS + timedelta(days=3)
    assert found[0].ended is None


def test_it_ends_when_the_lens_is_clean_and_is_no_baseline() -> None:
    cleaned = BREAKS + timedelta(days=6)
    samples = weeks("blur_2_px", until=cleaned)
    (alone,) = told(samples)
    assert alone.ended is not None
    assert cleaned < alone.ended <= cleaned + timedelta(days=3.5)
    (helped,) = told(samples, cleaned=[cleaned])
    assert helped.ended is not None
    assert helped.ended <= min(alone.ended, cleaned + timedelta(days=2.5))


def test_a_cleaning_that_did_not_help_ends_nothing() -> None:
    (found,) = told(weeks("blur_2_px"), cleaned=[BREAKS + timedelta(days=6)])
    assert found.ended is None


def test_one_dark_night_is_none() -> None:
    night = (BREAKS.date(), Part.NIGHT)
    samples = [
        replace(each, brightness=(each.brightness or 0) * 0.1) if each.half == night else each
        for each in weeks(days=34)
    ]
    assert told(samples) == []


def test_a_new_baseline_forgets_what_was_before() -> None:
    samples = weeks("zoom_25_percent")
    now, since = samples[-1].at, BREAKS + timedelta(days=2)
    found = verdict(samples, now, Known(History(since=since)))
    assert found.trouble is None
    assert found.knows_enough
    early = since + timedelta(days=UNITS_NEEDED - 2)
    new = verdict(
        [each for each in samples if each.at <= early], early, Known(History(since=since))
    )
    assert not new.knows_enough


@settings(max_examples=40, deadline=None)
@given(
    usual=st.floats(0.1, 200),
    grain=st.floats(0.0, 0.05),
    factor=st.floats(0.05, 1.5),
    bad_days=st.integers(1, 3),
    seed=st.integers(0, 999),
)
def test_what_is_told_is_far_off_and_has_lasted(
    usual: float, grain: float, factor: float, bad_days: int, seed: int
) -> None:
    """Whatever the figures are by nature: never for one day, never for less than matters; always for what is clear."""
    dice = Random(seed)
    days, a_day = UNITS_NEEDED + 2 + bad_days, 12
    samples = [
        Sample(
            number,
            BEGIN + timedelta(days=number // a_day, hours=8, minutes=number % a_day * 30),
            sharpness=usual
            * dice.lognormvariate(0, grain)
            * (factor if number // a_day >= days - bad_days else 1.0),
        )
        for number in range(days * a_day)
    ]
    now = samples[-1].at + timedelta(hours=12)
    found = judge(samples, Figure.SHARPNESS, Part.DAY, now, History())
    assert found.known >= UNITS_NEEDED
    if bad_days < 2 or factor > 0.95:
        assert found.finding is Finding.USUAL
    if bad_days == 2 and factor < 0.6:
        assert found.finding is Finding.CHANGED
    assert all(point.limit >= 0.22 for point in found.points)


def test_nothing_is_said_before_enough_is_known() -> None:
    samples = weeks("blur_2_px", 34)
    few = [each for each in samples if each.at >= BREAKS - timedelta(days=4)]
    found = verdict(few, few[-1].at, Known())
    assert found.trouble is None
    assert not any(each.points for each in found.judged if each.finding is Finding.GATHERING)


def test_a_quiet_lane_is_judged_by_several_days_together() -> None:
    """Six a day: two days and more make a unit, and blur is told all the same."""
    fault: Callable[[Sample], Sample] = faults(BREAKS)["blur_2_px"]
    samples = passages(Random("quiet"), 46, 9, fault)
    judged = judge(samples, Figure.SHARPNESS, Part.DAY, samples[-1].at, History())
    assert judged.finding is Finding.CHANGED
    assert all(point.n >= 6 for point in judged.points)
