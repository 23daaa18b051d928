"""A carrier sends its whole fleet as a table: every mistake has its sentence, the rest become drafts of its own."""

import io
import re

from flask import Flask

from gate.carriers import contents
from gate.fleet.columns import FLEET
from gate.models import Application, Carrier
from tests import cast
from tests.browsing import as_person
from tests.gate.fleets import with_mistakes, workbook

WRONG = 38
"""Of 40 mistakes: two are in columns that a carrier's table does not have."""


def sent(content: bytes) -> dict[str, tuple[io.BytesIO, str]]:
    return {"file": (io.BytesIO(content), "车队.xlsx")}


def test_of_500_rows_those_without_a_mistake_become_drafts(
    app: Flask, carriers: dict[str, Carrier]
) -> None:
    beifang, jinyuan = as_person(app, cast.CARRIER), as_person(app, cast.OTHER_CARRIER)
    there = beifang.post("/my/fleet", data=sent(workbook(with_mistakes(500, 40)))).location
    page = beifang.get(there).text
    table = page.partition('id="wrong-title"')[2].partition("</table>")[0]
    assert len(re.findall('<th scope="row">', table)) == WRONG
    assert not Application.select().exists()
    assert jinyuan.get(there).status_code == 404
    assert jinyuan.post(there).status_code == 404
    assert beifang.post(there).status_code == 303
    drafts = list(Application.select())
    assert len(drafts) == 500 - WRONG
    assert {draft.carrier for draft in drafts} == {carriers["beifang"]}
    assert contents.values_of(drafts[0])["vin"]
    again = beifang.get(
        beifang.post("/my/fleet", data=sent(workbook(with_mistakes(500, 40)))).location
    )
    assert "新建申请" not in again.text


def test_what_is_no_table_is_refused_in_a_sentence(
    app: Flask, carriers: dict[str, Carrier]
) -> None:
    beifang = as_person(app, cast.CARRIER)
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04"):
        answer = beifang.post("/my/fleet", data=sent(content))
        assert answer.status_code == 422
        assert "invalid-feedback" in answer.text


def test_the_empty_table_can_be_sent_back(app: Flask, carriers: dict[str, Carrier]) -> None:
    beifang = as_person(app, cast.CARRIER)
    empty = beifang.get("/my/fleet/empty.xlsx")
    assert empty.status_code == 200
    answer = beifang.post("/my/fleet", data=sent(empty.data))
    assert answer.status_code == 422  # nothing is in it yet
    assert "没有" in answer.text
    assert FLEET[0].heading == "车牌号码"
