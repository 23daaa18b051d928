"""The job that draws the supplements of a day: by the checkpoint that the other job has signed, once (R-052)."""

from typing import Any

import pytest

from gate import clock, supplement_samples
from gate.models import ReviewDue, SupplementSample
from settings import Settings
from tests.gate import rows
from tests.gate.test_supplements_are_complete import tell, unread
from workers import calls, context


@pytest.fixture
def job(settings: Settings, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of this test's own installation."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)


def test_a_day_is_drawn_from_after_the_checkpoint_that_covers_it(
    job: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(unread(rows.lane()))
    midnight = clock.now()
    monkeypatch.setattr(supplement_samples, "_end_of", lambda day: midnight)
    calls.draw_samples()
    assert not SupplementSample.select().exists()
    calls.make_checkpoint()
    calls.draw_samples()
    calls.draw_samples()
    assert SupplementSample.get().last_supplement == told.id
    assert [due.supplement for due in ReviewDue.select()] == [told]
