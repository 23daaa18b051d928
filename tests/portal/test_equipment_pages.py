"""The equipment's pages: set up by an administrator, tried before saved, and told to the lanes."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from devices.simulated.discovery import DiscoveryResponder
from devices.simulated.modbus_barrier import BarrierController
from devices.simulated.onvif_camera import OnvifCamera
from gate import site
from gate.models import Device, Entry, Gate, Lane, User
from portal import create_app
from settings import Settings
from tests import cast, real_post
from tests.browsing import HTMX, as_person
from tests.real_worker import working
from workers import probe, queues

PASSWORD = "hik-2026-secret"


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return as_person(app, cast.ADMIN)


@pytest.fixture
def lane(people: dict[str, User]) -> Lane:
    gate = site.save_gate({"gate_no": "A", "name": "东门"}, by="admin")
    values = {"gate": gate.id, "barrier_no": "01", "name": "东门进厂", "direction": "1"}
    return site.save_lane({**values, "enabled": "on"}, by="admin")


@pytest.fixture
def worker(tmp_path: Path, redis_url: str) -> Iterator[None]:
    with working(redis_url, tmp_path / "worker.log"):
        yield


@pytest.fixture
def barrier() -> Iterator[BarrierController]:
    controller = BarrierController("127.0.0.1", 0)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def camera() -> Iterator[OnvifCamera]:
    camera = OnvifCamera(
        "127.0.0.1",
        0,
        "rtsp://127.0.0.1:1/stream",
        username="admin",
        password=PASSWORD,
        uuid=str(uuid4()),  # of two with the same one only one is found
        name="东门进厂相机",
        clock_offset=-6,
    )
    camera.start()
    yield camera
    camera.stop()


def a_barrier(lane: Lane, port: int) -> dict[str, str]:
    sent = {"kind": "barrier", "driver": "modbus_barrier", "name": "东门道闸", "lane": str(lane.id)}
    return {**sent, "enabled": "y", "host": "127.0.0.1", "port": str(port)}


def asked(client: FlaskClient, answer: str) -> str:
    """The fragment, asked for again until it no longer asks by itself."""
    deadline = time.monotonic() + 40
    while (again := re.search(r'hx-get="([^"]+)"', answer)) and time.monotonic() < deadline:
        time.sleep(0.2)
        answer = client.get(again[1], headers=HTMX).text
    return answer


@pytest.mark.parametrize(
    "person", [cast.MANAGER, cast.GUARD, cast.INSPECTOR, cast.CARRIER], ids=lambda p: p.role
)
def test_equipment_is_for_administrators(app: Flask, lane: Lane, person: cast.Person) -> None:
    client = as_person(app, person)
    for path in ("", "gates/new", "lanes/new", f"lanes/{lane.id}", "devices/new?kind=camera"):
        assert client.get(f"/equipment/{path}").status_code == 403
    for path in ("cameras/search", "devices/try", "devices/save"):
        assert client.post(f"/equipment/{path}").status_code == 403


def test_gates_and_lanes_are_made_and_renamed(admin: FlaskClient) -> None:
    assert admin.get("/equipment/").status_code == 200
    assert (
        admin.post("/equipment/gates/new", data={"gate_no": "a", "name": "东门"}).status_code == 303
    )
    gate = Gate.get()
    values = {"gate": gate.id, "barrier_no": "01", "name": "东门进厂", "direction": "1"}
    assert admin.post("/equipment/lanes/new", data={**values, "enabled": "y"}).status_code == 303
    lane = Lane.get()
    assert "A-01" in admin.get("/equipment/").text
    assert 'value="东门进厂"' in admin.get(f"/equipment/lanes/{lane.id}").text
    renamed = {**values, "name": "东一道"}
    assert admin.post(f"/equipment/lanes/{lane.id}", data=renamed).status_code == 303
    assert (Lane.get().name, Lane.get().enabled) == ("东一道", False)


def test_mistakes_of_gates_and_lanes_come_back(admin: FlaskClient, lane: Lane) -> None:
    twice = admin.post("/equipment/gates/new", data={"gate_no": "A", "name": "x"})
    assert twice.status_code == 422
    assert 'id="gate_no-errors"' in twice.text
    bad = admin.post(
        f"/equipment/lanes/{lane.id}", data={"gate": "9", "barrier_no": "", "name": ""}
    )
    assert bad.status_code == 422
    assert 'id="barrier_no-errors"' in bad.text
    assert admin.get("/equipment/lanes/99").status_code == 404


@pytest.mark.parametrize(
    ("kind", "driver"), [(kind, driver) for kind, all_ in probe.DRIVERS.items() for driver in all_]
)
def test_every_driver_draws_its_form(admin: FlaskClient, kind: str, driver: str) -> None:
    page = admin.get(f"/equipment/devices/new?kind={kind}&driver={driver}")
    assert page.status_code == 200
    for name, field in probe.describe(driver)["properties"].items():
        assert f'name="{name}"' in page.text
        hides = re.search(rf'<input[^>]*id="{name}"[^>]*type="password"', page.text)
        assert bool(hides) is (field.get("format") == "password"), name


def test_a_barrier_is_tried_then_saved(
    admin: FlaskClient, lane: Lane, barrier: BarrierController, worker: None
) -> None:
    sent = a_barrier(lane, barrier.port)
    first = admin.post("/equipment/devices/try", data=sent, headers=HTMX)
    assert 'hx-trigger="load' in first.text
    told = asked(admin, first.text)
    assert 'class="told told-works"' in told
    trial = re.search(r'name="trial" value="(\w+)"', told)
    assert trial is not None
    saved = admin.post("/equipment/devices/save", data={**sent, "trial": trial[1]})
    assert saved.status_code == 303
    device = Device.get()
    assert site.settings_of(device)["port"] == barrier.port
    assert device.lane == lane


def test_a_trial_vouches_only_for_the_settings_it_tried(
    admin: FlaskClient, lane: Lane, barrier: BarrierController, worker: None
) -> None:
    sent = a_barrier(lane, barrier.port)
    told = asked(admin, admin.post("/equipment/devices/try", data=sent, headers=HTMX).text)
    trial = re.search(r'name="trial" value="(\w+)"', told)
    assert trial is not None
    other = {**sent, "port": "1", "trial": trial[1]}
    refused = admin.post("/equipment/devices/save", data=other)
    assert refused.status_code == 422
    assert 'name="untested"' in refused.text
    assert Device.select().count() == 0
    assert admin.post("/equipment/devices/save", data={**other, "untested": "1"}).status_code == 303


def test_without_scripts_a_trial_is_waited_for(
    admin: FlaskClient, lane: Lane, barrier: BarrierController, worker: None
) -> None:
    page = admin.post("/equipment/devices/try", data=a_barrier(lane, barrier.port))
    assert "<html" in page.text
    assert 'class="told told-works"' in page.text
    assert 'value="东门道闸"' in page.text


def test_a_wrong_password_of_a_camera_is_said(
    admin: FlaskClient, lane: Lane, camera: OnvifCamera, worker: None
) -> None:
    sent = {"kind": "camera", "driver": "onvif", "name": "相机", "lane": str(lane.id)}
    access = {"host": "127.0.0.1", "port": str(camera.port), "username": "admin"}
    first = admin.post(
        "/equipment/devices/try", data={**sent, **access, "password": "guess"}, headers=HTMX
    )
    told = asked(admin, first.text)
    assert 'role="alert"' in told
    assert "told-fails" in told
    good = admin.post(
        "/equipment/devices/try", data={**sent, **access, "password": PASSWORD}, headers=HTMX
    )
    told = asked(admin, good.text)
    assert "rtsp://127.0.0.1:1/stream" in told
    assert "told-waits" in told  # its clock is six seconds slow


def test_cameras_are_found_and_their_form_is_filled(
    admin: FlaskClient, lane: Lane, camera: OnvifCamera, worker: None
) -> None:
    responder = DiscoveryResponder([camera.announcement])
    responder.start()
    try:
        first = admin.post("/equipment/cameras/search", data={"addresses": ""}, headers=HTMX)
        told = asked(admin, first.text)
    finally:
        responder.stop()
    link = re.search(rf'href="(/equipment/devices/new[^"]*port={camera.port}[^"]*)"', told)
    assert link is not None
    form = admin.get(link[1].replace("&amp;", "&")).text
    assert 'value="127.0.0.1"' in form
    assert f'value="{camera.port}"' in form
    assert 'value="东门进厂相机"' in form


def test_without_a_worker_the_page_says_so(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PATIENCE_S", 0.5)
    first = admin.post("/equipment/cameras/search", headers=HTMX)
    told = asked(admin, first.text)
    assert "told-fails" in told
    plain = admin.post("/equipment/cameras/search")
    assert plain.status_code == 303
    assert "<html" in admin.get(plain.location).text


def test_without_redis_the_page_says_so(settings: Settings, people: dict[str, User]) -> None:
    with queues.connect("redis://127.0.0.1:1") as nobody:
        admin = as_person(create_app(settings, redis=nobody), cast.ADMIN)
        told = admin.post("/equipment/cameras/search", headers=HTMX)
        assert told.status_code == 200
        assert "Redis" in told.text
        assert admin.get("/equipment/").status_code == 200


def test_a_stored_password_is_neither_shown_nor_lost(admin: FlaskClient, lane: Lane) -> None:
    sent = {
        "kind": "camera",
        "driver": "onvif",
        "name": "相机",
        "lane": str(lane.id),
        "enabled": "y",
    }
    access = {"host": "192.0.2.7", "port": "80", "username": "admin"}
    first = {**sent, **access, "password": PASSWORD, "untested": "1"}
    assert admin.post("/equipment/devices/save", data=first).status_code == 303
    device = Device.get()
    page = admin.get(f"/equipment/devices/{device.id}").text
    assert PASSWORD not in page
    again = {**sent, **access, "device": str(device.id), "name": "东门相机", "password": ""}
    assert admin.post("/equipment/devices/save", data=again).status_code == 303
    saved = Device.get()
    assert (saved.name, site.settings_of(saved)["password"]) == ("东门相机", PASSWORD)
    assert all(PASSWORD.encode() not in bytes(entry.content) for entry in Entry.select())


def test_settings_that_the_driver_does_not_take_come_back(admin: FlaskClient, lane: Lane) -> None:
    sent = {**a_barrier(lane, 502), "host": "", "port": "70000", "pulse_s": "long"}
    for path in ("try", "save"):
        answer = admin.post(f"/equipment/devices/{path}", data=sent, headers=HTMX)
        assert answer.status_code == 422
        assert answer.headers["HX-Retarget"] == "#sheet"
        for name in ("host", "port", "pulse_s"):
            assert f'id="{name}-errors"' in answer.text


def test_what_is_asked_of_nothing_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/equipment/devices/new?kind=drone").status_code == 404
    assert admin.get("/equipment/devices/99").status_code == 404
    assert admin.get("/equipment/questions/none/picture").status_code == 404
    assert admin.get("/equipment/questions/none").status_code == 200


def test_a_mail_server_is_tried_with_a_letter_and_says_what_it_said(
    admin: FlaskClient, worker: None
) -> None:
    with real_post.listening() as post:
        told = {"kind": "mail", "driver": "smtp", "name": "厂内邮局", "enabled": "y"}
        sent = told | {
            "host": "127.0.0.1", "port": str(post.port), "security": "none",
            "sender": real_post.SENDER, "test_to": "admin@plant.example",
        }  # fmt: skip
        answer = asked(admin, admin.post("/equipment/devices/try", data=sent, headers=HTMX).text)
        assert "admin@plant.example" in answer
        assert "250 taken" in answer
        assert [letter["To"] for letter in post.taken] == ["admin@plant.example"]
        trial = re.search(r'name="trial" value="(\w+)"', answer)
        assert trial is not None
        saved = admin.post("/equipment/devices/save", data={**sent, "trial": trial[1]})
        assert saved.status_code == 303
        post.says = "550 nobody of this name"
        refused = asked(admin, admin.post("/equipment/devices/try", data=sent, headers=HTMX).text)
        assert "邮件服务器拒收：550 nobody of this name" in refused
    assert "厂内邮局" in admin.get("/equipment/").text
