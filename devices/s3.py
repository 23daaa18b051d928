"""A bucket in an S3-compatible store: objects are written once each, read in parts, and never written over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

import certifi
import urllib3
from minio import Minio
from minio.commonconfig import REPLACE, CopySource
from minio.error import MinioException, S3Error

from devices import tls
from devices.interfaces import DeviceError, Stored
from devices.tls import Trouble

if TYPE_CHECKING:
    from minio.datatypes import Object

PART = 16 * 1024 * 1024
"""A longer film is sent in parts of this size: so much is in memory at once."""
CONNECT_S, ANSWER_S = 3.0, 20.0
KEPT_AT = "x-amz-meta-kept-at"
"""When it was last kept; that of the store is when it was carried there."""
ABSENT = frozenset(("NoSuchKey", "ResourceNotFound"))
TAKEN = frozenset(("PreconditionFailed", "ConditionalRequestConflict"))
ONLY_NOW = frozenset(("SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout"))
KINDS = {".jpg": "image/jpeg", ".mp4": "video/mp4"}


@dataclass(frozen=True, slots=True)
class Config:
    """Where the bucket is, and who may use it."""

    endpoint: str
    """http://host:port or https://host:port"""
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    prefix: str = ""
    ca_file: str | None = None


class S3Bucket:
    """The bucket of one installation. May be used by many threads at once."""

    def __init__(self, config: Config) -> None:
        where = urlsplit(config.endpoint)
        self._bucket = config.bucket
        self._prefix = f"{config.prefix.strip('/')}/" if config.prefix.strip("/") else ""
        self._http = _NeverOver(
            timeout=urllib3.Timeout(connect=CONNECT_S, read=ANSWER_S),
            # An idle connection may have been closed by the other side: once more, at once.
            retries=urllib3.Retry(total=1, connect=0, redirect=0, allowed_methods=None),
            maxsize=8,
            cert_reqs="CERT_REQUIRED",
            ca_certs=config.ca_file or os.environ.get("SSL_CERT_FILE") or certifi.where(),
        )
        self._client = Minio(
            where.netloc,
            access_key=config.access_key,
            secret_key=config.secret_key,
            secure=where.scheme == "https",
            region=config.region,
            http_client=self._http,
        )

    def look(self, key: str) -> Stored | None:
        with _faults():
            try:
                found = self._client.stat_object(self._bucket, self._prefix + key)
            except S3Error as error:
                if error.code in ABSENT:
                    return None
                raise
        return Stored(key, found.size or 0, _kept_at(found))

    def find(self, prefix: str) -> Iterator[Stored]:
        with _faults():
            listed = self._client.list_objects(self._bucket, self._prefix + prefix, recursive=True)
            keys = [found.object_name.removeprefix(self._prefix) for found in listed]
        yield from filter(None, map(self.look, keys))

    def put(self, key: str, content: BinaryIO, size: int, at: datetime) -> None:
        with _faults():
            try:
                self._client.put_object(
                    self._bucket,
                    self._prefix + key,
                    content,
                    size,
                    content_type=_kind_of(key),
                    metadata={KEPT_AT: at.isoformat()},
                    part_size=PART if size > PART else 0,
                    num_parallel_uploads=1,
                )
            except S3Error as error:
                if error.code not in TAKEN:
                    raise

    def renew(self, key: str, at: datetime) -> None:
        name = self._prefix + key
        with _faults():
            self._client.copy_object(
                self._bucket,
                name,
                CopySource(self._bucket, name),
                metadata={KEPT_AT: at.isoformat(), "Content-Type": _kind_of(key)},
                metadata_directive=REPLACE,
            )

    def read(self, key: str, start: int, length: int) -> bytes:
        with _faults():
            answer = self._client.get_object(
                self._bucket, self._prefix + key, offset=start, length=length
            )
            try:
                content: bytes = answer.read()
            finally:
                answer.close()
                answer.release_conn()
        return content

    def remove(self, key: str) -> None:
        with _faults():
            self._client.remove_object(self._bucket, self._prefix + key)

    def is_versioned(self) -> bool:
        """Whether what somebody else removes can be brought back; raises DeviceError."""
        with _faults():
            return self._client.get_bucket_versioning(self._bucket).status == "Enabled"

    def close(self) -> None:
        self._http.clear()


class _NeverOver(urllib3.PoolManager):
    """Asks that an object be written only where none is, also when two machines carry the same one at once."""

    def urlopen(self, method: str, url: str, redirect: bool = True, **told: Any) -> Any:  # type: ignore[override]
        headers = told.get("headers")
        begins = method == "PUT" and "partNumber=" not in url
        ends = method == "POST" and "uploadId=" in url
        if headers is not None and (begins or ends) and "x-amz-copy-source" not in headers:
            headers["If-None-Match"] = "*"
        return super().urlopen(method, url, redirect, **told)


@contextmanager
def _faults() -> Iterator[None]:
    """Whatever goes wrong in between, as the one kind of fault that the house knows."""
    try:
        yield
    except S3Error as error:
        raise DeviceError(
            f"the evidence store refuses: {error.message or error.code}",
            permanent=error.code not in ONLY_NOW,
        ) from error
    except MinioException as error:
        raise DeviceError("the evidence store answers, but not as one") from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _out_of_reach(error) from error


def _out_of_reach(error: Exception) -> DeviceError:
    cause = getattr(error, "reason", None) or error
    match tls.trouble(error):
        case Trouble.UNTRUSTED:
            return DeviceError(
                "the certificate of the evidence store is not trusted", permanent=True
            )
        case Trouble.OTHER_ENCRYPTION:
            return DeviceError(
                "the evidence store does not speak this encryption at this port", permanent=True
            )
    if isinstance(cause, urllib3.exceptions.NameResolutionError):
        return DeviceError("nobody knows the name of the evidence store")
    if isinstance(cause, urllib3.exceptions.NewConnectionError):
        return DeviceError("nothing listens at the address of the evidence store")
    if isinstance(cause, urllib3.exceptions.TimeoutError):
        return DeviceError("the evidence store does not answer in time")
    return DeviceError("the connection to the evidence store broke")


def _kept_at(found: "Object") -> datetime:
    told = (found.metadata or {}).get(KEPT_AT)
    if told:
        return datetime.fromisoformat(told)
    return found.last_modified or datetime.fromtimestamp(0, UTC)


def _kind_of(key: str) -> str:
    return KINDS.get(Path(key).suffix, "application/octet-stream")
