"""Gates, lanes and devices: what they may be, and that each change is in the chain without its secrets."""

import json
from typing import Any

import pytest

from gate import ledger, proof, site
from gate.models import Device, Entry, Gate, Lane

CAMERA = {"host": "192.0.2.7", "username": "admin", "password": "海康-12345"}


@pytest.fixture
def lane(database: Any) -> Lane:
    gate = site.save_gate({"gate_no": "a", "name": "东门"}, by="admin")
    values = {"gate": gate.id, "barrier_no": "01", "name": "东门进厂", "direction": "1"}
    return site.save_lane({**values, "enabled": "on"}, by="admin")


def a_camera(at: Lane, **more: Any) -> dict[str, Any]:
    return {
        "kind": "camera",
        "name": "东门进厂相机",
        "driver": "onvif",
        "lane": at.id,
        "enabled": "on",
        **more,
    }


def last_body() -> dict[str, Any]:
    entry = Entry.select().order_by(Entry.seq.desc()).get()
    body: dict[str, Any] = json.loads(bytes(entry.content))["body"]
    return body


def test_a_new_lane_is_in_the_chain(lane: Lane) -> None:
    assert lane.code == "A-01"
    told = last_body()
    assert (told["what"], told["by"]) == ("created", "admin")
    assert told["after"]["direction"] == "1"


def test_no_password_enters_the_chain(lane: Lane) -> None:
    device = site.save_device(a_camera(lane), CAMERA, by="admin")
    site.save_device(a_camera(lane), {**CAMERA, "password": "new-secret"}, "admin", device)
    contents = b"".join(bytes(entry.content) for entry in Entry.select()).decode()
    assert "海康-12345" not in contents
    assert "new-secret" not in contents
    assert last_body()["after"]["config"]["password"] == site.HIDDEN
    assert site.settings_of(Device.get_by_id(device.id))["password"] == "new-secret"
    assert proof.verify().holds


def test_an_edited_lane_keeps_the_fence_of_its_watcher(lane: Lane) -> None:
    number = ledger.claim(lane.id)
    values = {"gate": lane.gate.id, "barrier_no": "01", "name": "东一道", "direction": "both"}
    site.save_lane(values, "admin", lane)
    again = Lane.get_by_id(lane.id)
    assert (again.fence, again.name, again.enabled) == (number, "东一道", False)
    assert last_body()["before"] == {"name": "东门进厂", "direction": "1", "enabled": True}


def test_saving_without_a_change_writes_nothing(lane: Lane) -> None:
    device = site.save_device(a_camera(lane), CAMERA, by="admin")
    before = Entry.select().count()
    site.save_device(a_camera(lane), CAMERA, "admin", Device.get_by_id(device.id))
    assert Entry.select().count() == before


@pytest.mark.parametrize(
    ("values", "field", "key"),
    [
        ({"gate_no": "", "name": "x"}, "gate_no", "required"),
        ({"gate_no": "1", "name": "x"}, "gate_no", "not_a_letter"),
        ({"gate_no": "AB", "name": "x"}, "gate_no", "too_long"),
        ({"gate_no": "A", "name": "x"}, "gate_no", "duplicate"),
        ({"gate_no": "B", "name": ""}, "name", "required"),
    ],
)
def test_a_bad_gate_is_refused(lane: Lane, values: dict[str, str], field: str, key: str) -> None:
    with pytest.raises(site.SiteError) as refused:
        site.save_gate(values, by="admin")
    assert refused.value.errors[field] == key
    assert Gate.select().count() == 1


@pytest.mark.parametrize(
    ("mistake", "field", "key"),
    [
        ({"gate": "99"}, "gate", "unknown_code"),
        ({"gate": ""}, "gate", "required"),
        ({"barrier_no": "0001"}, "barrier_no", "too_long"),
        ({"barrier_no": "道一"}, "barrier_no", "not_a_number"),
        ({"barrier_no": "01"}, "barrier_no", "duplicate"),
        ({"direction": "3"}, "direction", "unknown_code"),
    ],
)
def test_a_bad_lane_is_refused(lane: Lane, mistake: dict[str, str], field: str, key: str) -> None:
    good = {"gate": lane.gate.id, "barrier_no": "02", "name": "二道", "direction": "2"}
    with pytest.raises(site.SiteError) as refused:
        site.save_lane({**good, **mistake}, by="admin")
    assert refused.value.errors == {field: key}


@pytest.mark.parametrize(
    ("mistake", "field", "key"),
    [
        ({"kind": "drone"}, "kind", "unknown_code"),
        ({"lane": ""}, "lane", "required"),
        ({"name": ""}, "name", "required"),
        ({}, "lane", "lane_has_one"),
    ],
)
def test_a_bad_device_is_refused(lane: Lane, mistake: dict[str, str], field: str, key: str) -> None:
    site.save_device(a_camera(lane), CAMERA, by="admin")
    with pytest.raises(site.SiteError) as refused:
        site.save_device(a_camera(lane, **mistake), CAMERA, by="admin")
    assert refused.value.errors[field] == key


def test_a_spare_camera_may_wait_switched_off(lane: Lane) -> None:
    site.save_device(a_camera(lane), CAMERA, by="admin")
    site.save_device(a_camera(lane, enabled="", name="备用"), CAMERA, by="admin")
    assert [device.enabled for device in site.devices_of(lane)] == [True, False]


def test_a_platform_stands_at_no_lane(lane: Lane) -> None:
    values = {"kind": "platform", "name": "市平台", "driver": "rsa2_platform", "enabled": "on"}
    site.save_device(values, {"private_key": "-----BEGIN"}, by="admin")
    assert [device.name for device in site.devices_of(None)] == ["市平台"]
    assert last_body()["after"]["config"] == {"private_key": site.HIDDEN}
