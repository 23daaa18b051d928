"""The reports' pages: the archive, a report in its frame, made by hand, its time and recipients, and the outbox."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from gate import clock, evidence
from gate.mail import troubles
from gate.mail.outbox import State
from gate.models import Lane, Look, Mail, Report, ReportPlan, ReportRecipient, User
from gate.report import archive
from portal import create_app
from settings import Settings
from tests import cast
from tests.browsing import as_person
from tests.portal import mailed
from workers import queues

MAILED = (
    '<p><a href="http://gate.plant.example/passages/1">冀B7K268</a><img src="cid:hours" alt=""></p>'
)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    return as_person(app, cast.MANAGER)


@pytest.fixture
def english(manager: FlaskClient) -> FlaskClient:
    manager.post("/language", data={"language": "en"})
    return manager


@pytest.fixture
def report(settings: Settings, lanes: list[Lane]) -> Report:
    return mailed.report(settings, MAILED)


def day_before(days: int) -> str:
    today = clock.now().astimezone(clock.BEIJING).date()
    return (today - timedelta(days=days)).isoformat()


def test_the_archive_says_what_became_of_each_report(english: FlaskClient, report: Report) -> None:
    page = english.get("/reports").text
    assert report.day in page
    assert re.search(r"Perhaps sent 1", page)
    shown = english.get(f"/reports/{report.id}").text
    assert f"/reports/{report.id}/mail?language=en" in shown
    assert "unsure@plant.example" in shown
    assert english.get("/reports/99").status_code == 404


def test_an_inspector_reads_reports_and_no_addresses(app: Flask, report: Report) -> None:
    inspector = as_person(app, cast.INSPECTOR)
    for address in ("/reports", f"/reports/{report.id}"):
        page = inspector.get(address)
        assert page.status_code == 200
        assert "plant.example" not in page.text
        assert "Perhaps" not in page.text


def test_the_mail_stands_in_a_frame_in_which_nothing_runs(
    manager: FlaskClient, report: Report, settings: Settings
) -> None:
    files = archive.files_of(report)["zh"]
    shown = manager.get(f"/reports/{report.id}/mail?language=zh")
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert '<a target="_blank" rel="noopener" href="http://gate.plant.example' in shown.text
    # What was changed or is gone is told, and no page breaks.
    assert "与台账一致" in manager.get(f"/reports/{report.id}").text
    file = evidence.path_of(settings.evidence_dir, files[archive.PAGE], archive.HTML)
    file.write_bytes(file.read_bytes() + b"0")
    assert "文件与发出的邮件不一致" in manager.get(f"/reports/{report.id}").text
    file.unlink()
    assert "文件缺失" in manager.get(f"/reports/{report.id}").text
    assert manager.get(f"/reports/{report.id}/mail?language=zh").status_code == 404


def test_the_workbook_is_fetched_and_that_is_written_down(
    manager: FlaskClient, report: Report
) -> None:
    with manager.get(f"/reports/{report.id}/workbook.xlsx") as sent:
        assert sent.data == b"a table"
        assert f"{report.day}-1.xlsx" in sent.headers["Content-Disposition"]
    look = Look.get()
    assert (look.what, look.by) == ("file", cast.MANAGER.username)


def test_a_pdf_is_drawn_in_either_language(manager: FlaskClient, report: Report) -> None:
    for language in ("zh", "en"):
        sent = manager.get(f"/reports/{report.id}/report.pdf?language={language}")
        assert sent.mimetype == "application/pdf"
        assert sent.data.startswith(b"%PDF-")
        assert b"WenQuanYi" in sent.data  # the font is in it: no printer needs to have one


def test_a_report_is_made_by_hand(english: FlaskClient, redis: Redis) -> None:
    for wrong in ("", "yesterday", day_before(-1)):
        refused = english.post("/reports", data={"day": wrong})
        assert refused.status_code == 422
        assert 'id="day-errors"' in refused.text
    assert english.post("/reports", data={"day": day_before(1), "sends": "y"}).status_code == 303
    (job,) = Queue(queues.MAIL, connection=redis).jobs
    assert job.args == (day_before(1), cast.MANAGER.username, True)
    assert "is being made" in english.get("/reports").text


def test_without_redis_nobody_is_told_that_it_is_made(
    settings: Settings, people: dict[str, User]
) -> None:
    with queues.connect("redis://127.0.0.1:1") as nobody:
        client = as_person(create_app(settings, redis=nobody), cast.MANAGER)
        client.post("/reports", data={"day": day_before(1)})
        assert "Redis 没有响应" in client.get("/reports").text


def test_time_and_recipients_are_set(english: FlaskClient) -> None:
    wrong = english.post("/reports/plan", data={"enabled": "y", "at": "6 o'clock"})
    assert wrong.status_code == 422
    assert 'id="at-errors"' in wrong.text
    assert english.post("/reports/plan", data={"enabled": "y", "at": "05:30"}).status_code == 303
    told = ReportPlan.get()
    assert (told.enabled, told.at, told.since) == (True, "05:30", day_before(0))
    values = {"name": "李环保", "address": "li@plant.example", "language": "zh", "active": "y"}
    refused = english.post("/reports/plan/recipients/new", data={**values, "address": "li"})
    assert refused.status_code == 422
    assert 'id="address-errors"' in refused.text
    english.post("/reports/plan/recipients/new", data=values)
    saved = ReportRecipient.get()
    assert (saved.address, saved.active) == ("li@plant.example", True)
    english.post(
        f"/reports/plan/recipients/{saved.id}", data={**values, "active": "", "language": "en"}
    )
    changed = ReportRecipient.get()
    assert (changed.active, changed.language) == (False, "en")
    assert "put aside" in english.get("/reports/plan").text


@pytest.fixture
def failed(report: Report) -> Mail:
    found: Mail = Mail.get(Mail.state == State.FAILED)
    return found


def test_what_was_not_sent_stands_above_every_page_until_somebody_decides(
    app: Flask, english: FlaskClient, failed: Mail
) -> None:
    assert "2 mails were not sent" in english.get("/vehicles/").text
    assert "未发出" not in as_person(app, cast.GUARD).get("/passages").text
    unsure = Mail.get(Mail.state == State.UNSURE)
    assert "it may come twice" in english.get("/mails").text
    assert english.post(f"/mails/{failed.id}/settle").status_code == 303
    assert "1 mail was not sent" in english.get("/vehicles/").text
    assert english.post(f"/mails/{unsure.id}/again").status_code == 303
    assert Mail.get_by_id(unsure.id).state == State.WAITING
    assert troubles.waiting() == []
    assert "left it at that" in english.get("/mails").text
    assert english.post("/mails/99/again").status_code == 404


def test_a_letter_whose_text_is_gone_says_so(english: FlaskClient, failed: Mail) -> None:
    sent = Mail.get(Mail.state == State.SENT)
    english.post(f"/mails/{sent.id}/again")
    assert Mail.get_by_id(sent.id).state == State.SENT


def test_a_long_outbox_is_read_page_by_page(
    english: FlaskClient, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.mails.PAGE", 2)
    first = english.get("/mails").text
    (older,) = re.findall(r'href="(/mails\?before=\d+)"', first)
    second = english.get(older).text
    assert "failed@plant.example" not in re.sub(r"<article.*?</article>", "", second, flags=re.S)
    assert "sent@plant.example" in second
