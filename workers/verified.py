"""The last check of the whole ledger that somebody asked for: how far it is, and what it found."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ValidationError
from redis import Redis, RedisError

from gate import clock
from gate.proof import Verification

KEY = "greengate:verified"
MOST_FAULTS = 100
SILENT_FOR = timedelta(minutes=5)
"""A check that has told nothing for so long has died with its process."""


class Verified(BaseModel):
    """Kept in Redis; a page shows it, nothing is decided by it."""

    began: datetime | None = None
    told_at: datetime | None = None
    ended_at: datetime | None = None
    done: int = 0
    total: int = 0
    head: str = ""
    checkpoints: int = 0
    faults: list[tuple[int, str]] = []
    more_faults: int = 0

    @classmethod
    def last(cls, redis: Redis) -> "Verified":
        """What is known; nothing when nobody has asked yet or Redis is away."""
        try:
            told = redis.get(KEY)
            return cls.model_validate_json(told) if isinstance(told, bytes) else cls()
        except (RedisError, OSError, ValidationError):
            return cls()

    @classmethod
    def begins(cls) -> "Verified":
        return cls(began=clock.now(), told_at=clock.now())

    @property
    def running(self) -> bool:
        """Whether somebody asked and the answer is still to come."""
        alive = self.told_at is not None and clock.now() - self.told_at < SILENT_FOR
        return self.began is not None and self.ended_at is None and alive

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    def reached(self, done: int, total: int) -> "Verified":
        return self.model_copy(update={"told_at": clock.now(), "done": done, "total": total})

    def ended(self, found: Verification) -> "Verified":
        """With the first faults by number; there is no point in showing a thousand."""
        first = [(fault.seq, fault.what) for fault in found.faults[:MOST_FAULTS]]
        return self.model_copy(
            update={
                "told_at": clock.now(),
                "ended_at": clock.now(),
                "done": found.entries,
                "total": found.entries,
                "head": found.head,
                "checkpoints": found.checkpoints,
                "faults": first,
                "more_faults": len(found.faults) - len(first),
            }
        )

    def keep(self, redis: Redis) -> None:
        redis.set(KEY, self.model_dump_json())
