"""When the over-emission list was last fetched from the platform, and what went wrong since."""

from datetime import datetime

from pydantic import BaseModel, ValidationError
from redis import Redis, RedisError

from gate import clock

KEY = "greengate:exceedances:fetched"
ASKED_KEY = "greengate:exceedances:asked"
ASKED_S = 60


class Fetched(BaseModel):
    """The last success, and the last attempt if that failed."""

    at: datetime | None = None
    tried_at: datetime | None = None
    problem: str = ""
    rows: int = 0
    fingerprint: str = ""

    @classmethod
    def last(cls, redis: Redis) -> "Fetched":
        """What is known; nothing when nobody has asked yet or Redis is away."""
        try:
            told = redis.get(KEY)
            return cls.model_validate_json(told) if isinstance(told, bytes) else cls()
        except (RedisError, OSError, ValidationError):
            return cls()

    def failed(self, problem: str) -> "Fetched":
        """The same list, one attempt older."""
        return self.model_copy(update={"tried_at": clock.now(), "problem": problem})

    def keep(self, redis: Redis) -> None:
        """For whoever shows it; the list itself is in the database."""
        redis.set(KEY, self.model_dump_json())
        redis.delete(ASKED_KEY)


def ask(redis: Redis) -> None:
    """Remember that a person waits for an answer."""
    redis.set(ASKED_KEY, "1", ex=ASKED_S)


def is_asked(redis: Redis) -> bool:
    """Whether somebody has asked and no answer came yet."""
    try:
        return bool(redis.exists(ASKED_KEY))
    except (RedisError, OSError):
        return False
