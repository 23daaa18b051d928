"""Photographs lie under the fingerprint of their bytes, and a photograph that cannot be kept says why."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from gate import evidence
from gate.evidence import EvidenceError

JPEG = b"\xff\xd8 a picture \xff\xd9"


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_photograph_lies_under_its_fingerprint(tmp_path: Path) -> None:
    fingerprint = evidence.keep(tmp_path, JPEG)
    assert fingerprint == hashlib.sha256(JPEG).hexdigest()
    path = evidence.path_of(tmp_path, fingerprint)
    assert path == tmp_path / fingerprint[:2] / fingerprint[2:4] / f"{fingerprint}.jpg"
    assert path.read_bytes() == JPEG


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    first = evidence.keep(tmp_path, JPEG)
    path = evidence.path_of(tmp_path, first)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    file = path.stat().st_ino
    assert evidence.keep(tmp_path, JPEG) == first
    assert path.stat().st_ino == file
    assert path.stat().st_mtime > time.time() - 60  # needed anew: by this its retention is counted
    assert len(files(tmp_path)) == 1


def test_other_bytes_are_another_photograph(tmp_path: Path) -> None:
    assert evidence.keep(tmp_path, JPEG) != evidence.keep(tmp_path, JPEG + b"\0")
    assert len(files(tmp_path)) == 2


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    root = tmp_path / "evidence"
    root.write_bytes(b"")
    with pytest.raises(EvidenceError):
        evidence.keep(root, JPEG)


def test_a_path_that_cannot_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError):
        evidence.keep(tmp_path / ("x" * 300), JPEG)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    final = evidence.path_of(tmp_path, hashlib.sha256(JPEG).hexdigest())
    final.parent.mkdir(parents=True)
    final.with_suffix(f".{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(EvidenceError, match="No space left"):
        evidence.keep(tmp_path, JPEG)
    assert list(final.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("0" * 64, True), ("A" * 64, False), ("0" * 63, False), ("../" * 22, False)],
)
def test_a_fingerprint_is_known_from_any_other_text(text: str, is_one: bool) -> None:
    assert evidence.is_fingerprint(text) == is_one


def test_a_film_is_kept_by_its_bytes_and_not_left_where_it_was_made(tmp_path: Path) -> None:
    made = evidence.room_for(tmp_path, "film")
    made.write_bytes(b"moov" * 100_000)
    fingerprint = evidence.keep_file(tmp_path, made)
    assert fingerprint == hashlib.sha256(b"moov" * 100_000).hexdigest()
    assert files(tmp_path) == [evidence.path_of(tmp_path, fingerprint, evidence.FILM)]


def test_a_film_that_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    made = evidence.room_for(tmp_path, "film")
    made.write_bytes(b"moov")
    (tmp_path / hashlib.sha256(b"moov").hexdigest()[:2]).write_bytes(b"in the way")
    with pytest.raises(evidence.EvidenceError):
        evidence.keep_file(tmp_path, made)
    assert not made.exists()
