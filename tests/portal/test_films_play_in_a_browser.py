"""A real Chromium plays the film of a passage from its own page, seeks in it, and loads nothing before."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests import cast
from tests.patience import until
from tests.portal.at_a_screen import sign_in
from tests.portal.conftest import Filmed, Passing
from tests.portal.serving import served

pytestmark = pytest.mark.browser

PLAYING = "document.querySelector('video').currentTime > 0.5"
SOUGHT = (
    "(v => v.currentTime >= 7 && !v.seeking && v.readyState >= 2)(document.querySelector('video'))"
)


def test_it_plays_and_seeks(app: Flask, page: Page, passing: Passing, filmed: Filmed) -> None:
    passage = passing()
    clip = filmed(passage)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    with served(app) as address:
        sign_in(page, address, cast.INSPECTOR)
        page.goto(f"{address}/passages/{passage.id}")
        film = f"{address}/films/{clip.fingerprint}.mp4"
        assert film not in asked

        page.evaluate("document.querySelector('video').play()")
        until(lambda: page.evaluate(PLAYING), "it plays")
        seen = page.evaluate(
            "(v => [v.duration, v.videoWidth, v.videoHeight])(document.querySelector('video'))"
        )
        assert seen == [pytest.approx(10, abs=0.1), 640, 360]

        page.evaluate("document.querySelector('video').currentTime = 7")
        until(lambda: page.evaluate(SOUGHT), "it has sought")
        assert page.evaluate("document.querySelector('video').error") is None
        assert film in asked
        page.goto("about:blank")
    assert [text for text in refused if "Content Security" in text] == []
