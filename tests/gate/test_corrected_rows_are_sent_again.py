"""A corrected row goes to the platform again, and an answer about an older version settles nothing (R-074, R-077)."""

from typing import Any

import pytest

from devices.interfaces import Receipt
from gate import corrections, ledger, proof, uplink
from gate.models import Lane, Passage, Upload
from tests.gate import rows

TAKEN = Receipt(True, "200", "成功", reference="R00000001")


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def correct(passage: Passage, **values: Any) -> None:
    correction = corrections.propose(passage, values, reason="misread", words="", by="wang")
    corrections.review(correction.id, agreed=True, words="", by="li")


def test_the_newest_version_is_owed_with_its_number(lane: Lane) -> None:
    passage = rows.entered(lane)
    first = uplink.payload(passage)
    [upload] = uplink.owed()
    uplink.settle(upload, TAKEN, first["revision"])
    assert uplink.owed() == []
    correct(passage, plate_no="冀B7K266")
    again = uplink.payload(passage)
    changed = {name for name in first if first[name] != again[name]}
    assert changed == {"plate_no", "revision"}
    assert (again["plate_no"], again["revision"]) == ("冀B7K266", 1)
    [upload] = uplink.owed()
    uplink.settle(upload, TAKEN, again["revision"])
    assert uplink.backlog() == 0
    assert proof.verify().holds


def test_an_answer_about_an_older_version_leaves_it_owed(lane: Lane) -> None:
    passage = rows.entered(lane)
    [upload] = uplink.owed()
    under_way = uplink.payload(passage)
    correct(passage, plate_no="冀B7K266")
    uplink.settle(upload, TAKEN, under_way["revision"])
    assert Upload.get().state == uplink.WAITING
    uplink.postpone(upload, "the line was cut")
    assert (Upload.get().state, Upload.get().revision) == (uplink.WAITING, 1)


def test_a_refused_row_has_another_turn_once_it_is_corrected(lane: Lane) -> None:
    passage = rows.entered(lane)
    [upload] = uplink.owed()
    uplink.settle(upload, Receipt(False, "422", "校验失败", permanent=True), 0)
    assert uplink.owed() == []
    correct(passage, vin="LFWSRXSJ5M1A00001")
    assert [each.passage for each in uplink.owed()] == [passage]


def test_a_vehicle_that_did_not_pass_is_owed_to_nobody(lane: Lane) -> None:
    held = ledger.record(rows.row(lane, verdict="hold", reasons="unread"))
    correct(held, plate_no="冀B7K266")
    assert Upload.select().count() == 0
    ledger.note_outcome(held, ledger.Result.LIFTED_BY_PERSON, position="open", by="wang")
    [upload] = uplink.owed()
    uplink.settle(upload, TAKEN, uplink.payload(held)["revision"])
    assert uplink.backlog() == 0
