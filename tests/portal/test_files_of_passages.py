"""Files of what a search finds: asked for on a page, made by a real worker, fetched by whoever asked, gone in time."""

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from redis import Redis
from rq import Queue
from rq.worker import SimpleWorker

from gate import clock, corrections, ledger
from gate.exports import orders
from gate.ledger import Result
from gate.models import Export, Passage
from gate.search import every
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal.conftest import Passing
from workers import context, export_jobs, queues


@pytest.fixture
def make(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make what is due, as the worker does it."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    return export_jobs.make


def ask(client: FlaskClient, kind: str, asked: str = "") -> Export:
    response = client.post("/exports", data={"kind": kind, "asked": asked})
    assert response.status_code == 303
    order: Export = Export.select().order_by(Export.id.desc()).get()
    return order


def fetch(client: FlaskClient, order: Export) -> bytes:
    with client.get(f"/exports/{order.id}/file") as file:
        assert "attachment" in file.headers["Content-Disposition"]
        return bytes(file.data)


def test_a_workbook_has_the_items_of_c3_with_codes_beside_words(
    guard: FlaskClient, passing: Passing, make: Callable[[], None]
) -> None:
    passing(
        seconds_ago=60,
        carrier_name="=cmd|' /C calc'!A0",
        cargo_name="@SUM(1)",
        clock_off_ms=-41_500,
    )
    corrected = passing(seconds_ago=30, plate_no="冀B7K266")
    passing(seconds_ago=10, verdict="refuse")
    ledger.note_outcome(corrected, Result.LIFTED_BY_PERSON, position="open", by="guard")
    change = corrections.propose(
        corrected, {"plate_no": "冀B7K268"}, reason="misread", words="", by="guard"
    )
    corrections.review(change.id, agreed=True, words="", by="manager")
    order = ask(guard, "xlsx", "verdict=open")
    assert "正在排队" in guard.get("/exports").text
    make()
    page = guard.get("/exports").text
    assert "2 条" in page
    assert "判定 放行" in page
    book = load_workbook(io.BytesIO(fetch(guard, order)))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    told = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert len(told) == 2
    newest, oldest = told
    assert (newest["号牌颜色"], newest["号牌颜色代码"]) == ("黄", "1")
    assert (newest["车牌号码"], newest["更正次数"]) == ("冀B7K268", 1)
    assert newest["更正前的记录"] == "车牌号码：冀B7K266"
    assert (newest["开闸方式"], newest["操作人"]) == ("手动抬杆", "guard")
    assert (oldest["开闸方式"], oldest["更正前的记录"]) == ("自动抬杆", None)
    assert (newest["本机时钟偏差"], oldest["本机时钟偏差"]) == (None, "-41.5 秒")
    assert oldest["车队名称"] == "=cmd|' /C calc'!A0"
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # and no formula
    about = dict(book.worksheets[1].iter_rows(values_only=True))
    assert (about["导出人"], about["记录条数"]) == ("guard", "2")


def test_a_csv_is_known_by_spreadsheets_and_holds_no_formula(
    guard: FlaskClient, passing: Passing, make: Callable[[], None]
) -> None:
    passing(carrier_name="=1+1", cargo_name="-2", engine_no="+x")
    order = ask(guard, "csv")
    make()
    content = fetch(guard, order)
    assert content.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (line["车队名称"], line["发动机编号"]) == ("'=1+1", "'+x")
    assert (line["运输货物名称"], line["运输量"]) == ("-2", "32.5")


def test_a_pack_is_proved_by_the_checker_it_carries(
    guard: FlaskClient, passing: Passing, make: Callable[[], None], tmp_path: Path
) -> None:
    wanted = passing(seconds_ago=60, plate_no="冀B7K266")
    passing(seconds_ago=30)
    order = ask(guard, "zip", "plate=冀B7K266")
    make()
    with zipfile.ZipFile(io.BytesIO(fetch(guard, order))) as archive:
        archive.extractall(tmp_path / "pack")
    assert Export.get_by_id(order.id).rows == 1
    assert wanted.serial_no in (tmp_path / "pack" / "entries.jsonl").read_text("utf-8")
    checked = subprocess.run(
        [sys.executable, "check.py"], cwd=tmp_path / "pack", capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_only_who_asked_may_fetch_cancel_or_see_a_file(
    app: Flask, guard: FlaskClient, passing: Passing, make: Callable[[], None]
) -> None:
    passing()
    order, late = ask(guard, "csv"), ask(guard, "xlsx")
    other = as_person(app, cast.ADMIN)
    assert other.post(f"/exports/{late.id}/cancel").status_code == 404
    guard.post(f"/exports/{late.id}/cancel")
    make()
    assert other.get(f"/exports/{order.id}/file").status_code == 404
    assert "还没有申请过文件" in other.get("/exports").text
    assert guard.get(f"/exports/{late.id}/file").status_code == 404
    assert "已取消" in guard.get("/exports").text
    assert guard.post("/exports", data={"kind": "exe"}).status_code == 400


def test_so_many_files_at_once_are_enough(guard: FlaskClient) -> None:
    for _ in range(6):
        guard.post("/exports", data={"kind": "csv", "asked": ""})
    assert Export.select().count() == 5
    assert "五个文件" in guard.get("/exports").text


def test_whoever_dies_over_a_file_is_followed_by_another_and_the_page_says_so(
    guard: FlaskClient, passing: Passing, make: Callable[[], None], settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    passing()
    order = ask(guard, "csv")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("gate.exports.tables.write_csv", killed)
        with pytest.raises(KeyboardInterrupt):
            make()
    assert orders.take() is None
    _silent_for(order, timedelta(seconds=20))
    assert "将自动重新开始" in guard.get("/exports").text
    _silent_for(order, timedelta(minutes=2))
    make()
    assert fetch(guard, order)
    assert list(settings.exports_dir.glob("*.part")) == []


def test_a_file_that_kills_its_makers_is_given_up(
    guard: FlaskClient, make: Callable[[], None]
) -> None:
    order = ask(guard, "csv")
    for _ in range(3):
        assert orders.take() is not None
        _silent_for(order, timedelta(minutes=2))
    make()
    assert "已中断三次" in guard.get("/exports").text


def test_a_full_disk_is_said(
    guard: FlaskClient, passing: Passing, make: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    ask(guard, "csv")
    monkeypatch.setattr("gate.exports.tables.write_csv", full)
    make()
    assert "No space left on device" in guard.get("/exports").text


def test_cancelled_while_it_is_made_it_stops_and_leaves_nothing(
    guard: FlaskClient, passing: Passing, make: Callable[[], None], settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number in range(4):
        passing(seconds_ago=number + 1, serial_no=f"S{number}")
    order = ask(guard, "csv")

    def cancelled_meanwhile(*told: Any) -> Any:
        for count, row in enumerate(every(*told)):
            if count == 2:
                guard.post(f"/exports/{order.id}/cancel")
            yield row

    monkeypatch.setattr("workers.export_jobs.search.every", cancelled_meanwhile)
    monkeypatch.setattr("gate.exports.tables.EVERY", 1)
    monkeypatch.setattr(export_jobs, "BEAT_S", 0)
    make()
    assert Export.get_by_id(order.id).state == "cancelled"
    assert list(settings.exports_dir.iterdir()) == []


def test_after_its_days_a_file_is_gone_and_the_page_says_so(
    guard: FlaskClient, passing: Passing, make: Callable[[], None], settings: Settings
) -> None:
    passing()
    order = ask(guard, "csv")
    make()
    Export.update(until=clock.now() - timedelta(seconds=1)).execute()
    make()
    assert list(settings.exports_dir.iterdir()) == []
    assert guard.get(f"/exports/{order.id}/file").status_code == 404
    assert "已过保存期" in guard.get("/exports").text


def test_the_worker_is_called_at_once(
    guard: FlaskClient, passing: Passing, redis: Redis, make: Callable[[], None]
) -> None:
    passing()
    order = ask(guard, "csv")
    queue = Queue(queues.SLOW, connection=redis)
    assert [job.func_name for job in queue.jobs] == ["workers.calls.make_exports"]
    SimpleWorker([queue], connection=redis).work(burst=True)
    assert Export.get_by_id(order.id).state == "done"
    assert Passage.select().count() == 1


def _silent_for(order: Export, long: timedelta) -> None:
    Export.update(beat_at=clock.now() - long).where(Export.id == order.id).execute()
