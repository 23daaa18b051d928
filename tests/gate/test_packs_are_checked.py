"""A pack is checked by a program that knows nothing of ours, in a folder where nothing of ours is."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate import checkpoints, clock, evidence, pack, proof, retention
from gate.evidence import Disk
from gate.models import Checkpoint, Entry, Passage
from gate.pack import writing
from tests.gate import rows

KEY = Ed25519PrivateKey.generate()
SEAL = pack.Seal(checkpoints.origin_of("QY0000001"), KEY)


def checker() -> Any:
    spec = util.spec_from_file_location("stand_alone_check", writing.CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = checker()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


@pytest.fixture
def passages(database: Any, store: Path) -> list[Passage]:
    """Seven vehicles with photographs, and a checkpoint after the third."""
    lane = rows.lane()
    written = []
    for number in range(7):
        front = evidence.keep(store, b"front %d" % number)
        written.append(
            rows.entered(lane, plate_no=f"冀B7K26{number}", front_photo=front, body_photo=front)
        )
        if number == 2:
            checkpoints.make(SEAL.origin, KEY)
    return written


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    return folder


def numbers(passages: list[Passage]) -> list[int]:
    return [passage.id for passage in passages]


def found(path: Path, *held: str) -> set[Any]:
    report = CHECK.examine(str(path), [("held", text) for text in held])
    return {seq for seq, _, _ in report.findings}


def test_a_pack_holds_what_concerns_its_rows(
    passages: list[Passage], store: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    packed = pack.write(
        tmp_path / "out" / "pack.zip",
        numbers(passages[1:3]),
        seal=SEAL,
        find=Disk(store).find_any,
        progress=lambda *at: told.append(at),
    )
    assert (packed.passages, packed.media, packed.media_missing) == (2, 4, 0)
    assert told == [(packed.entries, packed.entries)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["pack.zip"]
    folder = unpacked(tmp_path / "out" / "pack.zip", tmp_path / "there")
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds == ["passage", "outcome", "passage", "outcome", "key"]
    for line in lines:
        entry = Entry.get_by_id(json.loads(line)["seq"])
        assert bytes(entry.content) == line
    report = CHECK.examine(str(folder))
    assert report.findings == []
    assert [row[3] for row in report.rows] == ["冀B7K261", "冀B7K262"]
    assert (report.entries, report.media) == (5, 4)


def test_the_checker_runs_alone_with_a_plain_python(
    passages: list[Passage], store: Path, tmp_path: Path
) -> None:
    held = checkpoints.newest_text()
    target = tmp_path / "pack.zip"
    pack.write(target, numbers(passages), seal=SEAL, find=Disk(store).find_any)
    folder = unpacked(target, tmp_path / "there")
    mail = tmp_path / "mail.txt"
    mail.write_text(f"今日校验点：\n\n{held}\n绿门", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        # -I -S: nothing of this environment, neither its packages nor its variables.
        command = [sys.executable, "-I", "-S", "check.py", *arguments]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
        )

    told = run("--checkpoint", str(mail))
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Everything holds." in told.stdout
    assert "结论：全部成立。" in told.stdout
    assert "冀B7K263" in told.stdout
    assert "agrees" in told.stdout
    entries = folder / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace("冀B7K263".encode(), "冀B7K269".encode()))
    seq = passages[3].entry.seq
    told = run(str(folder))
    assert told.returncode == 1
    assert f"entry {seq}: was changed" in told.stdout
    assert f"第 {seq} 条：内容被改动" in told.stdout
    assert run("--checkpoint", "nowhere.txt").returncode == 2


def test_a_whole_period_is_complete(passages: list[Passage], store: Path, tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    end = clock.now() + timedelta(seconds=1)
    packed = pack.write_period(target, end - timedelta(days=1), end, seal=SEAL)
    assert packed.period is not None
    assert (packed.passages, packed.media_missing) == (7, 14)
    assert (
        packed.entries
        == packed.period["last"]
        == Checkpoint.select().order_by(Checkpoint.id.desc()).get().size
    )
    report = CHECK.examine(str(target))
    assert report.findings == []
    assert any("none is missing" in en for _, en in report.said)


def test_what_was_let_go_in_its_time_is_told_by_an_entry_of_the_pack(
    passages: list[Passage], store: Path, tmp_path: Path
) -> None:
    long_ago = clock.now() - timedelta(days=800)
    front = evidence.keep(store, b"of long ago")
    os.utime(evidence.path_of(store, front), (long_ago.timestamp(),) * 2)
    lane = rows.lane("007")
    old = rows.entered(lane, plate_no="鲁Q6Y429", passed_at=long_ago, front_photo=front)
    rooms = retention.Rooms(Disk(store), tmp_path / "thumbnails")
    [removal] = retention.remove_expired(rooms, retention.Periods(), clock.now())
    lost = passages[1]
    evidence.path_of(store, lost.front_photo).unlink()
    target = tmp_path / "pack.zip"
    packed = pack.write(target, [old.id, lost.id], seal=SEAL, find=Disk(store).find_any)
    assert packed.media_missing == 3
    report = CHECK.examine(str(target))
    assert report.findings == []
    assert (report.media_missing, report.media_let_go) == (3, 1)

    folder = unpacked(target, tmp_path / "there")
    told = (folder / "media.jsonl").read_text("utf-8").replace('"why":"missing"', '"why":"let go"')
    (folder / "media.jsonl").write_text(told, "utf-8")
    assert found(folder) == {None, lost.entry.seq}, "a loss is no removal because somebody says so"
    assert removal.what == retention.PHOTO


def test_a_row_that_was_written_late_is_in_its_period(
    passages: list[Passage], tmp_path: Path
) -> None:
    end = clock.now()
    rows.entered(rows.lane("002"), plate_no="鲁Q6Y429", passed_at=end - timedelta(minutes=1))
    first = clock.parse(clock.stamp(Entry.get_by_id(1).at)) - timedelta(minutes=2)
    target = tmp_path / "pack.zip"
    cut = clock.parse(clock.stamp(Entry.get_by_id(8).at))
    pack.write_period(target, first, cut, seal=SEAL)
    report = CHECK.examine(str(target))
    assert report.findings == []
    assert "鲁Q6Y429" in {row[3] for row in report.rows}


def test_a_chain_built_anew_is_caught_by_a_checkpoint_from_before(
    passages: list[Passage], tmp_path: Path
) -> None:
    held = checkpoints.newest_text()
    rows.forget_everything()
    lane = rows.lane("009")
    again = [rows.entered(lane, plate_no=f"冀B7K26{number}") for number in (0, 1, 2, 4, 5, 6)]
    target = tmp_path / "pack.zip"
    pack.write(target, numbers(again), seal=SEAL)
    assert proof.verify().holds
    assert found(target) == set()
    [size] = found(target, held)
    assert size == 7
    for _ in range(5):
        checkpoints.make(SEAL.origin, KEY)
    other = pack.Seal(SEAL.origin, Ed25519PrivateKey.generate())
    pack.write(target, numbers(again), seal=other)
    assert found(target, held) == {7}


def test_a_checkpoint_of_more_than_there_is_tells_of_a_cut(
    passages: list[Passage], tmp_path: Path
) -> None:
    target = tmp_path / "pack.zip"
    pack.write(target, numbers(passages), seal=SEAL)
    later = checkpoints.text_of(checkpoints.make(SEAL.origin, KEY))
    assert len(found(target, later)) == 1
    assert found(target, "nothing of the kind") == {None}


def test_no_spoilt_file_is_more_than_the_checker_can_take(
    passages: list[Passage], tmp_path: Path
) -> None:
    target = tmp_path / "pack.zip"
    pack.write(target, numbers(passages[:1]), seal=SEAL)
    folder = unpacked(target, tmp_path / "there")
    for name in (*writing.LISTED, "pack.json", "seal.txt"):
        whole = (folder / name).read_bytes()
        for content in (b"", b"{}", b"[]", b"\xff\x00", b"null\n", b'{"seq":1}\n', whole + b"\n"):
            (folder / name).write_bytes(content)
            assert found(folder), (name, content)
        (folder / name).unlink()
        assert found(folder), name
        (folder / name).write_bytes(whole)
    assert not found(folder)


def test_what_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no zip")
    assert found(tmp_path / "file") == found(tmp_path / "nowhere") == found(tmp_path) == {None}


def test_an_unfinished_pack_leaves_nothing_behind(passages: list[Passage], tmp_path: Path) -> None:
    def fails(done: int, total: int) -> None:
        raise OSError("no space left on device")

    target = tmp_path / "out" / "pack.zip"
    with pytest.raises(OSError, match="no space"):
        pack.write(target, numbers(passages), seal=SEAL, progress=fails)
    assert list(target.parent.iterdir()) == []
