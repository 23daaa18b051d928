"""A portal over a real database and a real Redis, with a plant of two gates and three lanes."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from redis import Redis

from devices.tape import film
from gate import clips, clock, evidence, ledger
from gate.carriers import companies
from gate.clips import Made, Wanted
from gate.models import Carrier, Clip, Gate, Lane, Passage, User, Vehicle
from portal import create_app, passwords
from settings import Settings
from tests import cast, real_post, small_site
from tests.browsing import as_person
from tests.devices import taped
from tests.portal.furniture import furnish
from tests.portal.lettered import ADDRESS
from tests.real_post import SENDER, RealPost
from workers import context, mail_jobs

Passing = Callable[..., Passage]
Filmed = Callable[..., Clip]


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes() -> Iterator[None]:
    """Passwords hashed as cheaply as those of the cast: a test proves who may do what, not how slow a guess is."""
    slow = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = slow


@pytest.fixture
def app(settings: Settings, redis: Redis, people: dict[str, User]) -> Flask:
    return create_app(settings, redis=redis)


@pytest.fixture
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@pytest.fixture
def writing(
    settings: Settings, redis: Redis, people: dict[str, User], post: RealPost,
    monkeypatch: pytest.MonkeyPatch,
) -> Flask:  # fmt: skip
    """A portal that knows its address, in a house with a mail server."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    server = {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": SENDER}
    small_site.place("mail", "smtp", server, None)
    return create_app(settings.model_copy(update={"address": ADDRESS}), redis=redis)


@pytest.fixture
def arrived(post: RealPost) -> Callable[[], list[str]]:
    """Send what waits; what has arrived since, as its subject and its text."""

    def arrived() -> list[str]:
        post.taken.clear()
        mail_jobs.send_mail()
        return [f"{each['Subject']}\n{each.get_content()}" for each in post.taken]

    return arrived


@pytest.fixture
def guard(app: Flask) -> FlaskClient:
    return as_person(app, cast.GUARD)


@pytest.fixture
def lanes(database: Any) -> list[Lane]:
    """A-001 in, A-002 out, B-001 both ways."""
    east = Gate.create(gate_no="A", name="东门")
    south = Gate.create(gate_no="B", name="南门")
    return [
        Lane.create(gate=east, barrier_no="001", name="东门进厂", direction="1"),
        Lane.create(gate=east, barrier_no="002", name="东门出厂", direction="2"),
        Lane.create(gate=south, barrier_no="001", name="南门进出", direction="both"),
    ]


@pytest.fixture
def carriers(people: dict[str, User]) -> dict[str, Carrier]:
    """The companies of the cast's carriers, by the user names of their people."""
    phones = {cast.CARRIER: "13800138000", cast.OTHER_CARRIER: "13900139000"}
    return {
        person.username: companies.begin_for(
            people[person.username], {"name": person.display_name, "phone": phone}
        )
        for person, phone in phones.items()
    }


@pytest.fixture
def furniture(lanes: list[Lane], vehicles: dict[str, Vehicle], settings: Settings) -> None:
    """Something in every list that passages do not fill."""
    furnish(lanes, settings)


@pytest.fixture
def photo(settings: Settings, tmp_path: Path) -> str:
    """A photograph in the evidence store; its fingerprint."""
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (1920, 1080), "#336699").save(path)
    return evidence.keep(settings.evidence_dir, path.read_bytes())


@pytest.fixture
def filmed(settings: Settings, tmp_path: Path) -> Filmed:
    """Give a passage ten seconds of film that plays; what is told otherwise by name goes into the ledger."""

    def film_it(passage: Passage, **told: Any) -> Clip:
        start = passage.passed_at - timedelta(seconds=5)
        sent = taped.pictures(0, 250, began=start)
        folder = taped.tape(tmp_path / "tape" / passage.serial_no, (taped.h264(), sent))
        settings.evidence_dir.mkdir(parents=True, exist_ok=True)
        made = evidence.room_for(settings.evidence_dir, passage.serial_no)
        cut = film.cut(folder, start, start + timedelta(seconds=10), made)
        assert cut is not None
        found: dict[str, Any] = {
            "codec": cut.codec, "size": made.stat().st_size, "starts": cut.starts,
            "ends": cut.ends, "fingerprint": evidence.keep_file(settings.evidence_dir, made),
        }  # fmt: skip
        wanted = Wanted("camera", 1, start, start + timedelta(seconds=10))
        return clips.enter(passage, wanted, Made(**found | told))

    return film_it


@pytest.fixture
def passing(lanes: list[Lane], photo: str) -> Passing:
    """Record a passage; every item may be told otherwise by name."""

    def record(lane: Lane | None = None, *, seconds_ago: float = 5, **told: Any) -> Passage:
        lane = lane or lanes[0]
        at = clock.now() - timedelta(seconds=seconds_ago)
        row = {
            "serial_no": ledger.serial_number("1302000001", lane.gate.gate_no, lane.barrier_no, at),
            "lane_id": lane.id,
            "gate_no": lane.gate.gate_no,
            "barrier_no": lane.barrier_no,
            "direction": "2" if lane.direction == "2" else "1",
            "passed_at": at,
            "front_photo": photo,
            "body_photo": photo,
            "plate_photo": photo,
            "plate_no": cast.APPROVED.plate_no,
            "plate_colour": cast.APPROVED.colour.value,
            "vehicle_type": "Q11",
            "vin": "LFWSRXSJ0M1A00001",
            "registration_date": "2021-08-01",
            "vehicle_model": "CA4250P66K25T1A1E6",
            "engine_model": "CA6DM3-55E63",
            "engine_maker": "一汽解放",
            "engine_no": "55010001",
            "fuel_type": "B",
            "emission_stage": "6",
            "use_nature": "F",
            "network_status": "1",
            "emission_list_image": photo,
            "licence_front_image": photo,
            "licence_back_image": "",
            "cargo_name": "铁矿粉",
            "cargo_quantity": 32.5,
            "quantity_unit": "T",
            "carrier_name": "唐山北方运输有限公司",
            "verdict": "open",
            "reasons": "allowed",
            "opening_mode": "2",
            "rules_version": 1,
            "decided_offline": False,
            "confidence": 0.98,
            "looks": 3,
            "look_alike": "",
            "evidence_problem": "",
            "watcher": "gate-pc:4711",
            "fence": lane.fence,
        }
        return ledger.record(row | told)

    return record


@pytest.fixture
def watched(redis: Redis) -> Callable[..., None]:
    """Leave the status of a lane in Redis, as its watcher does every second; here it stays without one."""

    def tell(lane: Lane, still: bytes | None = None, **told: Any) -> None:
        status = {
            "at": clock.stamp(clock.now()),
            "watcher": "gate-pc:4711",
            "camera": {"connected": True, "problem": None},
            "barrier": {"position": "closed", "problem": None},
            "display": {"problem": None},
            "state": "quiet",
            "plate_no": "",
        }
        prefix = f"greengate:lane:{lane.id}"
        redis.set(f"{prefix}:status", json.dumps(status | told))
        if still is not None:
            redis.set(f"{prefix}:still", still)

    return tell
