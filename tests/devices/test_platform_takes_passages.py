"""A passage reaches the platform signed, is taken once, and what was acknowledged is never lost."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from devices import connect, signing
from devices.interfaces import DeviceError, Photo
from devices.rsa2_platform import Rsa2Platform, generate_keys
from devices.simulated.platform import STAMP, PlatformServer

ROOT = Path(__file__).parents[2]
BEIJING = timezone(timedelta(hours=8))
APP_ID = "greengate-test"
PHOTOS = [
    Photo("front", b"\xff\xd8 front"),
    Photo("body", b"\xff\xd8 body"),
    Photo("plate", b"\xff\xd8 plate"),
]
PASSAGE = {
    "serial_no": "1306020001A0120261122081530125",
    "gate_no": "A",
    "barrier_no": "01",
    "direction": "1",
    "passed_at": datetime(2026, 11, 22, 8, 15, 30, 125000, tzinfo=BEIJING),
    "plate_no": "冀B12345",
    "plate_colour": "1",
    "vehicle_type": "H17",
    "vin": "LSVAA4182E2184847",
    "registration_date": date(2021, 8, 1),
    "vehicle_model": "解放牌CA3250",
    "engine_model": "CA6DM3",
    "engine_maker": "一汽解放",
    "engine_no": "53412345",
    "fuel_type": "B",
    "emission_stage": "6",
    "use_nature": "F",
    "network_status": "2",
    "cargo_name": "铁矿石",
    "cargo_quantity": Decimal("31.250"),
    "quantity_unit": "T",
    "carrier_name": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return generate_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def server(keys: tuple[Path, Path], tmp_path: Path) -> Iterator[PlatformServer]:
    server = PlatformServer(
        "127.0.0.1", 0, app_id=APP_ID, public_key_pem=keys[1].read_bytes(), folder=tmp_path
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def platform(server: PlatformServer, keys: tuple[Path, Path]) -> Iterator[Rsa2Platform]:
    platform = connector(server.url, keys[0])
    yield platform
    platform.close()


def connector(url: str, private_key: Path | str, **more: Any) -> Rsa2Platform:
    config = {"base_url": url, "app_id": APP_ID, "private_key": str(private_key), "timeout_s": 2}
    platform = connect("rsa2_platform", {**config, **more})
    assert isinstance(platform, Rsa2Platform)
    return platform


def post(server: PlatformServer, message: dict[str, Any]) -> tuple[int, str]:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(server.url + "/passages", json=message, timeout=30)
        return answer.status_code, answer.json()["message"]


def signed(private_key: Path, **changes: Any) -> dict[str, Any]:
    message = {
        "appId": APP_ID,
        "timestamp": datetime.now(BEIJING).strftime(STAMP),
        "nonce": "once",
        "serial_no": "x",
        **changes,
    }
    return message | {"sign": signing.sign(message, signing.private_key(str(private_key)))}


def test_a_passage_is_accepted_and_kept_as_it_was_sent(
    platform: Rsa2Platform, server: PlatformServer
) -> None:
    receipt = platform.send_passage(PASSAGE, PHOTOS)

    assert receipt.accepted
    assert receipt.code == "200"
    (row,) = server.rows
    assert row["receipt"] == receipt.reference
    assert row["passed_at"] == "2026-11-22 08:15:30"
    assert row["cargo_quantity"] == "31.250"
    assert row["plate_no"] == "冀B12345"
    assert row["network_status"] == "0"  # 不适用 is ours alone
    assert {photo["role"]: photo["sha256"] for photo in row["photos"]} == {
        photo.role: hashlib.sha256(photo.jpeg).hexdigest() for photo in PHOTOS
    }


def test_sent_twice_it_is_one_row_with_one_receipt(
    platform: Rsa2Platform, server: PlatformServer
) -> None:
    first, second = (platform.send_passage(PASSAGE, PHOTOS) for _ in range(2))

    assert second == first
    assert len(server.rows) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vin", None),
        ("vin", "LSVAA4182E21848"),
        ("cargo_name", ""),
        ("plate_colour", "9"),
        ("passed_at", "2026/11/22"),
    ],
)
def test_a_row_with_a_bad_item_is_refused_for_good_and_the_item_named(
    platform: Rsa2Platform, server: PlatformServer, name: str, value: Any
) -> None:
    receipt = platform.send_passage({**PASSAGE, name: value}, PHOTOS)

    assert not receipt.accepted
    assert receipt.permanent
    assert name in receipt.message
    assert server.rows == []


def test_a_row_without_the_vehicles_front_is_refused(platform: Rsa2Platform) -> None:
    receipt = platform.send_passage(PASSAGE, PHOTOS[1:])

    assert receipt.permanent
    assert "photos.front" in receipt.message


def test_a_picture_that_changed_on_the_way_is_refused(
    server: PlatformServer, keys: tuple[Path, Path]
) -> None:
    picture = {"role": "front", "sha256": "0" * 64, "image": "AAAA"}
    status, message = post(server, signed(keys[0], photos=[picture]))

    assert status == 422
    assert "photos.front 图片与摘要不符" in message


def test_a_key_the_platform_does_not_know_is_told_so(
    server: PlatformServer, tmp_path: Path
) -> None:
    stranger, _ = generate_keys(tmp_path / "stranger")
    platform = connector(server.url, stranger.read_text())

    with pytest.raises(DeviceError, match="signature: 签名错误") as caught:
        platform.send_passage(PASSAGE, PHOTOS)

    assert caught.value.permanent
    platform.close()


def test_a_message_changed_after_signing_is_refused(
    server: PlatformServer, keys: tuple[Path, Path]
) -> None:
    status, message = post(server, signed(keys[0]) | {"serial_no": "y"})

    assert (status, message) == (401, "签名错误")


def test_a_message_heard_on_the_line_and_said_again_is_refused(
    server: PlatformServer, keys: tuple[Path, Path]
) -> None:
    message = signed(keys[0])

    assert post(server, message)[0] == 422  # believed, though the row is not whole
    assert post(server, message) == (401, "nonce重复或缺失")


def test_a_clock_that_is_off_is_named(server: PlatformServer, keys: tuple[Path, Path]) -> None:
    long_ago = (datetime.now(BEIJING) - timedelta(minutes=6)).strftime(STAMP)
    status, message = post(server, signed(keys[0], timestamp=long_ago))

    assert status == 401
    assert "时钟" in message


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_junk_is_answered_not_suffered(server: PlatformServer, junk: bytes) -> None:
    with requests.Session() as session:
        session.trust_env = False
        assert session.post(server.url + "/passages", data=junk, timeout=30).status_code == 400


def test_while_the_platform_is_away_nothing_is_lost_and_then_it_is_accepted(
    platform: Rsa2Platform, server: PlatformServer
) -> None:
    assert platform.send_passage(PASSAGE, PHOTOS).accepted
    server.away = True
    for _ in range(2):  # on the connection kept open, and on a new one
        with pytest.raises(DeviceError, match="cannot be reached") as caught:
            platform.send_passage({**PASSAGE, "serial_no": "next"}, PHOTOS)
        assert not caught.value.permanent
    server.away = False

    assert platform.send_passage({**PASSAGE, "serial_no": "next"}, PHOTOS).accepted
    assert len(server.rows) == 2


def test_of_a_corrected_row_the_newest_version_stays(
    platform: Rsa2Platform, server: PlatformServer
) -> None:
    corrected = {**PASSAGE, "revision": 1, "cargo_name": "焦炭"}
    first = platform.send_passage(PASSAGE, PHOTOS)
    second = platform.send_passage(corrected, PHOTOS)
    assert second.reference != first.reference
    for late in ({**PASSAGE, "revision": 0}, PASSAGE, corrected):
        assert platform.send_passage(late, PHOTOS) == second
    server.stop()
    server.start()
    assert platform.send_passage(PASSAGE, PHOTOS) == second
    [row] = server.rows
    assert (row["cargo_name"], row["revision"]) == ("焦炭", 1)
    refused = platform.send_passage({**corrected, "revision": -1}, PHOTOS)
    assert "revision 格式错误" in refused.message


def test_a_busy_platform_is_asked_again_later(
    platform: Rsa2Platform, server: PlatformServer
) -> None:
    server.busy = True

    with pytest.raises(DeviceError, match="503: 系统繁忙") as caught:
        platform.send_passage(PASSAGE, PHOTOS)
    assert not caught.value.permanent


def test_nobody_at_the_address_is_a_fault_that_may_pass(keys: tuple[Path, Path]) -> None:
    platform = connector("http://127.0.0.1:1", keys[0])

    with pytest.raises(DeviceError, match="cannot be reached"):
        platform.send_passage(PASSAGE, PHOTOS)
    platform.close()


def test_a_restart_remembers_every_row(
    platform: Rsa2Platform, server: PlatformServer, tmp_path: Path
) -> None:
    receipt = platform.send_passage(PASSAGE, PHOTOS)
    server.stop()
    with (tmp_path / "platform.jsonl").open("ab") as file:
        file.write(b'{"serial_no": "torn')
    server.start()

    assert platform.send_passage(PASSAGE, PHOTOS) == receipt
    assert platform.send_passage({**PASSAGE, "serial_no": "next"}, PHOTOS).accepted
    assert [row["serial_no"] for row in server.rows] == [PASSAGE["serial_no"], "next"]


def test_a_kill_loses_nothing_that_was_acknowledged(
    keys: tuple[Path, Path], tmp_path: Path
) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from devices.simulated.platform import PlatformServer\n"
        "server = PlatformServer('127.0.0.1', 0, app_id=sys.argv[1],\n"
        "    public_key_pem=Path(sys.argv[2]).read_bytes(), folder=Path(sys.argv[3]))\n"
        "server.start(); print(server.url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, APP_ID, str(keys[1]), str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        platform = connector(process.stdout.readline().strip(), keys[0])
        acknowledged = [
            platform.send_passage({**PASSAGE, "serial_no": f"row-{number}"}, PHOTOS).reference
            for number in range(20)
        ]
        os.kill(process.pid, signal.SIGKILL)
        platform.close()

    lines = (tmp_path / "platform.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["receipt"] for line in lines] == acknowledged


def test_our_private_key_is_ours_alone_and_made_once(tmp_path: Path) -> None:
    private, public = generate_keys(tmp_path)
    made = private.read_bytes(), public.read_bytes()

    assert private.stat().st_mode & 0o777 == 0o600
    assert generate_keys(tmp_path) == (private, public)
    assert (private.read_bytes(), public.read_bytes()) == made


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("/nowhere/key.pem", "cannot be read: No such file"),
        ("-----BEGIN nonsense", "not an unencrypted PEM private key"),
    ],
)
def test_a_bad_private_key_is_said_before_anything_is_sent(key: str, sentence: str) -> None:
    with pytest.raises(DeviceError, match=sentence) as caught:
        connector("http://127.0.0.1:1", key)
    assert caught.value.permanent
