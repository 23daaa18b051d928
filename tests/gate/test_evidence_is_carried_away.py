"""New evidence goes from the disk to the bucket; nothing leaves the disk before the bucket gave it back unchanged."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as told
from hypothesis import strategies as st

from gate import clock, evidence
from gate.evidence import CARRIED, DiskAndBucket, StoreAway, carrying
from gate.evidence.names import key_of
from settings import ROOT
from tests.patience import until
from tests.real_bucket import RealBucket

DAY = timedelta(days=1)


@pytest.fixture
def store(bucket: RealBucket, tmp_path: Path) -> DiskAndBucket:
    return DiskAndBucket(tmp_path / "evidence", bucket.client)


def another_machine(bucket: RealBucket, tmp_path: Path) -> DiskAndBucket:
    return DiskAndBucket(tmp_path / "another", bucket.client)


def content_of(store: DiskAndBucket, fingerprint: str, suffix: str = evidence.PHOTOGRAPH) -> bytes:
    kept = store.find(fingerprint, suffix)
    assert kept is not None
    with kept.open() as file:
        return file.read()


def age(root: Path, fingerprint: str, days: int) -> datetime:
    at = clock.now() - days * DAY
    os.utime(evidence.path_of(root, fingerprint), (at.timestamp(),) * 2)
    return at


def test_what_is_new_is_carried_and_read_from_wherever_it_is(
    store: DiskAndBucket, bucket: RealBucket, tmp_path: Path
) -> None:
    photo = store.keep(b"a photograph")
    made = evidence.room_for(store.root, "film")
    made.write_bytes(os.urandom(5_000_000))
    content = made.read_bytes()
    film = store.keep_file(made)
    elsewhere = another_machine(bucket, tmp_path)
    assert elsewhere.find(photo) is None

    told = carrying.carry(store)

    assert (told.files, told.waiting, told.problem) == (2, 0, "")
    assert bucket.keys() == sorted(
        [f"plant-1/{key_of(photo, '.jpg')}", f"plant-1/{key_of(film, '.mp4')}"]
    )
    assert content_of(store, photo) == content_of(elsewhere, photo) == b"a photograph"
    kept = elsewhere.find_any(film)
    assert kept is not None
    assert (kept.suffix, kept.size) == (evidence.FILM, 5_000_000)
    with kept.open() as file:
        file.seek(-100, os.SEEK_END)
        assert file.read() == content[-100:]
        file.seek(2_000_000)
        assert file.read(3) == content[2_000_000:2_000_003]
        file.seek(0)
        assert file.read() == content
    assert carrying.carry(store).files == 0


def test_a_whole_file_is_asked_for_in_few_parts(
    store: DiskAndBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(2_500_000)
    photo = store.keep(content)
    carrying.carry(store)
    shutil.rmtree(store.root)
    asked: list[int] = []
    read = store.bucket.read

    def counted(key: str, start: int, length: int) -> bytes:
        asked.append(length)
        return read(key, start, length)

    monkeypatch.setattr(store.bucket, "read", counted)
    assert content_of(store, photo) == content
    assert len(asked) == 3


def test_a_bucket_that_is_away_costs_nothing_and_is_caught_up_with(
    store: DiskAndBucket, bucket: RealBucket, tmp_path: Path
) -> None:
    first = store.keep(b"first")
    carrying.carry(store)
    bucket.kill()
    try:
        second = store.keep(b"second")
        told = carrying.carry(store)
        assert (told.files, told.waiting) == (0, 1)
        assert "nothing listens" in told.problem
        assert content_of(store, first) == b"first"
        assert content_of(store, second) == b"second"
        elsewhere = another_machine(bucket, tmp_path)
        for _ in range(2):
            with pytest.raises(StoreAway, match="nothing listens"):
                elsewhere.find(first)
    finally:
        bucket.start()
    assert carrying.carry(store).files == 1
    assert content_of(another_machine(bucket, tmp_path), second) == b"second"


def test_a_bucket_that_dies_in_the_middle_of_many(
    store: DiskAndBucket, bucket: RealBucket, tmp_path: Path
) -> None:
    names = [store.keep(b"photograph %d" % number) for number in range(12)]
    left = iter(range(5))

    def kill_after_some() -> bool:
        if next(left, None) is None:
            bucket.kill()
        return True

    told = carrying.carry(store, kill_after_some)
    bucket.start()
    assert (told.files, told.waiting) == (5, 7)
    assert [content_of(store, name) for name in names] == [
        b"photograph %d" % number for number in range(12)
    ]
    assert carrying.carry(store).files == 7
    elsewhere = another_machine(bucket, tmp_path)
    assert [content_of(elsewhere, name) for name in names] == [
        b"photograph %d" % number for number in range(12)
    ]


def test_something_else_under_the_name_is_never_written_over_and_never_believed(
    store: DiskAndBucket, bucket: RealBucket
) -> None:
    photo = store.keep(b"as it was")
    bucket.put_behind_our_back(key_of(photo, ".jpg"), b"as it is")
    told = carrying.carry(store)
    assert (told.files, told.waiting) == (0, 1)
    assert "in the bucket is not what was kept" in told.problem
    assert content_of(store, photo) == b"as it was"
    assert bucket.client.read(key_of(photo, ".jpg"), 0, 9) == b"as it is"


def test_a_damaged_file_is_not_carried_and_keeps_nobody_back(
    store: DiskAndBucket, bucket: RealBucket
) -> None:
    damaged, whole = store.keep(b"whole once"), store.keep(b"whole")
    evidence.path_of(store.root, damaged).write_bytes(b"damaged")
    told = carrying.carry(store)
    assert (told.files, told.waiting) == (1, 1)
    assert "on this disk is not what was kept" in told.problem
    assert bucket.keys() == [f"plant-1/{key_of(whole, '.jpg')}"]


def test_older_copies_make_room_and_what_the_bucket_lost_is_carried_anew(
    store: DiskAndBucket, bucket: RealBucket
) -> None:
    young, old, lost = (store.keep(name) for name in (b"young", b"old", b"lost"))
    for name in (old, lost):
        age(store.root, name, 8)
    carrying.carry(store)
    bucket.client.remove(key_of(lost, ".jpg"))

    assert carrying.make_room(store, clock.now() - 7 * DAY) == 1

    assert store.carried.find(old) is None
    assert content_of(store, old) == b"old"
    assert store.carried.find(young) is not None
    assert carrying.carry(store).files == 1
    assert len(bucket.keys()) == 3


def test_by_the_copy_kept_last_evidence_is_let_go_of_everywhere(
    store: DiskAndBucket, bucket: RealBucket, tmp_path: Path
) -> None:
    photo = store.keep(b"named twice")
    at = age(store.root, photo, 800)
    carrying.carry(store)
    elsewhere = another_machine(bucket, tmp_path)
    kept = elsewhere.last_kept(photo, evidence.PHOTOGRAPH)
    assert kept is not None
    assert abs(kept.at - at) < timedelta(seconds=1)  # not when it was carried: its time goes on
    elsewhere.keep(b"named twice")
    carrying.carry(elsewhere)
    kept = store.last_kept(photo, evidence.PHOTOGRAPH)
    assert kept is not None
    assert clock.now() - kept.at < timedelta(minutes=1)
    store.let_go(photo, evidence.PHOTOGRAPH)
    assert bucket.keys() == []
    assert store.find(photo) is None


def test_a_whole_disk_moves_into_a_bucket(store: DiskAndBucket, bucket: RealBucket) -> None:
    disk = evidence.Disk(store.root)
    names = [disk.keep(b"%d" % number) for number in range(30)]
    assert carrying.carry(store).files == 30
    shutil.rmtree(store.root / CARRIED)
    assert [content_of(store, name) for name in names] == [b"%d" % n for n in range(30)]


def test_folders_that_are_emptied_do_not_stop_whoever_keeps(store: DiskAndBucket) -> None:
    photo = store.keep(b"once")
    carrying.carry(store)
    assert not evidence.path_of(store.root, photo).parent.exists()
    assert store.keep(b"once") == photo
    assert evidence.path_of(store.root, photo).exists()


@told(max_examples=30, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=3000),
    asked=st.lists(st.tuples(st.integers(0, 3200), st.integers(0, 3200)), max_size=4),
)
def test_any_part_is_the_part_of_the_file(
    bucket_server: RealBucket,
    content: bytes,
    asked: list[tuple[int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bucket_server.empty()
    root = tmp_path_factory.mktemp("parts")
    store = DiskAndBucket(root, bucket_server.client)
    photo = store.keep(content)
    carrying.carry(store)
    shutil.rmtree(root)
    kept = store.find(photo)
    assert kept is not None
    with kept.open() as file:
        for start, length in asked:
            file.seek(start)
            assert file.read(length) == content[start : start + length]


CARRIER = """
import sys
from pathlib import Path
from devices.s3 import Config, S3Bucket
from gate.evidence import DiskAndBucket, carrying
bucket = S3Bucket(Config(sys.argv[2], "evidence", "plant", "secret", prefix="plant-1"))
carrying.carry(DiskAndBucket(Path(sys.argv[1]), bucket))
"""


def test_a_carrier_that_is_killed_anywhere_loses_nothing(
    store: DiskAndBucket, bucket: RealBucket, tmp_path: Path
) -> None:
    contents = {store.keep(content): content for content in (b"%d" % n * 999 for n in range(60))}
    for carried in (3, 20, 41):
        carrier = subprocess.Popen(
            [sys.executable, "-c", CARRIER, str(store.root), bucket.endpoint], cwd=ROOT
        )
        until(lambda carried=carried: len(bucket.keys()) >= carried, "some are there")  # type: ignore[misc]
        carrier.kill()
        carrier.wait()
        assert {name: content_of(store, name) for name in contents} == contents
    assert carrying.carry(store).waiting == 0
    elsewhere = another_machine(bucket, tmp_path)
    assert {name: content_of(elsewhere, name) for name in contents} == contents
    assert len(bucket.keys()) == len(contents)
