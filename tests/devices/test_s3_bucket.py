"""The driver of the evidence store, against a peer that speaks S3: over TLS, in parts, never over, and with faults."""

import io
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from devices import s3
from devices.interfaces import DeviceError
from devices.s3 import Config, S3Bucket
from tests.certificates import certificate_in
from tests.real_bucket import NAME, RealBucket

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)


def put(bucket: S3Bucket, key: str, content: bytes, at: datetime = NOW) -> None:
    bucket.put(key, io.BytesIO(content), len(content), at)


def fault(bucket: S3Bucket) -> DeviceError:
    with pytest.raises(DeviceError) as raised:
        bucket.read("ab/cd/x.jpg", 0, 5)
    return raised.value


def test_what_was_put_is_found_read_renewed_and_removed(bucket: RealBucket) -> None:
    store = bucket.client
    put(store, "ab/cd/x.jpg", b"hello")
    put(store, "ab/cd/y.mp4", b"film")
    assert [found.key for found in store.find("ab/cd/x.")] == ["ab/cd/x.jpg"]
    assert store.read("ab/cd/x.jpg", 1, 3) == b"ell"
    store.renew("ab/cd/x.jpg", NOW + timedelta(days=3))
    found = store.look("ab/cd/x.jpg")
    assert found is not None
    assert (found.size, found.at) == (5, NOW + timedelta(days=3))
    assert store.read("ab/cd/x.jpg", 0, 5) == b"hello"
    for _ in range(2):
        store.remove("ab/cd/x.jpg")
    assert store.look("ab/cd/x.jpg") is None
    assert bucket.keys() == ["plant-1/ab/cd/y.mp4"]


@pytest.mark.parametrize("size", [5, 17 * 1024 * 1024], ids=["whole", "in parts"])
def test_nothing_is_written_over(bucket: RealBucket, size: int) -> None:
    put(bucket.client, "ab/cd/x.mp4", b"1" * size)
    put(bucket.client, "ab/cd/x.mp4", b"2" * size)
    assert bucket.client.read("ab/cd/x.mp4", size - 5, 5) == b"11111"


def test_versions_are_known(bucket: RealBucket) -> None:
    assert bucket.client.is_versioned() is False


def test_over_tls_only_with_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    with _served_with_tls(tmp_path) as (endpoint, ca_file):
        where = Config(endpoint, NAME, "plant", "secret", ca_file=str(ca_file))
        with closing(S3Bucket(where)) as trusting:
            trusting._client.make_bucket(NAME)
            put(trusting, "ab/cd/x.jpg", b"hello")
            assert trusting.read("ab/cd/x.jpg", 0, 5) == b"hello"
        with closing(S3Bucket(replace(where, ca_file=None))) as strict:
            refused = fault(strict)
    assert refused.message == "the certificate of the evidence store is not trusted"
    assert refused.permanent


def test_what_goes_wrong_is_one_kind_of_fault(
    bucket: RealBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(S3Bucket(replace(bucket.config, bucket="nobody-made-it"))) as other:
        assert "bucket does not exist" in fault(other).message
        assert fault(other).permanent
    monkeypatch.setattr(s3, "ANSWER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with closing(S3Bucket(replace(bucket.config, endpoint=endpoint))) as mute:
            assert fault(mute).message == "the evidence store does not answer in time"
    with closing(S3Bucket(replace(bucket.config, endpoint=endpoint))) as gone:
        assert fault(gone).message == "nothing listens at the address of the evidence store"
        assert not fault(gone).permanent
    with closing(S3Bucket(replace(bucket.config, endpoint="http://store.invalid:9000"))) as unknown:
        assert fault(unknown).message == "nobody knows the name of the evidence store"


def test_its_secret_is_in_no_text(bucket: RealBucket) -> None:
    assert "secret" not in repr(replace(bucket.config, secret_key="secret"))


@contextmanager
def _served_with_tls(folder: Path) -> Iterator[tuple[str, Path]]:
    certificate = certificate_in(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    app: Any = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.port}", certificate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
