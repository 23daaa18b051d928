"""flask verify, checkpoint and pack, as an administrator types them."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from bench.tampering import load_checker
from gate import checkpoints, clock, evidence, tree_head
from gate.models import Checkpoint, Entry, database
from settings import Settings
from tests.gate import rows
from tests.portal.conftest import Passing


def flask(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_a_checkpoint_is_printed_and_holds(app: Flask, passing: Passing, tmp_path: Path) -> None:
    passing()
    printed = flask(app, "checkpoint").output
    [told] = tree_head.read(printed)
    assert told.head.size == Checkpoint.get().size
    assert flask(app, "checkpoint", "--newest").output == printed
    key = flask(app, "checkpoint", "--key").output
    assert key.startswith("greengate/1302000001+")
    held = tmp_path / "mail.txt"
    held.write_text(f"校验点：\n\n{printed}\n", encoding="utf-8")
    passing(seconds_ago=1)
    found = flask(app, "verify", "--checkpoint", str(held))
    assert found.exit_code == 0, found.output
    assert "signed by a key of this ledger" in found.output
    assert "1 checkpoints" not in found.output.replace("2 checkpoints", "")
    with rows.tampering():
        database.execute_sql("UPDATE passage SET verdict = 'open', plate_no = 'X' WHERE id = 1")
    found = flask(app, "verify", "--rebuild-tree")
    assert found.exit_code == 1
    assert "entry 1: the passage differs" in found.output


def test_a_held_checkpoint_of_another_chain(app: Flask, passing: Passing, tmp_path: Path) -> None:
    passing()
    held = tmp_path / "mail.txt"
    held.write_text(flask(app, "checkpoint").output, encoding="utf-8")
    rows.forget_everything()
    passing(seconds_ago=1)
    assert flask(app, "verify").exit_code == 0
    found = flask(app, "verify", "--checkpoint", str(held))
    assert found.exit_code == 1
    assert "the checkpoint handed in" in found.output
    assert "not signed by a key" in found.output
    (tmp_path / "other.txt").write_text("nothing")
    assert flask(app, "verify", "--checkpoint", str(tmp_path / "other.txt")).exit_code == 1


def test_photographs_are_hashed(
    app: Flask, passing: Passing, photo: str, settings: Settings
) -> None:
    passing()
    assert "0 missing or replaced" in flask(app, "verify", "--media").output
    path = evidence.path_of(settings.evidence_dir, photo)
    path.write_bytes(b"another picture")
    found = flask(app, "verify", "--media")
    assert found.exit_code == 1
    assert f"entry 1: its front_photo is replaced ({photo})" in found.output
    path.unlink()
    assert "its plate_photo is missing" in flask(app, "verify", "--media").output


@pytest.mark.parametrize("more", [(), ("--rows-only",), ("--without-media",)])
def test_a_pack_is_written(
    app: Flask, passing: Passing, tmp_path: Path, more: tuple[str, ...]
) -> None:
    passing()
    passing(seconds_ago=3)
    today = clock.now().date()
    target = tmp_path / "pack.zip"
    days = ("--from", str(today - timedelta(days=1)), "--to", str(today))
    found = flask(app, "pack", *days, "--out", str(target), *more)
    assert found.exit_code == 0, found.output
    assert "2 passages" in found.output
    report = load_checker().examine(str(target), [("held", checkpoints.newest_text())])
    assert report.findings == []
    assert len(report.rows) == 2
    assert report.media == (0 if "--without-media" in more else 10)


def test_a_key_that_cannot_be_used_is_a_sentence(app: Flask, settings: Settings) -> None:
    (settings.data_dir / "checkpoint.key").write_text("spoilt")
    found = flask(app, "checkpoint")
    assert found.exit_code == 1
    assert "is damaged" in found.output
    assert Entry.select().count() == 0
