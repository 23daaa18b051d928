"""The shared parts of the tests are what they say: real, fresh for each test, and on either database."""

from typing import TYPE_CHECKING, Any

import pytest
from redis import Redis

from gate import proof
from gate.models import Exceedance, User, Vehicle
from settings import Settings
from tests import cast
from tests.real_redis import RealRedis

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("turn", ["first", "second"])
def test_redis_is_empty_at_the_start_of_each_test(redis: Redis, turn: str) -> None:
    assert redis.keys() == []
    redis.set("left", turn)


def test_what_redis_was_told_survives_its_death(own_redis: RealRedis) -> None:
    with Redis.from_url(own_redis.url) as client:
        client.set("truck", "冀B7K268")
        client.config_set("appendfsync", "always")
        client.set("arm", "up")
    own_redis.kill()
    own_redis.start()
    with Redis.from_url(own_redis.url) as client:
        assert client.get("arm") == b"up"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_database_is_fresh_for_each_test(
    people: dict[str, User], vehicles: dict[str, Vehicle], turn: str
) -> None:
    assert User.select().count() == len(cast.ACCOUNTS)
    assert Vehicle.select().count() == len(vehicles)
    assert [listed.plate_no for listed in Exceedance.select()] == [cast.LISTED.plate_no]
    assert proof.verify().holds


def test_settings_point_at_the_parts_of_this_test(settings: Settings, database: Any) -> None:
    assert settings.database == settings.database_url
    assert settings.data_dir.name == "var"


@pytest.mark.browser
def test_a_browser_opens_a_page(page: "Page") -> None:
    page.set_content("<h1>绿门</h1>")
    assert page.locator("h1").inner_text() == "绿门"
