"""The fixtures of the small plant and its house; a conftest takes them over by importing them."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from devices.simulated.plan import Traffic, VisitPlan
from settings import ROOT, Settings
from tests.patience import until
from tests.small_house import REDIS, SPARE, WATCHER, SmallHouse
from tests.small_plant import SmallPlant

BuildHouse = Callable[..., SmallHouse]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films outlive a run, because painting one takes a while; each is kept under what it shows."""
    kept = ROOT / "var" / "test-films"
    return kept if os.access(ROOT / "var", os.W_OK) else tmp_path_factory.mktemp("films")


@pytest.fixture
def build_house(
    tmp_path: Path, films: Path, database: Any, database_url: str, settings: Settings
) -> Iterator[BuildHouse]:
    """Build a plant of one lane to which these vehicles may come, and the house in front of it, not yet running."""
    with ExitStack() as running:

        def build(
            visits: Sequence[VisitPlan],
            traffic: Traffic = Traffic.IN,
            *,
            spares: int = 0,
            patience_s: float = 4,
        ) -> SmallHouse:
            plant = SmallPlant(tmp_path, films, visits, traffic, patience_s)
            own = settings.model_copy(update={"redis_url": "", "spare_watchers": spares})
            running.callback(plant.stop)
            plant.begin()
            house = SmallHouse(own, plant)
            running.callback(house.stop)
            return house

        yield build


def bring_up(house: SmallHouse, *more: str) -> None:
    """Redis and a watcher, then what else is named; returns when the lane is watched and its devices answer."""
    house.start(REDIS, WATCHER)
    house.have_it_watched()
    house.start(*more)
    house.plant.wait_until_ready()
    house.wait_until_watched()
    if SPARE in more:
        until(lambda: house.knows(SPARE), "the spare one is ready")
