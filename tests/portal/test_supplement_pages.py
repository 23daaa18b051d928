"""The guide of a supplement: nothing is lost between steps or saved before it is whole, and everything shows it."""

import io
import json
import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from gate import clock, corrected, evidence, ledger, let_go, retention, supplements
from gate.evidence import Disk
from gate.ledger import Result
from gate.models import Passage, Supplement, SupplementDraft, Vehicle
from gate.retention import Periods, Rooms
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.supplied import MACHINE, VALUES
from tests.portal.conftest import Passing

TYPED = {name: value for name, value in VALUES.items() if not name.endswith(("_photo", "_image"))}
STEPS = {
    "plate": ("plate_kind", "plate_no", "plate_colour"),
    "vehicle": tuple(
        name
        for name in TYPED
        if not name.startswith(("plate_", "cargo_")) and name not in ("quantity_unit", "reason")
    ),
    "cargo": ("cargo_name", "cargo_quantity", "quantity_unit", "reason"),
}


@pytest.fixture
def unread(passing: Passing) -> Passage:
    """It went through on a guard's order; the lane has a picture of its body."""
    through = passing(
        plate_no="", plate_colour="", front_photo="", plate_photo="", vin="", reasons="unread",
        verdict="hold", registration_date="", licence_front_image="", emission_list_image="",
    )  # fmt: skip
    ledger.note_outcome(through, Result.LIFTED_BY_PERSON, position="open", by="guard")
    return through


def picture(colour: str = "#888888") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def send(
    client: FlaskClient, passage: Passage, step: str, then: str = "next", **more: Any
) -> TestResponse:
    typed = {name: TYPED[name] for name in STEPS.get(step, ())}
    data = {"passage": passage.id, "step": step, "then": then} | typed | more
    answer = client.post("/supplements/new", data=data, content_type="multipart/form-data")
    answer.request.environ[
        "wsgi.input"
    ].close()  # the test client spools a large body and forgets it
    return answer


def go_through(client: FlaskClient, passage: Passage) -> None:
    for step in ("plate", "vehicle"):
        assert send(client, passage, step).status_code == 303, step
    papers: dict[str, Any] = {
        "licence_front_image": (picture("#123456"), "licence.jpg"),
        "plate_photo": (picture("#654321"), "plate.jpg"),
        "front_photo_in_body": "1",
    }
    assert send(client, passage, "papers", **papers).status_code == 303
    assert send(client, passage, "cargo").status_code == 303


def test_step_by_step_until_it_is_whole_and_then_everything_shows_it(
    guard: FlaskClient, unread: Passage
) -> None:
    assert "补录这条记录" in guard.get(f"/passages/{unread.id}").text
    assert (
        unread.serial_no in guard.get("/supplements").text
        or "补录" in guard.get("/supplements").text
    )
    first = send(guard, unread, "plate")
    assert first.location.endswith(f"passage={unread.id}&step=vehicle")
    early = send(guard, unread, "check", then="save")
    assert early.status_code == 422
    assert Supplement.select().count() == 0
    go_through(guard, unread)
    check = guard.get(f"/supplements/new?passage={unread.id}&step=check").text
    assert "存入台账" in check
    saved = send(guard, unread, "check", then="save")
    assert (saved.status_code, saved.location) == (303, f"/passages/{unread.id}")
    for address in (
        f"/passages/{unread.id}",
        "/passages",
        "/passages?written=manual",
        "/trips",
        f"/trips/{unread.id}",
    ):
        told = guard.get(address).text
        assert "人工补录" in told, address
        assert VALUES["plate_no"][2:] in told, address
    now = corrected.one(unread).now
    assert now.front_photo == unread.body_photo
    assert SupplementDraft.select().count() == 0
    again = guard.get(f"/supplements/new?passage={unread.id}")
    assert again.status_code == 303


def test_the_draft_waits_on_another_device_and_for_nobody_else(
    app: Flask, guard: FlaskClient, unread: Passage
) -> None:
    wrong = send(guard, unread, "vehicle", vin="LZZ")
    assert wrong.status_code == 422
    assert "17 位" in wrong.text or "is-invalid" in wrong.text
    phone = as_person(app, cast.GUARD)
    address = f"/supplements/new?passage={unread.id}&step=vehicle"
    assert 'value="LZZ"' in phone.get(address).text
    assert f"passage={unread.id}" in phone.get("/supplements").text
    assert 'value="LZZ"' not in as_person(app, cast.MANAGER).get(address).text


def test_a_known_plate_fills_in_the_rest_for_all_to_see(
    guard: FlaskClient, unread: Passage, vehicles: dict[str, Vehicle]
) -> None:
    known = vehicles[cast.APPROVED.plate_no]
    send(guard, unread, "plate", plate_no=known.plate_no, plate_colour=known.plate_colour)
    page = guard.get(f"/supplements/new?passage={unread.id}&step=vehicle").text
    assert f"已按 {known.plate_no} 的档案填入" in page
    assert f'value="{known.vin}"' in page
    send(guard, unread, "plate")  # it was another one
    page = guard.get(f"/supplements/new?passage={unread.id}&step=vehicle").text
    assert known.vin not in page


def test_pictures_that_are_none_are_said_at_their_field(
    guard: FlaskClient, unread: Passage
) -> None:
    text = {"licence_front_image": (io.BytesIO(b"no picture"), "licence.jpg")}
    answer = send(guard, unread, "papers", then="at:cargo", **text)
    assert answer.status_code == 422
    assert "不是 JPEG 或 PNG" in answer.text or "invalid-feedback" in answer.text


def test_a_machine_shows_what_proves_it(guard: FlaskClient, unread: Passage, photo: str) -> None:
    values = MACHINE | dict.fromkeys(("nameplate_image", "env_label_image", "front_photo"), photo)
    supplements.tell(unread, values, by="guard")
    page = guard.get(f"/passages/{unread.id}").text
    assert "无牌" in page
    assert "整车（机）铭牌" in page


def test_what_was_read_is_corrected_and_not_supplemented(
    guard: FlaskClient, passing: Passing
) -> None:
    read = passing()
    assert "补录这条记录" not in guard.get(f"/passages/{read.id}").text
    assert guard.get(f"/supplements/new?passage={read.id}").status_code == 303
    assert guard.get("/supplements/new?passage=999").status_code == 404


@pytest.mark.parametrize("person", [cast.INSPECTOR, cast.CARRIER])
def test_others_supplement_nothing(app: Flask, unread: Passage, person: cast.Person) -> None:
    client = as_person(app, person)
    assert client.get(f"/supplements/new?passage={unread.id}").status_code == 403
    assert send(client, unread, "plate").status_code == 403
    assert SupplementDraft.select().count() == 0


def test_several_large_pictures_come_at_once(guard: FlaskClient, unread: Passage) -> None:
    noise = Image.frombytes("RGB", (2300, 1600), os.urandom(2300 * 1600 * 3))
    large = io.BytesIO()
    noise.save(large, "PNG")  # eleven megabytes each
    names = ("licence_front_image", "plate_photo")
    files = {name: (io.BytesIO(large.getvalue()), f"{name}.png") for name in names}
    assert send(guard, unread, "papers", then="at:check", **files).status_code == 303
    kept = json.loads(SupplementDraft.get().content)["values"]
    assert all(len(kept[name]) == 64 for name in names)


PAPER = {
    "direction": "1",
    "day": "2026-11-20",
    "time": "10:05",
    "reason": "power",
    "words": "停电两小时",
    "paper_by": "王守门",
}


def type_in(client: FlaskClient, then: str, **more: Any) -> TestResponse:
    answer = client.post(
        "/supplements/paper",
        data=TYPED | PAPER | {"then": then} | more,
        content_type="multipart/form-data",
    )
    answer.request.environ["wsgi.input"].close()
    return answer


def test_rows_from_paper_are_typed_one_after_the_other(guard: FlaskClient, lanes: Any) -> None:
    lane = {"lane": str(lanes[0].id)}
    first = type_in(guard, "next", **lane)
    assert first.status_code == 422, "neither the sheet nor a paper was photographed"
    pictures = {
        "paper_image": (picture("#ffffff"), "sheet.jpg"),
        "licence_front_image": (picture("#123456"), "licence.jpg"),
    }
    saved = type_in(guard, "next", **lane, **pictures)
    assert (saved.status_code, saved.location) == (303, "/supplements/paper")
    page = guard.get("/supplements/paper").text
    assert 'value="2026-11-20"' in page
    assert VALUES["vin"] not in page
    licence = {"licence_front_image": (picture("#123456"), "licence.jpg")}
    second = type_in(guard, "done", **lane, time="10:06", plate_no="鲁Q6Y428", **licence)
    assert second.status_code == 303
    assert Passage.select().count() == 2
    told = guard.get(second.location).text
    assert "纸质台账补录" in told
    assert "先记在纸质台账上" in told
    assert SupplementDraft.select().count() == 0


def test_a_known_plate_fills_the_row_from_paper_without_a_page(
    guard: FlaskClient, lanes: Any, vehicles: dict[str, Vehicle]
) -> None:
    known = vehicles[cast.APPROVED.plate_no]
    plate = {"plate_no": known.plate_no, "plate_colour": known.plate_colour, "then": "fill"}
    answer = guard.post("/supplements/paper", data=plate, headers=HTMX)
    assert answer.text.strip().startswith('<div id="vehicle"')
    assert f'value="{known.vin}"' in answer.text
    assert f'value="{known.vin}"' in guard.get("/supplements/paper").text


def test_the_blank_form_is_for_the_drawer(guard: FlaskClient) -> None:
    page = guard.get("/supplements/paper/form").text
    assert page.count("blank-second") == 8
    assert "国VI" in page


def test_added_photographs_have_their_time_and_are_told_when_they_go(
    guard: FlaskClient, unread: Passage, settings: Settings
) -> None:
    go_through(guard, unread)
    send(guard, unread, "check", then="save")
    added = corrected.one(unread).now.plate_photo
    path = evidence.path_of(settings.evidence_dir, added)
    assert path.exists()
    os.utime(path, (0, 0))
    later = clock.now() + timedelta(days=800)
    rooms = Rooms(Disk(settings.evidence_dir), settings.thumbnails_dir)
    retention.remove_expired(rooms, Periods(), later)
    assert not path.exists()
    told = {"at": str(Supplement.select(Supplement.at).tuples()[0][0].isoformat())}
    assert let_go.removal_of("supplement", told, added) is not None
