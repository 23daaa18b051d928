"""Films by fingerprint: whole or by the range a player asks for, kept by the browser, and only for those who may."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from gate import evidence
from gate.clips import Problem
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal.conftest import Filmed, Passing


def path_of(settings: Settings, fingerprint: str) -> Path:
    return evidence.path_of(settings.evidence_dir, fingerprint, evidence.FILM)


def test_a_player_gets_the_range_it_asks_for(
    guard: FlaskClient, passing: Passing, filmed: Filmed, settings: Settings
) -> None:
    clip = filmed(passing())
    content = path_of(settings, clip.fingerprint).read_bytes()
    address = f"/films/{clip.fingerprint}.mp4"
    with guard.get(address) as whole:
        assert (whole.mimetype, whole.data) == ("video/mp4", content)
        assert whole.headers["Accept-Ranges"] == "bytes"
        control, tag = whole.cache_control, whole.headers["ETag"]
    assert (control.private, control.immutable, bool(control.public)) == (True, True, False)
    with guard.get(address, headers={"Range": "bytes=100-299"}) as part:
        assert (part.status_code, part.data) == (206, content[100:300])
        assert part.headers["Content-Range"] == f"bytes 100-299/{len(content)}"
    with guard.get(address, headers={"Range": f"bytes={len(content)}-"}) as beyond:
        assert beyond.status_code == 416
    with guard.get(address, headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with guard.get(f"{address}?save=1") as saved:
        assert saved.headers["Content-Disposition"].startswith("attachment")


def test_films_are_not_for_strangers_or_carriers(
    app: Flask, passing: Passing, filmed: Filmed
) -> None:
    address = f"/films/{filmed(passing()).fingerprint}.mp4"
    assert as_person(app, cast.STRANGER).get(address).status_code == 303
    assert as_person(app, cast.CARRIER).get(address).status_code == 403


def test_what_was_never_kept_is_not_found(guard: FlaskClient, photo: str) -> None:
    for name in ("f" * 64, "f" * 63, "..%2f..%2fsession.key", photo):
        assert guard.get(f"/films/{name}.mp4").status_code == 404


def test_the_page_of_a_row_has_its_film_or_says_why_not(
    guard: FlaskClient, passing: Passing, filmed: Filmed, settings: Settings
) -> None:
    young, old = passing(seconds_ago=5), passing(seconds_ago=3600)
    assert "车辆驶离、道闸落下后生成录像" in guard.get(f"/passages/{young.id}").text
    assert "本次通行没有录像" in guard.get(f"/passages/{old.id}").text

    clip = filmed(young, problem=Problem.NOT_WHOLE, missing_ms=4_800)
    page = guard.get(f"/passages/{young.id}").text
    assert f'src="/films/{clip.fingerprint}.mp4"' in page
    assert "这段录像缺少 5 秒" in page

    missing = {"fingerprint": "", "starts": None, "ends": None}
    filmed(old, problem=Problem.NOT_KEPT, detail="No space left on device", **missing)
    page = guard.get(f"/passages/{old.id}").text
    assert "没有录像：No space left on device" in page
    assert "<video" not in page

    path_of(settings, clip.fingerprint).unlink()
    page = guard.get(f"/passages/{young.id}").text
    assert "这段录像不在其保存位置" in page
    assert "<video" not in page


def test_an_encoding_that_not_every_browser_plays_is_said(
    guard: FlaskClient, passing: Passing, filmed: Filmed
) -> None:
    passage = passing()
    filmed(passage, codec="hevc")
    assert "H.265" in guard.get(f"/passages/{passage.id}").text
