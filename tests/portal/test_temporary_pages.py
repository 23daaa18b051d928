"""The page of a temporary vehicle: from the passage that waits to the approval, and what is not taken."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from gate import evidence
from gate.cases import keeping
from gate.models import Case, Lane, Vehicle
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal.conftest import Passing

GOOD = {
    "plate_no": cast.UNKNOWN.plate_no,
    "plate_colour": "1",
    "span": "4h",
    "vehicle_type": "H12",
    "fuel_type": "B",
    "emission_stage": "6",
    "basis": "query",
    "carrier_name": "临沂沂蒙专线",
    "cargo_name": "备品备件",
}


def picture(size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera that tells where it was"
    Image.new("1" if size[0] > 5000 else "RGB", size).save(out, kind, exif=exif)
    return out.getvalue()


def send(client: FlaskClient, proof: bytes | None = None, **changes: Any) -> TestResponse:
    data: dict[str, Any] = {**GOOD, **changes}
    if proof is not None:
        data["licence_front_image"] = (io.BytesIO(proof), "行驶证.jpg")
    answer = client.post("/temporary/new", data=data)
    answer.request.environ[
        "wsgi.input"
    ].close()  # the test client spools a large body and forgets it
    return answer


@pytest.mark.parametrize("person", [cast.INSPECTOR, cast.CARRIER])
def test_others_let_nobody_in(app: Flask, person: cast.Person) -> None:
    client = as_person(app, person)
    assert client.get("/temporary/new").status_code == 403
    assert send(client, picture()).status_code == 403
    assert client.post("/temporary/1/end").status_code == 403
    assert Vehicle.select().count() == 0


def test_a_guard_lets_the_vehicle_of_a_passage_in(
    guard: FlaskClient, passing: Passing, lanes: list[Lane], settings: Settings
) -> None:
    held = passing(plate_no=cast.UNKNOWN.plate_no, verdict="hold", reasons="not_registered")
    page = guard.get(f"/temporary/new?passage={held.id}").text
    assert f'value="{cast.UNKNOWN.plate_no}"' in page
    assert f"/photos/{held.plate_photo}" in page
    answer = send(guard, picture(), passage=str(held.id))
    # The vehicle still waits: on to its admission, which is judged anew.
    assert (answer.status_code, answer.location) == (303, "/cases/1/admit")
    assert "放行这辆车？" in guard.get("/cases/1/admit").text
    assert (Case.get().verdict, Case.get().reasons) == ("open", "temporary")
    vehicle = Vehicle.get()
    assert (vehicle.status, vehicle.approved_by) == ("temporary", "guard")
    kept = evidence.path_of(settings.evidence_dir, vehicle.licence_front_image).read_bytes()
    assert b"a camera that tells" not in kept
    file = guard.get(f"/vehicles/{vehicle.id}").text
    assert f"/temporary/{vehicle.id}/end" in file
    assert guard.post(f"/temporary/{vehicle.id}/end").status_code == 303
    assert Vehicle.get().status == "expired"


def test_the_way_there_is_offered_where_the_vehicle_waits(
    guard: FlaskClient, passing: Passing
) -> None:
    held = passing(plate_no=cast.UNKNOWN.plate_no, verdict="hold", reasons="not_registered")
    way = f'href="/temporary/new?passage={held.id}"'
    assert way in guard.get(f"/passages/{held.id}").text
    assert way in guard.get("/").text


def test_once_it_has_gone_the_approval_leads_back_to_its_row(
    guard: FlaskClient, passing: Passing
) -> None:
    told = {"plate_no": cast.UNKNOWN.plate_no, "verdict": "hold", "reasons": "not_registered"}
    held = passing(seconds_ago=3600, **told)
    keeping.gone(held.lane_id)
    answer = send(guard, picture(), passage=str(held.id))
    assert answer.location == f"/passages/{held.id}"


@pytest.mark.parametrize(
    ("proof", "sentence"),
    [
        (None, "需要行驶证或随车清单的照片"),
        (b"#!/bin/sh", "这不是图片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是矢量图"),
        (picture(kind="PNG")[:60], "图片已损坏"),
        (picture((8000, 6000), "PNG"), "图片超过 4000 万像素"),
        (picture((20000, 20000), "PNG"), "图片超过 4000 万像素"),
        (picture() + b"\0" * (15 * 1024 * 1024), "图片超过 15 MB"),
    ],
    ids=["none", "script", "svg", "torn", "many pixels", "bomb", "large"],
)
def test_a_proof_that_is_none_is_refused_in_a_sentence(
    guard: FlaskClient, proof: bytes | None, sentence: str
) -> None:
    answer = send(guard, proof)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="licence_front_image-errors"' in answer.text
    assert Vehicle.select().count() == 0


def test_every_mistake_is_told_at_once(guard: FlaskClient) -> None:
    answer = send(guard, b"no picture", plate_no="鲁Q", cargo_name="")
    for field in ("plate_no", "cargo_name", "licence_front_image"):
        assert f'id="{field}-errors"' in answer.text
    assert f'value="{GOOD["carrier_name"]}"' in answer.text
