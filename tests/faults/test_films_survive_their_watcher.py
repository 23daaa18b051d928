"""kill -9 in the middle of a passage: the next watcher tapes on, and one film shows it from before to after."""

from typing import Any

import av
import pytest

from gate import clips, evidence, proof
from gate.clips import Problem
from gate.ledger import Result
from gate.models import Clip
from tests import cast
from tests.patience import until
from tests.small_house import CRON, JOBS, SPARE, WATCHER
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow


def test_one_film_shows_the_passage_from_before_to_after(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    house = build_house([a_visit(cast.APPROVED.plate_no)], spares=1)
    bring_up(house, SPARE, JOBS, CRON)

    house.plant.send()
    row = house.row()
    house.wait_for(row, Result.LIFTED)
    house.kill(WATCHER)
    house.plant.wait_for("left")

    (clip,) = until(lambda: clips.of(row), "the film is in the ledger", 120)
    assert clip.problem in (Problem.NONE, Problem.NOT_WHOLE), clip.detail
    left = house.plant.visits("left")[0]["at"]
    assert clip.wanted_to.isoformat() > left
    assert clip.starts < row.passed_at < clip.ends
    # Only the takeover may be missing, and what the tape had not seen before the vehicle came.
    assert clip.missing_ms < 30_000
    path = evidence.path_of(house.settings.evidence_dir, clip.fingerprint, evidence.FILM)
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        assert (video.codec_context.name, video.codec_context.width) == ("h264", 1920)
        last = max(float(frame.time or 0) for frame in film.decode(video))
    assert last == pytest.approx((clip.ends - clip.starts).total_seconds(), abs=0.5)
    assert Clip.select().count() == 1
    assert not house.said("film_orders_unreadable")
    assert proof.verify().holds
