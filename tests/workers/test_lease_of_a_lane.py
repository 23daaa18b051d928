"""One watcher per lane: who has the lease, who sees that another has it, and what a dead Redis changes."""

import pytest
from redis import Redis, RedisError

from tests.real_redis import RealRedis
from workers import lease, queues

LANE = 7


def test_of_two_takers_one_gets_it(redis: Redis) -> None:
    assert lease.is_free(redis, LANE)
    assert lease.take(redis, LANE, "plant:1") is not None
    assert lease.take(redis, LANE, "plant:2") is None
    assert not lease.is_free(redis, LANE)
    assert lease.take(redis, LANE + 1, "plant:2") is not None


def test_it_lapses_unless_it_is_renewed(redis: Redis) -> None:
    held = lease.take(redis, LANE, "plant:1")
    assert held is not None
    redis.pexpire(lease.key(LANE), 100)
    assert held.renew()
    remaining = redis.pttl(lease.key(LANE))
    assert isinstance(remaining, int)
    assert lease.LIFETIME_MS - 1_000 < remaining <= lease.LIFETIME_MS


def test_who_sees_another_holder_has_lost_it_for_good(redis: Redis) -> None:
    held = lease.take(redis, LANE, "plant:1")
    assert held is not None
    redis.set(lease.key(LANE), "plant:2")
    assert not held.renew()
    assert held.lost
    redis.delete(lease.key(LANE))
    assert not held.renew()
    assert lease.is_free(redis, LANE)


def test_a_lease_that_lapsed_unseen_is_taken_up_again(redis: Redis) -> None:
    held = lease.take(redis, LANE, "plant:1")
    assert held is not None
    redis.delete(lease.key(LANE))
    assert held.renew()
    assert lease.take(redis, LANE, "plant:2") is None


def test_giving_it_back_frees_the_lane(redis: Redis) -> None:
    held = lease.take(redis, LANE, "plant:1")
    assert held is not None
    held.release()
    assert lease.take(redis, LANE, "plant:2") is not None


def test_nobody_gives_back_what_another_holds(redis: Redis) -> None:
    held = lease.take(redis, LANE, "plant:1")
    assert held is not None
    redis.set(lease.key(LANE), "plant:2")
    held.release()
    assert redis.get(lease.key(LANE)) == b"plant:2"


def test_while_redis_is_away_the_watch_goes_on_and_says_so_once(
    own_redis: RealRedis, capsys: pytest.CaptureFixture[str]
) -> None:
    with queues.connect(own_redis.url) as redis:
        held = lease.take(redis, LANE, "plant:1")
        assert held is not None
        own_redis.stop()
        assert all(held.renew() for _ in range(3))
        held.release()
        own_redis.start()
        assert held.renew()
        assert redis.get(lease.key(LANE)) == b"plant:1"
    said = capsys.readouterr().out
    assert said.count("redis_away_watch_goes_on") == 1
    assert said.count("redis_back") == 1


def test_a_redis_that_comes_back_with_another_holder_ends_the_watch(own_redis: RealRedis) -> None:
    with queues.connect(own_redis.url) as redis:
        held = lease.take(redis, LANE, "plant:1")
        assert held is not None
        own_redis.stop()
        assert held.renew()
        own_redis.start()
        redis.set(lease.key(LANE), "plant:2")
        assert not held.renew()


def test_no_lane_is_taken_without_redis(own_redis: RealRedis) -> None:
    with queues.connect(own_redis.url) as redis:
        own_redis.stop()
        with pytest.raises(RedisError):
            lease.take(redis, LANE, "plant:1")
