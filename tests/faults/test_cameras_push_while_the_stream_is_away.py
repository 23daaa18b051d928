"""The lane's stream is gone and its camera goes on pushing: who comes is written down, with the camera's picture."""

import time
from collections.abc import Iterator
from typing import Any

import cv2
import pytest

from devices.simulated.pushing_camera import PushingCamera
from gate import evidence, tokens
from gate.ledger import Result
from portal import create_app
from tests import cast, small_site
from tests.devices import drawn_views
from tests.patience import until
from tests.portal.serving import served
from tests.small_house import REDIS, WATCHER, SmallHouse
from tests.small_houses import BuildHouse
from tests.small_plant import HOST, a_visit
from tests.wire import Wire

pytestmark = pytest.mark.slow
PLATE = cast.APPROVED.plate_no


@pytest.fixture
def house(build_house: BuildHouse, vehicles: dict[str, Any]) -> SmallHouse:
    return build_house([a_visit(PLATE)] * 2)


@pytest.fixture
def token(house: SmallHouse) -> str:
    """The secret of the camera's address; the cable of its stream is out for good."""
    plan, token = house.plant.lane, tokens.fresh()
    wire = Wire(plan.rtsp_port)
    wire.plug_in()
    wire.pull_out()
    login = {"username": plan.username, "password": plan.password}
    address = f"rtsp://{HOST}:{wire.port}/stream"
    small_site.place("camera", "rtsp", {"url": address, **login}, house.lane)
    trust(house, token, alone=False)
    return token


@pytest.fixture
def camera(house: SmallHouse, token: str) -> Iterator[PushingCamera]:
    """Before a portal of this house, which is watched."""
    house.start(REDIS, WATCHER)
    house.have_it_watched()
    house.plant.wait_until_ready()
    until(lambda: is_blind(house), "the lane is watched, and sees nothing")
    with served(create_app(house.settings, redis=house.redis)) as portal:
        camera = PushingCamera(f"{portal}/cameras/{token}")
        yield camera
        camera.close()


@pytest.fixture(scope="module")
def scene() -> bytes:
    """The truck's plate as the camera sees it."""
    plate = drawn_views.plate(PLATE, cast.APPROVED.colour)
    picture = drawn_views.hang(drawn_views.wall(), plate, left=800, top=600, width=260)
    return cv2.imencode(".jpg", picture)[1].tobytes()


def trust(house: SmallHouse, token: str, *, alone: bool) -> None:
    config = {"alone": alone, "token": tokens.digest(token)}
    small_site.place("reader", "isapi_anpr", config, house.lane)


def is_blind(house: SmallHouse) -> bool:
    told = house.status()
    return (
        bool(told) and told["barrier"]["position"] == "closed" and bool(told["camera"]["problem"])
    )


def pushes(house: SmallHouse, camera: PushingCamera, scene: bytes, rows: int) -> bool:
    """The camera sees it still, and says so; whether there is a row of it."""
    time.sleep(0.5)
    assert camera.push(PLATE, picture=scene) == 200
    return len(house.rows()) >= rows


def test_a_pushed_plate_is_a_row_with_its_picture_and_opens_only_where_the_camera_is_trusted(
    house: SmallHouse, camera: PushingCamera, token: str, scene: bytes
) -> None:
    house.plant.send()
    house.plant.wait_for("arrived")
    until(lambda: pushes(house, camera, scene, 1), "it is written down")
    row = house.row()
    assert (row.plate_no, row.plate_colour, row.verdict, row.looks) == (PLATE, "1", "hold", 1)
    assert "low_confidence" in row.reasons
    for photo in (row.front_photo, row.body_photo, row.plate_photo):
        assert evidence.path_of(house.settings.evidence_dir, photo).exists()
    assert house.plant.lifts() == []
    assert house.lift(row).done
    house.plant.wait_for("left")

    trust(house, token, alone=True)
    house.plant.send()
    house.plant.wait_for("arrived", 2)
    until(lambda: pushes(house, camera, scene, 2), "the second one is written down")
    second = house.row(2)
    until(
        lambda: pushes(house, camera, scene, 2) and Result.LIFTED in house.results(second),
        "its arm is lifted",
    )
    assert (second.plate_no, second.verdict) == (PLATE, "open")
    house.plant.wait_for("left", 2)
    assert len(house.rows()) == 2
