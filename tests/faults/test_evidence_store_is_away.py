"""The bucket is away while a truck comes: it gets in, its photographs wait on the disk, and are carried afterwards."""

from typing import Any

import pytest
from pydantic import SecretStr

from gate import clips, proof
from gate.evidence import DiskAndBucket
from gate.evidence.names import key_of
from gate.ledger import Result
from settings import Settings
from tests import cast
from tests.patience import until
from tests.real_bucket import NAME, RealBucket
from tests.small_house import CARRYING, CRON, JOBS
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit
from workers import context

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(settings: Settings, bucket: RealBucket) -> Settings:
    return settings.model_copy(
        update={
            "evidence_store": "s3", "s3_endpoint": bucket.endpoint, "s3_bucket": NAME,
            "s3_access_key": "plant", "s3_secret_key": SecretStr("secret"),
        }
    )  # fmt: skip


def test_it_gets_in_and_its_evidence_is_carried_when_the_bucket_is_back(
    build_house: BuildHouse, vehicles: dict[str, Any], settings: Settings, bucket: RealBucket
) -> None:
    house = build_house([a_visit(cast.APPROVED.plate_no)])
    bucket.kill()
    bring_up(house, JOBS, CARRYING, CRON)
    house.plant.send()
    row = house.row()
    house.wait_for(row, Result.LIFTED)
    (film,) = until(lambda: clips.of(row), "the film is in the ledger", 120)
    assert (row.evidence_problem, bool(film.fingerprint)) == ("", True)
    until(lambda: house.said("evidence_waits"), "it is said that evidence waits")
    store = context.store_of(settings)
    assert isinstance(store, DiskAndBucket)
    here = [row.front_photo, row.body_photo, row.plate_photo]
    assert all(store.new.find(name) is not None for name in here)

    bucket.start()

    wanted = [*(key_of(name, ".jpg") for name in here), key_of(film.fingerprint, ".mp4")]
    until(lambda: set(wanted) <= set(bucket.keys()), "all of it is in the bucket", 120)
    until(lambda: house.said("evidence_carried_again"), "it is said that it goes on")
    assert len(house.said("evidence_waits")) == 1
    assert store.carried.find(row.front_photo) is not None
    assert proof.verify().holds
