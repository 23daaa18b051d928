"""What every job needs and opens once per process: settings, database, Redis."""

from functools import lru_cache
from typing import Any

import structlog
from redis import Redis

import settings as configuration
from gate import checkpoints, models, signing_key
from gate.pack import Seal
from workers import queues, redis_server
from workers.logs import configure


@lru_cache(maxsize=1)
def settings() -> configuration.Settings:
    """The settings of this process, read once; the log speaks as they say."""
    loaded = configuration.load()
    configure(loaded.log_level)
    return loaded


def redis_url(of: configuration.Settings) -> str:
    return of.redis_url or redis_server.url(of.data_dir)


@lru_cache(maxsize=1)
def redis() -> Redis:
    return queues.connect(redis_url(settings()))


def seal_of(of: configuration.Settings) -> Seal:
    """By whom this installation signs; raises signing_key.KeyUnusable."""
    return Seal(checkpoints.origin_of(of.enterprise_no), signing_key.load(of.data_dir))


def seal() -> Seal:
    return seal_of(settings())


@lru_cache(maxsize=1)
def open_database(*, patience_s: float = 10) -> Any:
    """Bind the tables to the database of this process."""
    opened = models.open_database(settings().database, patience_s=patience_s)
    structlog.get_logger().debug("database_opened", url=settings().database.partition("@")[2])
    return opened
