"""Cameras that read plates themselves: set up once, known by their address alone, and bounded in what they may send."""

import html
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from devices.interfaces import PlateColour
from devices.simulated.pushing_camera import PushingCamera, alert
from gate import clock, site, tokens
from gate.models import Device, Entry, Lane, User
from portal import create_app, readers
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal import drawn_pictures
from tests.portal.serving import served
from workers import pushed, queues

PLATE = cast.APPROVED.plate_no
Reader = Callable[..., str]


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return as_person(app, cast.ADMIN)


@pytest.fixture
def reader(admin: FlaskClient, lanes: list[Lane]) -> Reader:
    """Set a reading camera up at the first lane; the path of its address."""

    def set_up(driver: str = "isapi_anpr", **other: str) -> str:
        sent = {"kind": "reader", "driver": driver, "name": "东门识别相机", "enabled": "y"}
        page = admin.post(
            "/equipment/devices/save", data={**sent, "lane": str(lanes[0].id), **other}
        )
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        return address_in(page.text)

    return set_up


@pytest.fixture
def camera(app: Flask, reader: Reader) -> Iterator[PushingCamera]:
    """The simulated camera before a portal on a real socket."""
    path = reader()
    with served(app) as portal:
        camera = PushingCamera(portal + path)
        yield camera
        camera.close()


def address_in(page: str) -> str:
    found = re.search(r'value="http://[^/]+(/cameras/[\w-]{40,})"', html.unescape(page))
    assert found is not None
    return found[1]


def pushes(client: FlaskClient, path: str, **told: Any) -> tuple[int, str]:
    """One message of the JSON webhook."""
    answer = client.post(path, data=json.dumps(told), content_type="application/json")
    return answer.status_code, answer.text.strip()


def test_a_pushed_plate_waits_for_its_lane(
    camera: PushingCamera, redis: Redis, lanes: list[Lane]
) -> None:
    scene = drawn_pictures.truck(muddy=False)
    before = clock.now()
    assert camera.push("黄" + PLATE, picture=scene, each=",".join(["98"] * 7)) == 200
    assert pushed.take(redis, lanes[1].id) is None
    heard = pushed.take(redis, lanes[0].id)
    assert heard is not None
    assert (heard.text, heard.colour, heard.alone) == (PLATE, PlateColour.YELLOW, False)
    assert heard.characters == (0.98,) * 7
    assert timedelta() <= heard.at - before <= timedelta(seconds=30)
    assert heard.picture.startswith(b"\xff\xd8\xff")
    assert pushed.take(redis, lanes[0].id) is None


def test_what_is_sent_again_is_taken_once(
    camera: PushingCamera, redis: Redis, lanes: list[Lane]
) -> None:
    text = alert(PLATE)
    assert [camera.send(text) for _ in range(3)] == [200] * 3
    assert pushed.take(redis, lanes[0].id) is not None
    assert pushed.take(redis, lanes[0].id) is None


def test_what_could_not_be_handed_on_is_taken_when_it_comes_again(
    camera: PushingCamera, redis: Redis, lanes: list[Lane]
) -> None:
    text = alert(PLATE)
    redis.set(pushed.list_of(lanes[0].id), "no list, so that nothing can be laid there")
    assert camera.send(text) == 503
    redis.delete(pushed.list_of(lanes[0].id))
    assert [camera.send(text) for _ in range(2)] == [200, 200]
    assert pushed.take(redis, lanes[0].id) is not None
    assert pushed.take(redis, lanes[0].id) is None


def test_what_is_no_plate_goes_nowhere(
    camera: PushingCamera, redis: Redis, lanes: list[Lane], admin: FlaskClient
) -> None:
    assert "尚未收到消息" in admin.get("/equipment/").text
    for plate in ("无车牌", "ABC1234", "冀B7K26", "冀B7K268冀B7K268", "' OR 1=1"):
        assert camera.push(plate) == 200
    assert camera.push(PLATE, event="videoloss") == 200
    assert "其中没有车牌" in admin.get("/equipment/").text
    assert camera.send("<EventNotificationAlert>") == 400
    assert "无法理解" in admin.get("/equipment/").text
    assert pushed.take(redis, lanes[0].id) is None


def test_a_hostile_picture_is_left_out_and_its_plate_counts(
    camera: PushingCamera, redis: Redis, lanes: list[Lane]
) -> None:
    assert camera.push(PLATE, picture=b"\xff\xd8\xff" + b"\0" * 5000) == 200
    heard = pushed.take(redis, lanes[0].id)
    assert heard is not None
    assert heard.picture == b""


def test_a_colour_the_plate_cannot_have_is_not_told(
    camera: PushingCamera, redis: Redis, lanes: list[Lane]
) -> None:
    assert camera.push(PLATE, "newEnergyGreen") == 200
    heard = pushed.take(redis, lanes[0].id)
    assert heard is not None
    assert heard.colour is None


@pytest.mark.parametrize(
    ("off_s", "taken"), [(-1.5, True), (-60, False), (60, False), (None, False)]
)
def test_only_a_clock_near_ours_is_believed_and_only_then_its_word_alone(
    app: Flask, reader: Reader, redis: Redis, lanes: list[Lane], off_s: float | None, taken: bool
) -> None:
    path = reader("json_webhook", alone="y")
    told = {"plate": PLATE, "colour": "yellow", "confidence": 0.99}
    now = clock.now()
    if off_s is not None:
        told["captured_at"] = clock.stamp(now + timedelta(seconds=off_s))
    assert pushes(app.test_client(), path, **told) == (200, pushed.TAKEN)
    heard = pushed.take(redis, lanes[0].id)
    assert heard is not None
    assert heard.alone is taken
    assert (heard.at < now) is taken


def test_a_lane_that_does_not_keep_up_loses_the_oldest(
    app: Flask, reader: Reader, redis: Redis, lanes: list[Lane]
) -> None:
    path, client = reader("json_webhook"), app.test_client()
    for number in range(pushed.MOST_WAITING + 3):
        pushes(client, path, plate=f"冀B7K2{number:02}", confidence=0.9)
    waiting = [heard.text for heard in iter(lambda: pushed.take(redis, lanes[0].id), None)]
    assert waiting == [f"冀B7K2{number:02}" for number in range(3, pushed.MOST_WAITING + 3)]


def test_wrong_addresses_are_nobodys_and_guessing_ends(
    app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WRONG_TOKENS", 3)
    path, client = reader("json_webhook"), app.test_client()
    answers = [client.post(f"/cameras/{'x' * 43}").status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert pushes(client, path, plate=PLATE)[0] == 200
    assert client.get(path).status_code == 405


def test_a_camera_that_never_stops_is_not_listened_to(
    app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MOST_A_MINUTE", 2)
    path, client = reader("json_webhook"), app.test_client()
    assert [pushes(client, path, plate="")[0] for _ in range(3)] == [200, 200, 429]


def test_what_is_too_large_is_not_read(
    app: Flask, reader: Reader, redis: Redis, lanes: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "LARGEST", 50_000)
    path, client = reader(), app.test_client()
    text = (io.BytesIO(b"<" + b" " * 60_000), "anpr.xml")
    assert client.post(path, data={"anpr.xml": text}).status_code == 413
    assert client.post(path, data=b"{" + b" " * 60_000).status_code == 413
    many = {f"part{number}": "x" for number in range(readers.MOST_PARTS + 1)}
    many_parts = client.post(path, data=many, content_type="multipart/form-data")
    assert many_parts.status_code == 413
    assert client.post(path, data=b"--x\r\n", content_type="multipart/form-data").status_code == 400
    assert pushed.take(redis, lanes[0].id) is None


def test_a_session_lets_no_page_push(admin: FlaskClient, reader: Reader) -> None:
    path = reader("json_webhook")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    # The address is all that counts: who knows it needs no session, and who does not is helped by none.
    assert admin.post("/cameras/guess", headers=foreign).status_code == 404
    sent = {"data": b'{"plate": ""}', "content_type": "application/json"}
    assert admin.post(path, headers=foreign, **sent).status_code == 200


def test_the_address_is_kept_as_a_hash_and_made_anew(
    app: Flask, admin: FlaskClient, reader: Reader
) -> None:
    path, client = reader("json_webhook"), app.test_client()
    token = path.rpartition("/")[2]
    device = Device.get(Device.kind == "reader")
    assert site.settings_of(device)["token"] == tokens.digest(token)
    page = admin.get(f"/equipment/devices/{device.id}").text
    assert token not in page
    assert tokens.digest(token) not in page
    assert all(tokens.digest(token).encode() not in bytes(row.content) for row in Entry.select())

    values = {"device": device.id, "name": "识别", "lane": device.__data__["lane"], "enabled": "y"}
    assert admin.post("/equipment/devices/save", data=values).status_code == 303
    assert pushes(client, path, plate=PLATE)[0] == 200

    renewed = address_in(admin.post(f"/equipment/devices/{device.id}/address").text)
    assert pushes(client, path, plate=PLATE)[0] == 404
    assert pushes(client, renewed, plate=PLATE)[0] == 200
    switched_off = {**values, "enabled": ""}
    assert admin.post("/equipment/devices/save", data=switched_off).status_code == 303
    assert pushes(client, renewed, plate=PLATE)[0] == 404
    assert admin.post("/equipment/devices/99/address").status_code == 404


def test_without_redis_the_camera_is_asked_to_come_again(
    settings: Settings, people: dict[str, User], reader: Reader
) -> None:
    path = reader("json_webhook")
    with queues.connect("redis://127.0.0.1:1") as nobody:
        client = create_app(settings, redis=nobody).test_client()
        assert pushes(client, path, plate=PLATE)[0] == 503
