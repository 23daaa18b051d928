"""A carrier at its pages: signs up, fills in, sends, hears from the plant, and meets nothing of another carrier."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from gate import clock, evidence, papers, register
from gate.carriers import answering, asking, contents, drafting
from gate.carriers.states import State
from gate.models import Application, Carrier, Lane, PaperReading, User, Vehicle
from gate.papers import readings
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.carriers import TRUCK
from tests.gate.fleets import row, workbook
from tests.real_redis import RealRedis
from workers import queues

FORM = {name: value for name, value in TRUCK.items() if not name.endswith("_image")}
SIGN_UP = {
    "name": "唐山北方运输有限公司",
    "display_name": "陈北方",
    "phone": "138 0013 8000",
    "email": "chen@example.com",
    "new": "four trucks at dawn",
    "again": "four trucks at dawn",
}


def picture(colour: str = "#336699") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(out, "JPEG")
    out.seek(0)
    return out, "IMG_0001.jpg"


@pytest.fixture
def beifang(app: Flask, carriers: dict[str, Carrier]) -> FlaskClient:
    return as_person(app, cast.CARRIER)


@pytest.fixture
def jinyuan(app: Flask, carriers: dict[str, Carrier]) -> FlaskClient:
    return as_person(app, cast.OTHER_CARRIER)


def begun(client: FlaskClient) -> str:
    answer = client.post("/my/applications")
    assert answer.status_code == 303
    return str(answer.location)


def photographed(client: FlaskClient, address: str) -> None:
    for name in ("licence_front_image", "licence_back_image", "emission_list_image", "truck_image"):
        sent = client.post(f"{address}/pictures/{name}", data={"picture": picture()})
        assert sent.status_code == 303


def test_who_signs_up_is_signed_in_and_at_its_trucks(app: Flask) -> None:
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    answer = client.post("/carriers/sign-up", data=SIGN_UP)
    assert (answer.status_code, answer.location) == (303, "/my/trucks")
    assert "登记第一辆车" in client.get("/my/trucks").text
    assert User.get(User.username == "13800138000").email == "chen@example.com"
    assert client.get("/carriers/sign-up").location == "/my/trucks"


def test_a_sign_up_says_everything_that_is_wrong_at_once(app: Flask) -> None:
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    told = SIGN_UP | {"phone": "12", "email": "nobody", "new": "short", "again": "short"}
    answer = client.post("/carriers/sign-up", data=told)
    assert answer.status_code == 422
    for sentence in ("这不是电话号码", "这不是电子邮箱地址", "密码太短"):
        assert sentence in answer.text
    assert not Carrier.select().exists()


def test_somebody_invited_by_the_plant_names_the_company_first(app: Flask) -> None:
    client = as_person(app, cast.CARRIER)
    assert client.get("/my/trucks").location == "/my/company"
    client.post("/my/company", data={"name": "北方运输", "phone": "0315-2812345"})
    assert client.get("/my/trucks").status_code == 200


def test_from_an_empty_draft_to_the_plant(beifang: FlaskClient) -> None:
    address = begun(beifang)
    assert begun(beifang) == address  # an empty one is taken up again
    refused = beifang.post(address, data={"then": "send"})
    assert refused.status_code == 422
    photographed(beifang, address)
    assert beifang.post(address, data=FORM).location == address
    assert beifang.post(address, data=FORM | {"then": "send"}).location == address
    assert Application.get().state == State.SENT
    assert "审核中" in beifang.get(address).text
    assert beifang.post(address, data={"vin": "X"}).status_code == 303
    assert contents.values_of(Application.get())["vin"] == TRUCK["vin"]


def test_each_field_is_saved_as_it_is_left_with_a_sentence_that_helps(beifang: FlaskClient) -> None:
    address = begun(beifang)
    plate = beifang.post(
        f"{address}/fields/plate_no",
        data={"plate_no": "冀b·06128d", "was-plate_no": ""},
        headers=HTMX,
    )
    assert contents.values_of(Application.get())["plate_no"] == "冀B06128D"
    assert 'value="6" selected' in plate.text or 'selected value="6"' in plate.text
    wrong = beifang.post(f"{address}/fields/vin", data={"vin": "LFW"}, headers=HTMX)
    assert "17 位" in wrong.text
    for name, value in (
        ("registration_date", "2022-01-01"),
        ("vehicle_type", "Q11"),
        ("fuel_type", "B"),
    ):
        beifang.post(f"{address}/fields/{name}", data={name: value}, headers=HTMX)
    old = beifang.post(
        f"{address}/fields/emission_stage", data={"emission_stage": "4"}, headers=HTMX
    )
    assert "确实如此就不用改" in old.text
    mended = beifang.post(
        f"{address}/fields/registration_date",
        data={"registration_date": "2016-01-01"},
        headers=HTMX,
    ).text
    nothing_left = r'id="emission_stage-says" hx-swap-oob="true">\s*</div>'
    assert re.search(nothing_left, mended)


def test_of_two_devices_the_second_is_told_and_only_where_they_contradict(
    beifang: FlaskClient,
) -> None:
    address = begun(beifang)
    beifang.post(f"{address}/fields/vin", data={"vin": TRUCK["vin"], "was-vin": ""}, headers=HTMX)
    other = beifang.post(
        address, data={"vin": "LFW", "was-vin": "", "note": "夜班", "was-note": ""}
    )
    assert other.status_code == 422
    assert "另一台设备" in other.text
    kept = contents.values_of(Application.get())
    assert (kept["vin"], kept["note"]) == (TRUCK["vin"], "夜班")
    again = beifang.post(address, data={"vin": "LFW", "was-vin": TRUCK["vin"]})
    assert again.status_code == 303
    assert contents.values_of(Application.get())["vin"] == "LFW"


def test_what_is_asked_is_answered_and_what_is_rejected_appealed(
    beifang: FlaskClient, carriers: dict[str, Carrier]
) -> None:
    applied = asking.send(drafting.begin(carriers["beifang"], "beifang", TRUCK), "beifang")
    address = f"/my/applications/{applied.id}"
    answering.ask(applied, "manager", "副页看不清", ["licence_back_image"])
    assert "副页看不清" in beifang.get(address).text
    assert "副页看不清" in beifang.get("/my/trucks").text
    beifang.post(address, data={"then": "send", "words": "已重拍"})
    answering.reject(applied, "manager", "发动机号不一致")
    assert beifang.post(f"{address}/appeal", data={"words": ""}).status_code == 422
    beifang.post(f"{address}/appeal", data={"words": "发动机换过"})
    assert Application.get().state == State.APPEALED
    answering.approve(applied, "manager", {"valid_to": "2027-12-31"})
    assert "可以进厂" in beifang.get("/my/trucks").text
    renewed = beifang.post("/my/trucks/1/change")
    assert contents.values_of(Application.get_by_id(2))["engine_no"] == TRUCK["engine_no"]
    assert beifang.post("/my/trucks/1/change").location == renewed.location


def test_another_carriers_things_are_not_there(
    app: Flask, beifang: FlaskClient, jinyuan: FlaskClient, carriers: dict[str, Carrier],
    vehicles: dict[str, Vehicle], lanes: list[Lane],
) -> None:  # fmt: skip
    """Whatever has a number or a name is asked for with those of the other carrier: the answer is of nothing."""
    address = begun(beifang)
    photographed(beifang, address)
    beifang.post(address, data=FORM)
    truck = register.belongs_to(vehicles[cast.APPROVED.plate_no].id, carriers["beifang"], "manager")
    photo = contents.values_of(Application.get())["truck_image"]
    assert beifang.get(f"/my/photos/{photo}").status_code == 200
    told: dict[str, object] = {"number": 1, "vehicle_id": truck.id, "fingerprint": photo}
    table = {"file": (io.BytesIO(workbook([row(1)])), "fleet.xlsx")}
    token = str(beifang.post("/my/fleet", data=table).location).rpartition("/")[2]
    told |= {"name": "vin", "visit_id": 1, "token": token}
    tried = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/my/") or not rule.arguments:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            with app.test_request_context():
                built = rule.build({name: told[name] for name in rule.arguments})
            assert built is not None
            answer = jinyuan.open(built[1], method=method)
            assert answer.status_code == 404, f"{method} {built[1]}"
            tried += 1
    assert tried >= 9
    for page in ("/my/trucks", "/my/trucks?q=7K268", "/my/company"):
        assert "7K268" not in jinyuan.get(page).text
    assert contents.values_of(Application.get())["vin"] == TRUCK["vin"]


def test_naming_anothers_picture_does_not_make_it_ones_own(
    beifang: FlaskClient, jinyuan: FlaskClient
) -> None:
    address = begun(beifang)
    photographed(beifang, address)
    photo = contents.values_of(Application.get())["truck_image"]
    theirs = begun(jinyuan)
    jinyuan.post(theirs, data={"truck_image": photo, "note": photo, "was-truck_image": photo})
    assert jinyuan.get(f"/my/photos/{photo}").status_code == 404
    assert (
        jinyuan.post(f"{theirs}/fields/truck_image", data={"truck_image": photo}).status_code == 404
    )


def test_a_photograph_of_the_plant_is_not_there_for_a_carrier(
    beifang: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    kept = evidence.keep(settings.evidence_dir, picture()[0].read())
    assert beifang.get(f"/my/photos/{kept}").status_code == 404
    assert beifang.get(f"/photos/{kept}").status_code == 403


def test_what_is_no_picture_is_told_at_its_place(beifang: FlaskClient) -> None:
    address = begun(beifang)
    sent = {"picture": (io.BytesIO(b"%PDF-1.7"), "licence.jpg")}
    answer = beifang.post(f"{address}/pictures/licence_front_image", data=sent, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="shot-licence_front_image"' in answer.text
    assert "invalid-feedback" in answer.text


def test_the_poster_leads_to_the_sign_up(guard: FlaskClient) -> None:
    page = guard.get("/carriers/poster").text
    assert "http://localhost/carriers/sign-up" in page
    assert "data:image/svg+xml" in page


def test_nobody_waits_for_eyes_and_what_they_could_not_read_is_said(beifang: FlaskClient) -> None:
    address = begun(beifang)
    photographed(beifang, address)
    assert "正在识别" in beifang.get(address).text
    assert "正在识别" in beifang.get(f"{address}/reading", headers=HTMX).text
    long_ago = clock.now() - timedelta(minutes=2)
    PaperReading.update(asked_at=long_ago).execute()
    late = beifang.get(address).text
    assert "不用等" in late
    assert "every 10s" in late
    PaperReading.update(state="working").execute()
    for asked in PaperReading.select():
        readings.done(asked, {}, (1200, 900))
    assert "看起来不是这份证件" in beifang.get(address).text
    assert beifang.post(address, data=FORM | {"then": "send"}).location == address


def test_an_inspection_that_is_over_is_said_before_the_plant_sees_it(beifang: FlaskClient) -> None:
    address = begun(beifang)
    photographed(beifang, address)
    back = PaperReading.get(PaperReading.kind == papers.LICENCE_BACK)
    PaperReading.update(state="working").where(PaperReading.id == back.id).execute()
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    told = papers.Told("2020-05", "2020年5月", 0.9, False, corners)
    readings.done(back, {"inspected_until": told}, (1200, 900))
    assert "2020-05" in beifang.get(address).text


def test_without_redis_a_carrier_goes_on(
    settings: Settings, own_redis: RealRedis, carriers: dict[str, Carrier]
) -> None:
    connection = queues.connect(own_redis.url)
    own_redis.kill()
    client = as_person(create_app(settings, redis=connection), cast.CARRIER)
    address = begun(client)
    photographed(client, address)
    assert client.post(address, data=FORM | {"then": "send"}).location == address
    assert Application.get().state == State.SENT
    assert PaperReading.select().count() == 3  # they wait for whoever comes
