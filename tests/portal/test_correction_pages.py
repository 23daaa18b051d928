"""Correcting a row on the pages: one person writes, a second one answers, and both values stand beside each other."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gate import corrected, ledger
from gate.corrections import CorrectionError, propose
from gate.ledger import Result
from gate.models import Correction, CorrectionReview, Lane, Passage, Vehicle
from tests import cast
from tests.browsing import as_person
from tests.portal.conftest import Passing

AGREE = {"answer": "agree", "words": "", "password": cast.PASSWORD}


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def passage(passing: Passing) -> Passage:
    passage = passing(plate_no="冀B7K266")
    ledger.note_outcome(passage, Result.LIFTED, position="open")
    return passage


def sent_form(client: FlaskClient, passage: Passage) -> dict[str, str]:
    """What a browser would send back of the form as it stands."""
    page = client.get(f"/corrections/new/{passage.id}").text
    form = page[page.index('<form class="sheet"') :].partition("</form>")[0]
    typed = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    chosen = re.findall(r'<select[^>]* name="(\w+)".*?</select>', form, re.S)
    for name in chosen:
        select = form[form.index(f'name="{name}"') :].partition("</select>")[0]
        found = re.search(r'<option selected value="([^"]*)"', select)
        typed[name] = found[1] if found else ""
    return typed


def test_a_row_is_corrected_by_two_and_shows_both_values(
    guard: FlaskClient, manager: FlaskClient, passage: Passage
) -> None:
    form = sent_form(guard, passage) | {"plate_no": "冀B7K268", "reason": "misread"}
    written = guard.post(f"/corrections/new/{passage.id}", data=form)
    assert written.status_code == 303, written.text
    assert Correction.get().after == '{"plate_no": "冀B7K268"}'  # nothing else was touched
    assert "第二个人复核同意后生效" in guard.get(written.location).text
    assert "冀B7K268" not in manager.get("/passages").text
    assert 'title="1 条等您处理"' in manager.get("/vehicles/").text
    answered = manager.post(written.location, data=AGREE)
    assert answered.status_code == 303, answered.text
    for page in (guard.get("/passages").text, guard.get(f"/passages/{passage.id}").text):
        assert "原识别：冀B7K266" in page
        assert "K268</span>" in page
    for asked in ("K268", "K266"):  # by what counts, and by what was read
        assert "原识别：冀B7K266" in guard.get(f"/passages?plate={asked}").text
    row = guard.get(f"/passages/{passage.id}").text
    assert "含 1 次更正" in row
    assert re.search(r"guard → manager", row)
    assert Passage.get_by_id(passage.id).plate_no == "冀B7K266"


def test_who_wrote_it_is_not_asked_and_cannot_answer(
    manager: FlaskClient, passage: Passage
) -> None:
    form = {"plate_no": "冀B7K268", "plate_colour": "1", "reason": "misread"}
    there = manager.post(f"/corrections/new/{passage.id}", data=form).location
    assert "须由其他人复核" in manager.get(there).text
    assert 'name="answer"' not in manager.get(there).text
    refused = manager.post(there, data=AGREE)
    assert refused.status_code == 422
    assert "须由其他人复核" in refused.text
    assert CorrectionReview.select().count() == 0


def test_agreeing_asks_for_the_password_and_refusing_for_words(
    app: Flask, manager: FlaskClient, guard: FlaskClient, passage: Passage
) -> None:
    form = {"plate_no": "冀B7K268", "plate_colour": "1", "reason": "misread"}
    there = guard.post(f"/corrections/new/{passage.id}", data=form).location
    assert guard.post(there, data=AGREE).status_code == 403
    for data, sentence in (
        (AGREE | {"password": ""}, "请再输入一次密码"),
        (AGREE | {"password": "wrong"}, "不是您现在的密码"),
        (AGREE | {"answer": "refuse"}, "必填"),
    ):
        answer = manager.post(there, data=data)
        assert answer.status_code == 422
        assert sentence in answer.text or "is-invalid" in answer.text
    assert CorrectionReview.select().count() == 0
    refusal = AGREE | {"answer": "refuse", "words": "照片看不清"}
    assert manager.post(there, data=refusal).status_code == 303
    assert "照片看不清" in guard.get("/corrections").text
    late = as_person(app, cast.ADMIN).post(there, data=AGREE)
    assert "已有其他人先行答复" in late.text
    assert corrected.one(passage).revision == 0


def test_the_file_of_the_right_plate_fills_in_the_rest(
    guard: FlaskClient, passage: Passage, vehicles: dict[str, Vehicle]
) -> None:
    sent = sent_form(guard, passage) | {"plate_no": cast.CHINA_FOUR.plate_no, "then": "fill"}
    page = guard.post(f"/corrections/new/{passage.id}", data=sent)
    assert page.status_code == 200
    assert vehicles[cast.CHINA_FOUR.plate_no].vin in page.text
    assert '<option selected value="4">' in page.text
    assert Correction.select().count() == 0
    unknown = guard.post(f"/corrections/new/{passage.id}", data=sent | {"plate_no": "鲁Q6Y429"})
    assert unknown.status_code == 422
    assert "没有这个车牌号和颜色的车辆档案" in unknown.text


def test_mistakes_stand_at_their_fields_and_nothing_is_written(
    guard: FlaskClient, passage: Passage, lanes: list[Lane]
) -> None:
    form = sent_form(guard, passage)
    for change, sentence in (
        ({"vin": "LFWSRXSJ2M1A00001", "reason": "papers"}, "校验码"),
        ({"reason": "misread"}, "没有任何改动"),
        ({"plate_no": "冀B7K268", "reason": ""}, "is-invalid"),
        ({"emission_stage": "7", "reason": "papers"}, "is-invalid"),
    ):
        answer = guard.post(f"/corrections/new/{passage.id}", data=form | change)
        assert answer.status_code == 422, change
        assert sentence in answer.text, change
    assert Correction.select().count() == 0


def test_a_second_correction_waits_until_the_first_is_answered(
    guard: FlaskClient, passage: Passage
) -> None:
    propose(passage, {"cargo_name": "焦炭"}, reason="cargo", words="", by="manager")
    assert "正在等第二个人复核" in guard.get(f"/corrections/new/{passage.id}").text
    with pytest.raises(CorrectionError):
        propose(passage, {"cargo_name": "焦粉"}, reason="cargo", words="", by="guard")


def test_one_takes_back_what_one_has_written(
    guard: FlaskClient, manager: FlaskClient, passage: Passage
) -> None:
    form = sent_form(guard, passage) | {"plate_no": "冀B7K268", "reason": "misread"}
    written = guard.post(f"/corrections/new/{passage.id}", data=form)
    assert "收回更正" in guard.get(written.location).text
    assert "收回更正" not in manager.get(written.location).text
    foreign = manager.post(f"{written.location}/withdraw", data={"words": ""})
    assert (foreign.status_code, "只有提出人可以收回" in foreign.text) == (422, True)
    back = guard.post(f"{written.location}/withdraw", data={"words": "看错了车"})
    assert back.location == f"/passages/{passage.id}"
    assert "已收回" in guard.get(back.location).text
    page = manager.get(written.location).text
    assert "看错了车" in page
    assert 'name="password"' not in page
    assert "冀B7K268" not in manager.get("/corrections").text
