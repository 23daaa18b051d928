"""Pages of a plant whose evidence lies in a bucket: they play and show it from there, and say so when it is away."""

import os
import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pydantic import SecretStr
from redis import Redis

from gate import clock, evidence, media_check, pack
from gate.models import Lane, Retention, User
from gate.retention import PHOTO
from portal import create_app, doctor
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.gate import rows
from tests.patience import until
from tests.portal.at_a_screen import sign_in
from tests.portal.conftest import Filmed, Passing
from tests.portal.serving import served
from tests.portal.test_films_play_in_a_browser import PLAYING, SOUGHT
from tests.real_bucket import NAME, RealBucket
from workers import carrying, context, keeping

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def settings(settings: Settings, bucket: RealBucket) -> Settings:
    return settings.model_copy(
        update={
            "evidence_store": "s3", "s3_endpoint": bucket.endpoint, "s3_bucket": NAME,
            "s3_access_key": "plant", "s3_secret_key": SecretStr("secret"),
            "s3_prefix": "plant-1",
        }
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _house(settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    monkeypatch.setattr(context, "redis", lambda: redis)


def carry(settings: Settings) -> None:
    """Everything to the bucket, and the copies here are gone."""
    carrying.carry_evidence()
    shutil.rmtree(settings.evidence_dir)


def anew(settings: Settings, redis: Redis) -> Flask:
    """A portal that has not met a fault yet."""
    return create_app(settings, redis=redis)


def test_a_photograph_and_the_range_of_a_film_come_out_of_the_bucket(
    guard: FlaskClient, lanes: list[Lane], passing: Passing, filmed: Filmed,
    settings: Settings, photo: str,
) -> None:  # fmt: skip
    passage = passing(lanes[0])
    clip = filmed(passage)
    film = evidence.path_of(settings.evidence_dir, clip.fingerprint, evidence.FILM).read_bytes()
    carry(settings)

    page = guard.get(f"/passages/{passage.id}").text
    assert f"/films/{clip.fingerprint}.mp4" in page
    whole = guard.get(f"/photos/{photo}").data
    assert Image.open(BytesIO(whole)).width == 1920
    small = guard.get(f"/photos/{photo}?w=320").data
    assert Image.open(BytesIO(small)).width == 320
    address = f"/films/{clip.fingerprint}.mp4"
    with guard.get(address, headers={"Range": "bytes=100-299"}) as part:
        assert (part.status_code, part.data) == (206, film[100:300])
        assert part.headers["Content-Range"] == f"bytes 100-299/{len(film)}"
    with guard.get(address) as everything:
        assert everything.data == film
    with guard.get(address, headers={"Range": f"bytes={len(film)}-"}) as beyond:
        assert beyond.status_code == 416
    assert guard.get(f"/films/{'f' * 64}.mp4").status_code == 404


def test_a_bucket_that_is_away_is_a_sentence_and_stops_no_page(
    app: Flask, settings: Settings, redis: Redis, lanes: list[Lane], passing: Passing,
    filmed: Filmed, bucket: RealBucket,
) -> None:  # fmt: skip
    passage, fresh = passing(lanes[0]), passing(lanes[1])
    clip = filmed(passage)
    carry(settings)
    bucket.kill()
    guard = as_person(app, cast.GUARD)
    page = guard.get(f"/passages/{passage.id}")
    assert page.status_code == 200
    assert "照片在证据存储中" in page.text
    assert "这段录像在证据存储中" in page.text
    assert "<video" not in page.text
    gone = guard.get(f"/films/{clip.fingerprint}.mp4")
    assert gone.status_code == 503
    assert "证据存储" in gone.text
    assert guard.get(f"/photos/{passage.front_photo}").status_code == 503
    assert guard.get("/passages").status_code == 200
    manager = as_person(app, cast.MANAGER)
    carrying.carry_evidence()
    assert manager.get("/storage").status_code == 200
    # What is still on this disk is shown as ever.
    film = filmed(fresh)
    with guard.get(f"/films/{film.fingerprint}.mp4") as shown:
        assert shown.status_code == 200

    carrying.carry_evidence()
    assert "无法运走证据" in manager.get("/storage").text
    bucket.start()
    carrying.carry_evidence()
    assert "无法运走证据" not in manager.get("/storage").text
    again = as_person(anew(settings, redis), cast.GUARD)
    with again.get(f"/films/{clip.fingerprint}.mp4") as shown:
        assert shown.status_code == 200


def test_packs_and_verifying_read_from_the_bucket(
    passing: Passing, filmed: Filmed, settings: Settings, tmp_path: Path, bucket: RealBucket
) -> None:
    passage = passing()
    filmed(passage)
    carry(settings)
    store = context.store()
    assert {medium.problem for medium in media_check.check(store.find_any)} == {""}
    packed = pack.write(
        tmp_path / "pack.zip", [passage.id], seal=context.seal(), find=store.find_any
    )
    assert (packed.media_missing, packed.media > 1) == (0, True)
    with ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.testzip() is None
    bucket.kill()
    assert {medium.problem for medium in media_check.check(store.find_any)} == {"out of reach"}


def test_retention_lets_go_in_the_bucket_and_waits_while_it_is_away(
    lanes: list[Lane], settings: Settings, bucket: RealBucket
) -> None:
    at = clock.now() - timedelta(days=800)
    photo = context.store().keep(b"of long ago")
    rows.entered(lanes[0], passed_at=at, front_photo=photo)
    os.utime(evidence.path_of(settings.evidence_dir, photo), (at.timestamp(),) * 2)
    carrying.carry_evidence()
    bucket.kill()
    keeping.keep_house()
    assert Retention.select().count() == 0
    bucket.start()
    context._bucket.cache_clear()
    keeping.keep_house()
    assert [row.what for row in Retention.select()] == [PHOTO]
    assert bucket.keys() == []


def test_the_doctor_tries_the_bucket(
    settings: Settings, people: dict[str, User], bucket: RealBucket
) -> None:
    assert [line for line in doctor._about_store(settings) if "versions" not in line] == []
    assert bucket.keys() == []
    bucket.kill()
    assert any("nothing listens" in line for line in doctor._about_store(settings))


@pytest.mark.browser
def test_a_browser_plays_and_seeks_in_a_film_out_of_the_bucket(
    app: Flask, page: "Page", passing: Passing, filmed: Filmed, settings: Settings
) -> None:
    passage = passing()
    filmed(passage)
    carry(settings)
    with served(app) as address:
        sign_in(page, address, cast.INSPECTOR)
        page.goto(f"{address}/passages/{passage.id}")
        page.evaluate("document.querySelector('video').play()")
        until(lambda: page.evaluate(PLAYING), "it plays")
        page.evaluate("document.querySelector('video').currentTime = 7")
        until(lambda: page.evaluate(SOUGHT), "it has sought")
        page.goto("about:blank")
