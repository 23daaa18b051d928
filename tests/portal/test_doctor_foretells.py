"""`flask doctor` says on which day the disk is full, and what the periods want of it (R-105)."""

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from gate import clock
from portal import doctor
from settings import Settings
from tests.portal.conftest import Passing

Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_will_not_last_is_a_finding_with_a_date(
    passing: Passing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 5):
        passing(seconds_ago=day * 86_400)
    assert list(doctor._about_disk(settings)) == []
    room = 1024**3 + 300_000  # and a photograph of some kilobytes three times a day
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, room))
    (finding,) = doctor._about_disk(settings)
    assert "photographs need" in finding
    assert "for 24 months" in finding
    full_on = finding.partition("full on ")[2][:10]
    assert clock.now().date().isoformat() <= full_on
    assert full_on < (clock.now() + timedelta(days=365)).date().isoformat()
