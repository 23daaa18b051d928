"""The over-emission list comes from the platform by itself, and one that is away takes nothing from ours."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from devices.signing import generate_keys
from devices.simulated.platform import EXCEEDANCES, PlatformServer
from gate import clock, exceedance
from gate.models import Device, ListBatch
from gate.over_emission import plan
from gate.standing import Standing
from settings import Settings
from workers import context, list_jobs
from workers.fetched import Fetched

ROW = {"plate_no": "鲁Q6Y429", "plate_colour": "1", "reason_code": "5", "issued_at": "2026-10-08"}


@pytest.fixture
def platform(
    settings: Settings,
    redis: Redis,
    database: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[PlatformServer]:
    """A platform that answers, known to the house; jobs of this process use this house."""
    private, public = generate_keys(tmp_path / "keys")
    server = PlatformServer(
        "127.0.0.1", 0, app_id="GG0001", public_key_pem=public.read_bytes(), folder=tmp_path
    )
    server.start()
    config = {"base_url": server.url, "app_id": "GG0001", "private_key": str(private)}
    Device.create(
        kind="platform", name="市平台", driver="rsa2_platform", config=json.dumps(config),
        lane=None, enabled=True,
    )  # fmt: skip
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "open_database", lambda: database)
    yield server
    server.stop()


@pytest.fixture
def tell(tmp_path: Path) -> Any:
    """Have the platform give these rows."""

    def give(*rows: Any) -> None:
        path = tmp_path / EXCEEDANCES
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    return give


def is_offline() -> bool:
    """Whether a lane that reads everything now marks its decisions as offline ones."""
    standing = Standing()
    standing.refresh()
    return standing.offline


def listed() -> set[str]:
    return {row.plate_no for row in exceedance.current()}


def test_what_is_new_and_what_was_released_is_taken_over(
    platform: PlatformServer, redis: Redis, tell: Any
) -> None:
    exceedance.put_on("豫F5N382", "1", "6", "2026-09-01", by="li")
    tell(ROW, {**ROW, "plate_no": "豫F5N382", "state": "1"}, {**ROW, "plate_no": "坏"})
    list_jobs.fetch_exceedances()
    assert listed() == {"鲁Q6Y429"}
    (batch,) = ListBatch.select()
    assert (batch.source, batch.added, batch.released, batch.refused) == ("platform", 1, 1, 1)
    last = Fetched.last(redis)
    assert (last.problem, last.rows) == ("", 3)


def test_the_same_answer_again_makes_no_second_batch_but_is_fresh(
    platform: PlatformServer, redis: Redis, tell: Any
) -> None:
    tell(ROW)
    list_jobs.fetch_exceedances()
    version, first = plan.version(), Fetched.last(redis)
    list_jobs.fetch_exceedances()
    assert (plan.version(), ListBatch.select().count()) == (version, 1)
    again = Fetched.last(redis)
    assert first.at is not None
    assert again.at is not None
    assert again.at >= first.at


@pytest.mark.parametrize("trouble", ["away", "busy"])
def test_a_platform_that_does_not_answer_leaves_the_list_and_says_so(
    platform: PlatformServer, redis: Redis, tell: Any, trouble: str
) -> None:
    tell(ROW)
    list_jobs.fetch_exceedances()
    good = Fetched.last(redis)
    setattr(platform, trouble, True)
    list_jobs.fetch_exceedances()
    last = Fetched.last(redis)
    assert listed() == {"鲁Q6Y429"}
    assert last.problem
    assert (last.at, last.fingerprint) == (good.at, good.fingerprint)
    assert is_offline()
    setattr(platform, trouble, False)
    list_jobs.fetch_exceedances()
    assert Fetched.last(redis).problem == ""
    assert not is_offline()


def test_a_list_that_forgets_a_vehicle_does_not_release_it(
    platform: PlatformServer, tell: Any
) -> None:
    tell(ROW)
    list_jobs.fetch_exceedances()
    tell()
    list_jobs.fetch_exceedances()
    assert listed() == {"鲁Q6Y429"}


def test_a_broken_list_is_a_fault_and_not_an_empty_list(
    platform: PlatformServer, redis: Redis, tmp_path: Path
) -> None:
    exceedance.put_on("豫F5N382", "1", "6", clock.now(), by="li")
    (tmp_path / EXCEEDANCES).write_text("[{", encoding="utf-8")
    list_jobs.fetch_exceedances()
    assert listed() == {"豫F5N382"}
    assert Fetched.last(redis).problem


def test_without_a_platform_nothing_is_lost(platform: PlatformServer, redis: Redis) -> None:
    Device.delete().execute()
    list_jobs.fetch_exceedances()
    assert Fetched.last(redis).problem == "no platform is set up"
    assert not is_offline()
