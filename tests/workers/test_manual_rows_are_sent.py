"""An unread row is refused by the platform, and taken once a person has told it; rows from paper are taken, too."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from redis import Redis

from devices.signing import generate_keys
from devices.simulated.platform import PlatformServer
from gate import clock, evidence, paper_rows, supplements
from gate.models import Device, Upload
from settings import Settings
from tests.gate import rows
from tests.gate.supplied import MACHINE, PAPER, VALUES
from tests.gate.test_supplements_are_complete import unread
from workers import context, jobs


@pytest.fixture
def platform(
    settings: Settings, redis: Redis, database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PlatformServer]:
    """A platform that checks every row; the job of this process sends to it."""
    private, public = generate_keys(tmp_path / "keys")
    server = PlatformServer(
        "127.0.0.1", 0, app_id="GG0001", public_key_pem=public.read_bytes(), folder=tmp_path
    )
    server.start()
    config = {"base_url": server.url, "app_id": "GG0001", "private_key": str(private)}
    Device.create(
        kind="platform", name="市平台", driver="rsa2_platform", config=json.dumps(config),
        lane=None, enabled=True,
    )  # fmt: skip
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "open_database", lambda: database)
    yield server
    server.stop()


@pytest.fixture
def photo(settings: Settings) -> str:
    out = BytesIO()
    Image.new("RGB", (64, 48), "#336699").save(out, "JPEG")
    return evidence.keep(settings.evidence_dir, out.getvalue())


def pictured(values: dict[str, Any], photo: str) -> dict[str, Any]:
    """The same values with a picture that is there, wherever one is named."""
    return {n: photo if n.endswith(("_photo", "_image")) else value for n, value in values.items()}


def test_what_a_person_has_told_is_taken_and_known_as_manual(
    platform: PlatformServer, photo: str
) -> None:
    passage = unread(rows.lane(), body_photo=photo)
    jobs.send_owed()
    assert (Upload.get().state, platform.rows) == ("refused", [])
    supplements.tell(passage, pictured(VALUES, photo), by="wang")
    jobs.send_owed()
    assert Upload.get().state == "acknowledged"
    [sent] = platform.rows
    assert (sent["plate_no"], sent["manual"], sent["revision"]) == (VALUES["plate_no"], True, 1)
    assert {told["role"] for told in sent["photos"]} == {"front", "body"}


def test_a_machine_without_a_plate_is_taken(platform: PlatformServer, photo: str) -> None:
    passage = unread(rows.lane(), body_photo=photo)
    supplements.tell(passage, pictured(MACHINE, photo), by="wang")
    jobs.send_owed()
    [sent] = platform.rows
    assert (sent["plate_no"], sent["plate_colour"]) == ("无牌9A00042K", "5")


def test_a_row_from_paper_is_taken_with_the_picture_of_its_sheet(
    platform: PlatformServer, photo: str
) -> None:
    at = clock.now() - timedelta(days=1)
    where = {"lane": str(rows.lane().id), "direction": "1", "day": f"{at:%Y-%m-%d}"}
    none = dict.fromkeys(("front_photo", "body_photo", "plate_photo"), "")
    values = pictured(VALUES | PAPER, photo) | where | none | {"words": "停电"}
    paper_rows.write(values, enterprise_no="QY0000001", by="wang")
    jobs.send_owed()
    [sent] = platform.rows
    assert (sent["manual"], sent["recorded_late"], sent["serial_no"][-3:]) == (True, True, "P01")
