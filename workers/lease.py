"""A lane's lease: one watcher per lane, over all machines, under a number that only grows."""

from dataclasses import dataclass

import structlog
from redis import Redis, RedisError

LIFETIME_MS = 4_000
"""A dead watcher's lane is free after this long; a live one renews every quarter of it."""

log = structlog.get_logger()

_RENEW = """
local held = redis.call('GET', KEYS[1])
if held == ARGV[1] or not held then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
return 0
"""
_RELEASE = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
)


def key(lane_id: int) -> str:
    return f"greengate:lane:{lane_id}:lease"


def is_free(redis: Redis, lane_id: int) -> bool:
    """Whether nobody holds the lane; raises redis.RedisError."""
    return not redis.exists(key(lane_id))


def take(redis: Redis, lane_id: int, watcher: str) -> "Lease | None":
    """The lease of a lane, or None when another watcher holds it; raises redis.RedisError."""
    lease = Lease(redis, lane_id, watcher)
    taken = redis.set(key(lane_id), watcher, nx=True, px=LIFETIME_MS)
    return lease if taken else None


@dataclass(slots=True)
class Lease:
    """Held until another holder is seen. Losing Redis alone does not end it (the fencing number still rules)."""

    redis: Redis
    lane_id: int
    watcher: str
    lost: bool = False
    _redis_away: bool = False

    def renew(self) -> bool:
        """Say that the lane is watched; False as soon as another watcher has been seen."""
        if self.lost:
            return False
        try:
            mine = self.redis.eval(_RENEW, 1, key(self.lane_id), self.watcher, LIFETIME_MS)
        except (RedisError, OSError) as error:
            if not self._redis_away:
                log.warning("redis_away_watch_goes_on", lane=self.lane_id, problem=str(error))
            self._redis_away = True
            return True
        if self._redis_away:
            log.info("redis_back", lane=self.lane_id)
            self._redis_away = False
        self.lost = not mine
        return not self.lost

    def release(self) -> None:
        """Give the lane back; without Redis the lease lapses by itself."""
        try:
            self.redis.eval(_RELEASE, 1, key(self.lane_id), self.watcher)
        except (RedisError, OSError):
            log.info("lease_left_to_lapse", lane=self.lane_id)
