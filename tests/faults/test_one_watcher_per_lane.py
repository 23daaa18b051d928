"""A lane in good health keeps its one watcher, however long; one that is told to end gives it back at once.

A lane that is switched off loses it.
"""

import signal
import time
from dataclasses import replace

import pytest

from gate import clock, site
from tests.patience import until
from tests.small_house import CRON, SPARE, WATCHER, SmallHouse
from tests.small_houses import BuildHouse, bring_up
from workers import lease
from workers.heartbeat import TTL_S

pytestmark = pytest.mark.slow

HEALTHY_S = 2.5 * TTL_S
"""Without renewal RQ would have given the watch up twice by then."""


@pytest.fixture
def house(build_house: BuildHouse) -> SmallHouse:
    """A watched lane, beside a spare worker that looks every second for what it may take over."""
    house = build_house([], spares=1)
    eager = house.children[SPARE].program
    argv = [*eager.argv[:-1], "--worker-ttl", "16", "--maintenance-interval", "1", eager.argv[-1]]
    house.children[SPARE].program = replace(eager, argv=argv)
    bring_up(house, SPARE, CRON)
    return house


def test_nobody_begins_a_second_watch_until_the_first_is_told_to_end(house: SmallHouse) -> None:
    holder = house.holder()
    until_then = time.monotonic() + HEALTHY_S
    while time.monotonic() < until_then:
        assert house.holder() == holder
        time.sleep(0.25)
    assert [line["watcher"] for line in house.said("watch_begins")] == [holder]
    assert not house.said("rq_gave_the_job_up_watch_goes_on")

    asked = house.kill(WATCHER, signal.SIGTERM)

    assert house.said("watch_ends", WATCHER)
    (began,) = until(lambda: house.said("watch_begins", SPARE), "the spare one takes over")
    # Sooner than a lease lapses by itself: this one was given back.
    assert clock.parse(began["at"]).timestamp() - asked < lease.LIFETIME_MS / 1000

    until(lambda: house.status().get("watcher") == began["watcher"], "it tells of the lane")
    switched_off = {**house.lane.__data__, "enabled": ""}
    site.save_lane(switched_off, "admin", house.lane)
    until(lambda: house.said("watch_ends", SPARE), "the watch of a lane that is off ends")
    until(lambda: not house.holder(), "its lease is given back")
