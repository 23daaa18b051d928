"""Photographs by fingerprint: fetched once, kept by the browser, small ones made at first use."""

import io

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from gate import evidence
from settings import Settings
from tests import cast
from tests.browsing import as_person


def test_a_photograph_is_kept_by_the_browser_for_good(guard: FlaskClient, photo: str) -> None:
    with guard.get(f"/photos/{photo}") as response:
        control, tag = response.cache_control, response.headers["ETag"]
        assert response.mimetype == "image/jpeg"
    assert (control.private, control.immutable, control.public) == (True, True, False)
    with guard.get(f"/photos/{photo}", headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_small_one_is_made_at_first_use_and_kept(
    guard: FlaskClient, photo: str, settings: Settings
) -> None:
    small = guard.get(f"/photos/{photo}?w=320").data
    assert Image.open(io.BytesIO(small)).size == (320, 180)
    kept = list((settings.data_dir / "thumbnails").rglob("*.jpg"))
    assert len(kept) == 1
    assert kept[0].read_bytes() == small
    assert guard.get(f"/photos/{photo}?w=320").data == small


def test_other_sizes_are_the_whole_photograph(guard: FlaskClient, photo: str) -> None:
    assert Image.open(io.BytesIO(guard.get(f"/photos/{photo}?w=99999").data)).width == 1920


def test_what_was_never_kept_is_not_found(guard: FlaskClient) -> None:
    for address in ("f" * 64, "f" * 63, "..%2f..%2fsession.key", "F" * 64):
        assert guard.get(f"/photos/{address}").status_code == 404


def test_a_damaged_photograph_is_shown_as_it_is(guard: FlaskClient, settings: Settings) -> None:
    fingerprint = evidence.keep(settings.evidence_dir, b"no picture at all")
    with guard.get(f"/photos/{fingerprint}?w=320") as response:
        assert response.data == b"no picture at all"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_photographs_are_not_for_strangers_or_carriers(app: Flask, photo: str) -> None:
    assert as_person(app, cast.STRANGER).get(f"/photos/{photo}").status_code == 303
    assert as_person(app, cast.CARRIER).get(f"/photos/{photo}").status_code == 403
