"""A worker carries this machine's evidence, says once that it cannot and once that it can again, and makes room."""

import os
import socket
from datetime import timedelta

import pytest
from pydantic import SecretStr
from redis import Redis
from structlog.testing import capture_logs

from gate import clock, evidence
from gate.models import Upload
from settings import Settings
from tests.gate import rows
from tests.real_bucket import NAME, RealBucket
from workers import carrying, context, house, jobs


@pytest.fixture(autouse=True)
def settings(
    settings: Settings, bucket: RealBucket, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    told = settings.model_copy(
        update={
            "evidence_store": "s3", "s3_endpoint": bucket.endpoint, "s3_bucket": NAME,
            "s3_access_key": "plant", "s3_secret_key": SecretStr("secret"),
        }
    )  # fmt: skip
    monkeypatch.setattr(context, "settings", lambda: told)
    monkeypatch.setattr(context, "redis", lambda: redis)
    return told


def events() -> list[str]:
    with capture_logs() as said:
        carrying.carry_evidence()
    return [line["event"] for line in said]


def test_what_waits_is_said_once_and_everybody_may_ask(bucket: RealBucket, redis: Redis) -> None:
    context.store().keep(b"one")
    assert events() == ["evidence_carried"]
    assert events() == []
    bucket.kill()
    context.store().keep(b"two")
    assert events() == ["evidence_waits"]
    assert events() == []
    (machine,) = carrying.machines(redis)
    assert (machine.name, machine.waiting, machine.waiting_bytes) == (socket.gethostname(), 1, 3)
    assert clock.now() - machine.stuck_since < timedelta(minutes=1)
    bucket.start()
    assert events() == ["evidence_carried_again", "evidence_carried"]
    (machine,) = carrying.machines(redis)
    assert (machine.waiting, machine.problem, machine.since) == (0, "", "")


def test_copies_go_after_their_days_and_are_looked_at_once_an_hour(settings: Settings) -> None:
    store = context.store()
    names = [store.keep(content) for content in (b"young", b"old")]
    old = (clock.now() - timedelta(days=settings.s3_local_days + 1)).timestamp()
    os.utime(evidence.path_of(store.root, names[1]), (old, old))
    assert events() == ["evidence_carried", "copies_removed"]
    left = [path.stem for path in (store.root / evidence.CARRIED).rglob("*.jpg")]
    assert left == names[:1]
    assert events() == []


def test_a_worker_of_its_own_where_there_is_a_bucket(settings: Settings, database: object) -> None:
    assert "carrying" in [program.name for program in house.programs(settings, {})]
    on_disk = settings.model_copy(update={"evidence_store": "disk"})
    assert "carrying" not in [program.name for program in house.programs(on_disk, {})]


def test_an_upload_waits_for_a_photograph_of_another_machine_and_not_for_ever(
    database: object,
) -> None:
    there = "a" * 64
    here = context.store().keep(b"front")
    rows.entered(rows.lane(), front_photo=here, body_photo=there)
    upload, told = Upload.get(), {"front_photo": here, "body_photo": there}
    with pytest.raises(evidence.StoreAway, match="still on the machine of its lane"):
        jobs._photos(told, upload)
    upload.attempts = jobs.TRIES_WITHOUT
    assert [(photo.role, photo.jpeg) for photo in jobs._photos(told, upload)] == [
        ("front", b"front")
    ]
