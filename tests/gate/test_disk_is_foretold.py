"""Whether the disk lasts: by the growth of the last days against what must be kept, with a date (R-105)."""

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import clock, evidence, storage
from gate.evidence import Disk
from gate.retention import Periods
from gate.storage import Growth, forecast, full_on
from tests.gate import rows

GB = 10**9
TODAY = date(2026, 11, 26)
PERIODS = Periods()


def growth(photos: float, video: float, days_old: int = 0) -> Growth:
    since = TODAY - timedelta(days=days_old)
    return Growth(photos, video, 1000, since, since)


def test_a_disk_that_holds_what_the_periods_want_lasts() -> None:
    need = 1 * GB * 731 + 3 * GB * 366
    assert full_on(need, growth(1 * GB, 3 * GB), PERIODS, TODAY) is None


def test_a_smaller_one_is_full_on_a_day() -> None:
    assert full_on(40 * GB, growth(1 * GB, 3 * GB), PERIODS, TODAY) == TODAY + timedelta(days=10)
    # After a year films go as they come: photographs alone fill the rest.
    a_year = 4 * GB * 365
    room = a_year + 100 * GB
    assert full_on(room, growth(1 * GB, 3 * GB), PERIODS, TODAY) == TODAY + timedelta(days=465)


def test_what_has_been_kept_for_its_time_grows_no_more() -> None:
    assert full_on(1 * GB, growth(1 * GB, 3 * GB, days_old=800), PERIODS, TODAY) is None
    assert full_on(-1, growth(1 * GB, 3 * GB, days_old=800), PERIODS, TODAY) == TODAY


@given(
    room=st.floats(0, 5000), photos=st.floats(0, 5), video=st.floats(0, 20),
    old=st.integers(0, 900),
)  # fmt: skip
def test_it_says_what_counting_day_by_day_says(
    room: float, photos: float, video: float, old: int
) -> None:
    told = full_on(room, growth(photos, video, old), PERIODS, TODAY)
    photos_return = (date(2028, 11, 26) - TODAY).days - old
    video_returns = (date(2027, 11, 26) - TODAY).days - old
    left, counted = room, None
    for day in range(800):
        left -= photos * (day < photos_return) + video * (day < video_returns)
        if left < -1e-6:
            counted = day
            break
    # Months have different lengths: the day on which the oldest may go is told within a few days.
    if counted is None:
        assert told is None or left < 5 * (photos + video)
    else:
        assert told is None or math.isclose((told - TODAY).days, counted, abs_tol=5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def test_too_early_to_tell(database: Any, root: Path) -> None:
    lane = rows.lane()
    assert forecast(Disk(root), PERIODS, clock.now()).growth is None
    rows.entered(lane)
    found = forecast(Disk(root), PERIODS, clock.now())
    assert (found.growth, found.falls_short) == (None, False)


def test_the_last_days_are_weighed(database: Any, root: Path) -> None:
    lane, now = rows.lane(), clock.now()
    photo = evidence.keep(root, b"x" * 200_000)
    for day in range(10):
        for hour in (6, 12):
            row = rows.entered(
                lane, passed_at=now - timedelta(days=day, hours=hour), front_photo=photo
            )
            rows.filmed(row, fingerprint=f"{day:032d}{hour:032d}")
    rows.recorded(lane, now - timedelta(days=3))
    found = storage.measure(Disk(root), now)
    assert found is not None
    assert found.passages == pytest.approx(2)
    assert found.photos == pytest.approx(400_000)
    assert found.video == pytest.approx((14 * 10_000_000 + 100_000_000) / 7)
    assert found.photos_since == (now - timedelta(days=9, hours=12)).date()
    assert found.video_since <= now.date()
    whole = forecast(Disk(root), PERIODS, now)
    assert whole.photos_need == pytest.approx(400_000 * 730)
    assert whole.video_needs == pytest.approx(found.video * 365)
    assert 0 < whole.free < whole.total
