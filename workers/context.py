"""What every job needs and opens once per process: settings, database, Redis."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog
from redis import Redis

import settings as configuration
from gate import checkpoints, models, signing_key
from gate.evidence import Disk, DiskAndBucket, Store
from gate.pack import Seal
from workers import queues, redis_server
from workers.logs import configure

if TYPE_CHECKING:
    from devices.s3 import Config, S3Bucket


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


def store_of(of: configuration.Settings) -> Store:
    """Where this installation keeps its evidence."""
    if of.evidence_store == "disk":
        return Disk(of.evidence_dir)
    # Its client is heavy, and most plants have none.
    from devices.s3 import Config

    where = Config(
        endpoint=of.s3_endpoint,
        bucket=of.s3_bucket,
        access_key=of.s3_access_key,
        secret_key=of.s3_secret_key.get_secret_value(),
        region=of.s3_region,
        prefix=of.s3_prefix,
        ca_file=of.s3_ca_file or None,
    )
    return DiskAndBucket(of.evidence_dir, _bucket(where))


@lru_cache(maxsize=1)
def _bucket(where: "Config") -> "S3Bucket":
    """One per process: its connections are kept."""
    from devices.s3 import S3Bucket

    return S3Bucket(where)


def store() -> Store:
    return store_of(settings())


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
