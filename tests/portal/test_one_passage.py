"""A passage's own page: what the law asks to be kept, why it was decided so, and that it is unchanged."""

from typing import Any

from flask.testing import FlaskClient

from gate import ledger
from gate.ledger import Result
from gate.models import Entry, Lane, Passage, Upload, database, is_sqlite
from portal.items import ITEMS
from tests.portal.conftest import Passing


def test_all_23_items_are_there_by_their_numbers(guard: FlaskClient, passing: Passing) -> None:
    page = guard.get(f"/passages/{passing().id}").text
    assert [item.number for item in ITEMS] == list(range(1, 24))
    for item in ITEMS:
        assert f'<span class="item-number">{item.number}</span>' in page
    for words in (
        "冀B7K268", "黄", "重型半挂牵引车", "LFWSRXSJ0M1A00001", "2021-08-01", "CA4250P66K25T1A1E6",
        "CA6DM3-55E63", "一汽解放", "55010001", "柴油", "国VI", "货运", "已联网", "铁矿粉", "32.5 吨",
        "唐山北方运输有限公司", "3 张，见上", "自动抬杆",
    ):  # fmt: skip
        assert words in page, words


def test_every_reason_is_a_sentence(guard: FlaskClient, passing: Passing) -> None:
    passage = passing(
        verdict="hold", reasons="looks_like_registered,stage_too_low", look_alike="冀B7K269"
    )
    page = guard.get(f"/passages/{passage.id}").text
    assert "与一个已备案的车牌十分相似" in page
    assert "与 冀B7K269 相似" in page
    assert "排放阶段低于现行管控要求" in page
    assert "待人工核验" in page


def test_what_became_of_it_names_who_why_and_when(guard: FlaskClient, passing: Passing) -> None:
    passage = passing(verdict="hold", reasons="not_registered", opening_mode="")
    ledger.note_outcome(
        passage, Result.LIFT_ORDERED, position="closed", by="guard",
        detail=f'{{"reason": "人工核验放行：送备件", "photo": "{passage.body_photo}"}}',
    )  # fmt: skip
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="guard")
    page = guard.get(f"/passages/{passage.id}").text
    assert "操作人 王守门" in page
    assert "人工核验放行：送备件" in page
    assert "道闸已落下" in page
    assert "按人工指令抬杆" in page


def test_both_ends_of_a_trip_lead_to_each_other(
    guard: FlaskClient, passing: Passing, lanes: list[Lane]
) -> None:
    entry = passing(lanes[0], seconds_ago=60)
    ledger.note_outcome(entry, Result.LIFTED, position="open")
    leaving = passing(lanes[1], seconds_ago=5, reasons="leaving")
    ledger.note_outcome(leaving, Result.LIFTED, position="open")
    assert f'href="/passages/{leaving.id}"' in guard.get(f"/passages/{entry.id}").text
    assert f'href="/passages/{entry.id}"' in guard.get(f"/passages/{leaving.id}").text


def test_the_receipt_of_the_platform_is_shown(guard: FlaskClient, passing: Passing) -> None:
    passage = passing()
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    told = {"state": "acknowledged", "reference": "R-0007", "message": "成功", "attempts": 2}
    Upload.update(told).where(Upload.passage == passage).execute()
    page = guard.get(f"/passages/{passage.id}").text
    assert "平台已确认" in page
    assert "R-0007" in page


def test_the_place_in_the_chain_is_shown(guard: FlaskClient, passing: Passing) -> None:
    passing(seconds_ago=9)
    passage = passing()
    before = Entry.get_by_id(passage.entry.seq - 1)
    page = guard.get(f"/passages/{passage.id}").text
    assert passage.entry.hash in page
    assert before.hash in page
    assert "本条记录与写入时的存证一致" in page


def test_a_row_that_somebody_changed_says_so(
    guard: FlaskClient, passing: Passing, database_kind: str
) -> None:
    passage: Any = passing()
    database.connect(reuse_if_open=True)
    drop = "passage_no_update" if is_sqlite() else "passage_only_grows ON passage"
    database.execute_sql(f"DROP TRIGGER {drop}")
    Passage.update(emission_stage="4").where(Passage.id == passage.id).execute()
    page = guard.get(f"/passages/{passage.id}").text
    assert "与写入时的存证不一致" in page


def test_a_passage_that_is_not_there_is_a_page_too(guard: FlaskClient, lanes: list[Lane]) -> None:
    response = guard.get("/passages/4711")
    assert response.status_code == 404
    assert "没有找到" in response.text
