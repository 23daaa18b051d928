"""The night's report as it is read: in a mail program on a phone and a desk, and in its frame in the portal.

`GREENGATE_TEST_PICTURES=docs/screens pytest tests/portal/test_reports_in_a_browser.py` takes the pictures anew.
"""

from base64 import b64encode
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page

from gate import clock, ledger, uplink
from gate.ledger import Result
from gate.mail import outbox
from gate.models import Gate, Lane, Mail, Report, Upload
from gate.report import plan
from settings import Settings
from tests import cast, month, pictures
from tests.gate.reported import WHOLE
from tests.portal.at_a_screen import sign_in
from tests.portal.serving import served
from workers import context, report_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (390, 800)
NAMES = {390: "report-mail-phone", 800: "report-mail"}


@pytest.fixture
def letter(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> EmailMessage:
    """The letter about a day with some two hundred trucks."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    _a_day(month.a_lane(), seed=4, a_day=80)
    south = Gate.create(gate_no="B", name="南门")
    _a_day(
        Lane.create(gate=south, barrier_no="001", name="南门", direction="both"), seed=5, a_day=50
    )
    told = {"address": "li@plant.example", "name": "李环保", "language": "zh", "active": "on"}
    plan.save_recipient(told, "manager")
    yesterday = clock.now().astimezone(clock.BEIJING).date() - timedelta(days=1)
    report_jobs.make(yesterday, "")
    content = outbox.content(Mail.get())
    found: Any = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _a_day(lane: Lane, *, seed: int, a_day: int) -> None:
    """Yesterday at one lane; a few rows lack something, a few wait for the platform."""
    for number, each in enumerate(month.rows(lane, seed=seed, days=1, a_day=a_day, trucks=90)):
        whole = {name: each.get(name) or value for name, value in WHOLE.items()}
        if number % 40 == 7:
            whole["licence_back_image"] = ""
        let_in = each.pop("let_in")
        passage = ledger.record(each | whole | {"gate_no": lane.gate.gate_no})
        if passage.verdict == "open" or let_in:
            by_hand = passage.verdict != "open"
            result = Result.LIFTED_BY_PERSON if by_hand else Result.LIFTED
            ledger.note_outcome(passage, result, position="open", by="wang" if by_hand else "")
        if number % 45:
            at = passage.passed_at + timedelta(seconds=4)
            owed = Upload.update(state=uplink.ACKNOWLEDGED, acknowledged_at=at)
            owed.where(Upload.passage == passage).execute()


def as_a_mail_program_shows_it(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    assert body is not None
    html: str = body.get_content()
    for part in letter.walk():
        if part.get_content_type() == "image/png":
            name, png = part["Content-ID"].strip("<>"), part.get_payload(decode=True)
            assert isinstance(png, bytes)
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{b64encode(png).decode()}")
    assert "cid:" not in html
    return html


def test_it_reads_well_as_a_mail_and_in_the_archive(
    app: Flask, letter: EmailMessage, page: Page, tmp_path: Path
) -> None:
    _in_a_mail_program(letter, page, tmp_path)
    _in_the_archive(app, page, tmp_path)


def _in_a_mail_program(letter: EmailMessage, page: Page, tmp_path: Path) -> None:
    html = as_a_mail_program_shows_it(letter)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1500})
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        shown = page.evaluate(
            "[...document.images].map(i => i.naturalWidth > 0 && i.alt.length > 8)"
        )
        assert shown == [True] * 3
        pictures.keep(page, NAMES[width], tmp_path)
    page.evaluate(AXE_SCRIPT)
    told = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in told if one["impact"] in ("serious", "critical")] == []


def _in_the_archive(app: Flask, page: Page, tmp_path: Path) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.set_viewport_size({"width": 1366, "height": 1100})
    with served(app) as address:
        sign_in(page, address, cast.MANAGER)
        page.goto(f"{address}/reports/{Report.get().id}")
        frame = page.frame_locator("iframe.as-mailed")
        frame.get_by_role("heading", name="上报与完整").wait_for()
        assert frame.locator("img").first.evaluate("i => i.complete && i.naturalWidth > 0")
        pictures.keep(page, "report-archive", tmp_path)
        page.goto("about:blank")
    assert [text for text in refused if "Content Security" in text or "sandbox" in text] == []
