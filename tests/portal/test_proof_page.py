"""The page of the proof: checkpoints to take away and to hold against the ledger, gaps, and the whole chain checked."""

import html
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from gate import checkpoints, clock, gaps, tree_head
from gate.gaps import Cause
from gate.models import Checkpoint, Entry, Lane, database
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate import rows
from tests.portal.conftest import Passing
from workers import calls, context
from workers.verified import Verified


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def working(settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Do what lies on a queue, as its worker would, with the settings of this test."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "open_database", lambda: None)

    def work(queue: str) -> list[str]:
        done = []
        for job in Queue(queue, connection=redis).jobs:
            assert job.func_name is not None
            done.append(job.func_name.rpartition(".")[2])
            getattr(calls, done[-1])()
        Queue(queue, connection=redis).empty()  # type: ignore[no-untyped-call]
        return done

    return work


def test_a_checkpoint_is_made_and_taken_away(
    manager: FlaskClient, passing: Passing, working: Any, settings: Settings
) -> None:
    passing()
    assert "还没有校验点" in manager.get("/proof").text
    assert manager.post("/proof/checkpoints").status_code == 303
    assert working("jobs") == ["make_checkpoint"]
    made = Checkpoint.get()
    page = manager.get("/proof").text
    text = checkpoints.text_of(made)
    assert text in html.unescape(page)
    answer = manager.get(f"/proof/checkpoints/{made.id}")
    assert answer.text == text
    assert "attachment" in answer.headers["Content-Disposition"]
    [told] = tree_head.read(answer.text)
    assert told.head.origin == f"greengate/{settings.enterprise_no}"
    assert manager.get("/proof/checkpoints/99").status_code == 404


def test_one_that_was_kept_is_compared(
    manager: FlaskClient, passing: Passing, working: Any, lanes: list[Lane]
) -> None:
    passing()
    manager.post("/proof/checkpoints")
    working("jobs")
    mail = f"您好，\n\n{checkpoints.newest_text()}\n绿门"
    passing(seconds_ago=1)
    assert "一致：现在的台账由它延续而来" in manager.post("/proof", data={"text": mail}).text
    assert manager.post("/proof", data={"text": "nothing"}).status_code == 422
    foreign = mail.replace("\nat 2", "\nat 3")
    assert "不是本台账的密钥签署" in manager.post("/proof", data={"text": foreign}).text
    with rows.tampering():
        for table in ("upload", "passage", "tree_node"):
            database.execute_sql(f"DELETE FROM {table}")
        database.execute_sql("DELETE FROM entry WHERE kind = 'passage' AND seq > 3")
        database.execute_sql("DELETE FROM checkpoint")
    cut = manager.post("/proof", data={"text": mail}).text
    assert "一致：现在的台账由它延续而来" in cut
    with rows.tampering():
        database.execute_sql("UPDATE entry SET hash = '' WHERE seq = 2")
    assert "被重新编写" in manager.post("/proof", data={"text": mail}).text
    with rows.tampering():
        database.execute_sql("DELETE FROM entry WHERE kind = 'passage'")
        database.execute_sql("DELETE FROM entry WHERE kind = 'checkpoint'")
        database.execute_sql("UPDATE entry SET seq = 1")
    assert "被截短" in manager.post("/proof", data={"text": mail}).text


def test_the_whole_ledger_is_checked(
    manager: FlaskClient, passing: Passing, working: Any, redis: Redis
) -> None:
    passage = passing()
    assert "尚未" in manager.get("/proof").text
    manager.post("/proof/verify")
    manager.post("/proof/verify")  # one check is enough
    fragment = manager.get("/proof/verified", headers=HTMX).text
    assert "正在校验" in fragment
    assert "hx-get" in fragment
    assert working("slow") == ["verify_ledger"]
    fragment = manager.get("/proof/verified", headers=HTMX).text
    assert "台账完整成立" in fragment
    assert "hx-get" not in fragment
    with rows.tampering():
        database.execute_sql("UPDATE passage SET plate_no = '冀B00000'")
    manager.post("/proof/verify")
    working("slow")
    page = manager.get("/proof").text
    assert "台账不成立" in page
    assert f"第 {passage.entry.seq} 条" in page


def test_a_check_whose_process_died_may_be_started_again(redis: Redis) -> None:
    begun = Verified.begins()
    assert begun.running
    stale = begun.model_copy(update={"told_at": clock.now() - timedelta(minutes=6)})
    assert not stale.running
    redis.set("greengate:verified", "no JSON")
    assert Verified.last(redis) == Verified()


def test_gaps_are_shown(manager: FlaskClient, lanes: list[Lane]) -> None:
    now = clock.now()
    gaps.begin(Cause.CAMERA, lanes[0].id, now - timedelta(minutes=5), "no answer")
    gaps.whole(Cause.DOWN, lanes[1].id, now - timedelta(hours=2), now, "")
    gaps.begin(Cause.CLOCK, None, now, "+3.2 s")
    page = manager.get("/proof").text
    assert page.count("仍在持续") == 2
    assert "摄像机没有画面" in page
    assert "全厂" in page
    gaps.end(Cause.CAMERA, lanes[0].id, now)
    assert manager.get("/proof").text.count("仍在持续") == 1
    assert Entry.select().where(Entry.kind == "gap").count() == 4


def test_an_admin_reads_and_makes_none(app: Flask) -> None:
    admin = as_person(app, cast.ADMIN)
    assert "立即生成校验点" not in admin.get("/proof").text
    assert admin.post("/proof/checkpoints").status_code == 403
