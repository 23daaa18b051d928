"""What was kept on paper while the system was down becomes rows with their own time, marked late and manual (R-054)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from devices.simulated.passage_rules import faults
from gate import clock, corrected, gaps, paper_rows, proof, supplements, trips, uplink
from gate.gaps import Cause
from gate.models import Lane, Passage, Supplement
from gate.supplements import SupplementError
from tests.gate import rows
from tests.gate.supplied import PAPER, PICTURE, VALUES


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def noon() -> datetime:
    """Yesterday's noon, in the middle of a power cut of two hours."""
    return (clock.now() - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def gap(lane: Lane, noon: datetime) -> int:
    hour = timedelta(hours=1)
    gaps.whole(Cause.DOWN, lane.id, noon - hour, noon + hour, "power cut")
    return gaps.newest()[0].seq


def typed(at_lane: Lane, at: datetime, **change: Any) -> Supplement:
    where = {
        "lane": str(at_lane.id),
        "direction": "1",
        "day": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
    }
    photos = dict.fromkeys(("front_photo", "body_photo", "plate_photo"), "")
    values = VALUES | PAPER | where | photos | change
    return paper_rows.write(values, enterprise_no="QY0000001", by="wang")


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(SupplementError) as refused:
        act()
    return refused.value.errors


def test_it_is_a_passage_of_its_own_time_late_manual_and_owed(
    lane: Lane, noon: datetime, gap: int
) -> None:
    written = typed(lane, noon)
    passage = Passage.get()
    assert (passage.passed_at, passage.recorded_late, passage.opening_mode) == (noon, True, "1")
    assert passage.serial_no == f"QY0000001A001{noon:%Y%m%d%H%M%S}000P01"
    # The sheet stands in for what the platform asks of every row, and the row says so.
    assert {passage.front_photo, passage.body_photo, passage.plate_photo} == {PICTURE, ""}
    assert passage.evidence_problem == paper_rows.NO_PHOTO
    assert (passage.plate_no, passage.vin) == (VALUES["plate_no"], VALUES["vin"])
    assert (written.occasion, written.gap, written.after) == ("outage", gap, "{}")
    assert supplements.beside_of(written) == {"paper_image": PICTURE, "paper_by": "王守门"}
    sent = uplink.payload(passage)
    assert (sent["manual"], sent["recorded_late"], sent["opening_mode"]) == (True, True, "1")
    asked = faults(sent | {"photos": []})
    assert asked.keys() == {"photos.front", "photos.body"}, "nothing else is missing or wrong"
    assert (uplink.backlog(), sent["revision"]) == (1, 0)
    assert corrected.one(passage).now.manual
    assert trips.is_open(passage)
    assert proof.verify().holds


def test_several_of_one_minute_are_several_rows_and_the_same_one_is_none(
    lane: Lane, noon: datetime, gap: int
) -> None:
    typed(lane, noon)
    typed(lane, noon, plate_no="鲁Q6Y428")
    assert mistakes(lambda: typed(lane, noon)) == {"plate_no": "duplicate"}
    assert sorted(row.serial_no[-3:] for row in Passage.select()) == ["P01", "P02"]


def test_an_exit_from_paper_closes_the_entry_before_it(
    lane: Lane, noon: datetime, gap: int
) -> None:
    typed(lane, noon)
    typed(lane, noon + timedelta(minutes=40), direction="2")
    entered, left = Passage.select().order_by(Passage.id)
    assert left.pairs_with_id == entered.id
    assert not trips.is_open(entered)


def test_outside_a_gap_words_say_why_nobody_recorded_it(
    lane: Lane, noon: datetime, gap: int
) -> None:
    later = noon + timedelta(hours=1)
    assert mistakes(lambda: typed(lane, later)) == {"words": "outside_gap"}
    written = typed(lane, later, words="道闸检修，人工值守")
    assert (written.gap, written.words) == (None, "道闸检修，人工值守")


def test_a_gap_of_another_lane_or_of_the_clock_is_none(lane: Lane, noon: datetime) -> None:
    other, hour = rows.lane("002"), timedelta(hours=1)
    gaps.whole(Cause.DOWN, other.id, noon - hour, noon + hour, "power cut")
    gaps.whole(Cause.CLOCK, None, noon - hour, noon + hour, "moved")
    assert mistakes(lambda: typed(lane, noon)) == {"words": "outside_gap"}
    gaps.begin(Cause.DOWN, None, noon - hour, "the plant")
    assert typed(lane, noon).gap is not None


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"lane": ""}, {"lane": "required"}),
        ({"lane": "99"}, {"lane": "unknown_code"}),
        ({"direction": ""}, {"direction": "required"}),
        ({"day": ""}, {"day": "required"}),
        ({"day": "2199-01-01"}, {"day": "in_future"}),
        ({"time": "25:61"}, {"time": "not_a_time"}),
        ({"time": ""}, {"time": "required"}),
        ({"paper_image": ""}, {"paper_image": "required"}),
        ({"paper_by": ""}, {"paper_by": "required"}),
        ({"reason": "dirty"}, {"reason": "unknown_code"}),
        ({"vin": ""}, {"vin": "required"}),
        ({"licence_front_image": ""}, {"licence_front_image": "proof_needed"}),
    ],
)
def test_it_is_as_complete_as_any_other(
    lane: Lane, noon: datetime, gap: int, change: Any, wrong: Any
) -> None:
    assert mistakes(lambda: typed(lane, noon, **change)) == wrong
    assert Passage.select().count() == 0


def test_a_lane_of_one_way_takes_no_row_of_the_other(lane: Lane, noon: datetime, gap: int) -> None:
    Lane.update(direction="1").execute()
    assert mistakes(lambda: typed(lane, noon, direction="2")) == {"direction": "lane_goes_one_way"}
