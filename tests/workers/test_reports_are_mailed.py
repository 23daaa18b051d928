"""The nightly report: made at its time, kept in the ledger, mailed to each once; a missed night is caught up with."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from redis import Redis

from gate import clock, people_addresses, proof
from gate.models import Entry, Mail, Report, User
from gate.policy import Reason
from gate.report import archive, plan
from settings import Settings
from tests import real_post, small_site
from tests.gate import reported
from tests.patience import until
from tests.real_post import SENDER, RealPost
from tests.real_worker import working
from workers import calls, context, queues
from workers.reporting import words


@pytest.fixture
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@pytest.fixture
def told(settings: Settings, database: Any, post: RealPost, monkeypatch: Any) -> reported.Day:
    """Yesterday with all that it had, a mail server, and two who want to read of it."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)
    server = {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": SENDER}
    small_site.place("mail", "smtp", server, None)
    day = reported.yesterday()
    reported.enter(day)
    for address, name, language in (
        ("manager@plant.example", "李环保", "zh"),
        ("boss@group.example", "Ms Smith", "en"),
    ):
        values = {"address": address, "name": name, "language": language, "active": "on"}
        plan.save_recipient({**values, "wants_pdf": language == "en"}, "manager")
    return day


@pytest.fixture
def six(told: reported.Day, monkeypatch: pytest.MonkeyPatch) -> reported.Day:
    """It is six in the morning after, and the plan has been on since the day before."""
    at_the_time(monkeypatch, told, 0)
    plan.save({"enabled": "on", "at": "06:00"}, "manager")
    at_the_time(monkeypatch, told, 6)
    return told


def at_the_time(
    monkeypatch: pytest.MonkeyPatch, told: reported.Day, hour: float, days: int = 1
) -> None:
    morning = datetime.combine(told.day, time(), clock.BEIJING) + timedelta(days=days, hours=hour)
    # It was switched on in the evening of the day itself.
    moment = morning if hour else morning - timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: moment)


def files_of(letter: EmailMessage) -> dict[str, bytes]:
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in letter.iter_attachments()
    }


def test_it_comes_once_with_everything_in_it(
    six: reported.Day, post: RealPost, settings: Settings
) -> None:
    for _ in range(3):
        calls.make_reports()
        calls.send_mail()
    (report,) = Report.select()
    assert (report.day, report.version, report.by, report.rows) == (six.day.isoformat(), 1, "", 8)
    assert sorted(str(letter["To"]) for letter in post.taken) == [
        "boss@group.example", "manager@plant.example",
    ]  # fmt: skip
    in_chinese = next(one for one in post.taken if one["To"] == "manager@plant.example")
    assert in_chinese["Subject"] == f"环保门禁日报 {six.day} · 燕山钢铁有限公司"
    html, text = in_chinese.get_body(("html",)), in_chinese.get_body(("plain",))
    assert html is not None
    assert text is not None
    for part in (html.get_content(), text.get_content()):
        assert "33.3% (2 / 6)" in part  # the transfer rate with what it is of what
        assert "83.3% (5 / 6)" in part
        assert "冀C01300" in part
        assert "VIN 校验位错误" in part
        assert "管控禁行" in part
    pictures = {
        part["Content-ID"] for part in in_chinese.walk() if part.get_content_type() == "image/png"
    }
    assert pictures == {"<hours>", "<stages>", "<reasons>"}
    in_english = next(one for one in post.taken if one["To"] == "boss@group.example")
    page = in_english.get_body(("html",))
    assert page is not None
    assert "control policy" in page.get_content()
    assert "未放行" not in page.get_content()
    assert files_of(in_english)[f"gate-report-{six.day}.pdf"].startswith(b"%PDF-")

    ((name, workbook),) = files_of(in_chinese).items()
    assert name == f"环保门禁台账-{six.day}.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(workbook)).worksheets[0]
    assert sheet.max_row == 1 + 8
    assert sheet["A1"].value == "流水号"

    kept = archive.files_of(report)
    assert hashlib.sha256(workbook).hexdigest() == report.workbook_sha256
    found = context.store().find(kept["zh"][archive.PAGE], archive.HTML)
    assert found is not None
    with found.open() as file:
        mailed = html.get_content().replace("\r\n", "\n").rstrip()
        assert file.read().decode().rstrip() == mailed
    assert proof.verify().holds


def test_before_its_time_and_switched_off_nothing_is_made(
    told: reported.Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_time(monkeypatch, told, 0)
    calls.make_reports()
    plan.save({"enabled": "on", "at": "06:00"}, "manager")
    at_the_time(monkeypatch, told, 5.9)
    calls.make_reports()
    assert not Report.select().exists()


def test_nights_that_were_missed_are_caught_up_with_but_not_for_ever(
    six: reported.Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_time(monkeypatch, six, 7, days=3)
    calls.make_reports()
    assert [report.day for report in Report.select().order_by(Report.id)] == [
        (six.day + timedelta(days=ahead)).isoformat() for ahead in range(3)
    ]
    at_the_time(monkeypatch, six, 7, days=30)
    calls.make_reports()
    assert Report.select().count() == 3 + plan.CAUGHT_UP


def test_made_again_it_is_another_version_and_says_so(six: reported.Day, post: RealPost) -> None:
    calls.make_reports()
    calls.make_report(six.day.isoformat(), "manager", True)
    calls.make_report(six.day.isoformat(), "manager", False)
    calls.make_reports()
    calls.send_mail()
    assert [(one.version, one.by) for one in Report.select().order_by(Report.id)] == [
        (1, ""), (2, "manager"), (3, "manager"),
    ]  # fmt: skip
    assert Mail.select().count() == 4
    subjects = [str(letter["Subject"]) for letter in post.taken]
    assert sum("第 2 版" in subject for subject in subjects) == 1
    assert sum("version 2" in subject for subject in subjects) == 1


def test_who_is_put_aside_gets_none_and_every_change_is_in_the_chain(six: reported.Day) -> None:
    boss = plan.recipients()[0]
    values = {"address": boss.address, "name": boss.name, "language": "en", "active": ""}
    plan.save_recipient(values, "manager", boss)
    calls.make_reports()
    assert [letter.address for letter in Mail.select()] == ["manager@plant.example"]
    with pytest.raises(plan.PlanError, match="duplicate"):
        plan.save_recipient({**values, "address": "manager@plant.example"}, "manager", boss)
    with pytest.raises(plan.PlanError, match="address: not_an_email"):
        plan.save_recipient({**values, "address": "李@plant"}, "manager")
    with pytest.raises(plan.PlanError, match="at: not_a_time"):
        plan.save({"at": "25:00"}, "manager")
    kinds = [entry.kind for entry in Entry.select()]
    assert kinds.count(plan.KIND) == 2 + 1 + 1


def test_people_of_a_role_get_it_in_their_language_and_nobody_twice(
    six: reported.Day, people: dict[str, User], post: RealPost
) -> None:
    for name, email in (("inspector", "zhao@epb.example"), ("manager", "Manager@plant.example")):
        people_addresses.set_email(people[name], {"email": email})
        people_addresses.confirm_email(people[name].id, email)
    User.update(language="en").where(User.username == "inspector").execute()
    plan.save_roles({"roles": ["manager", "inspector"], "roles_want_pdf": "on"}, "manager")
    calls.make_reports()
    calls.send_mail()
    come = {str(letter["To"]): letter for letter in post.taken}
    assert sorted(come) == ["boss@group.example", "manager@plant.example", "zhao@epb.example"]
    assert len(post.taken) == 3
    assert f"gate-report-{six.day}.pdf" in files_of(come["zhao@epb.example"])


def test_every_reason_has_a_short_word_in_both_languages() -> None:
    assert set(words.REASONS) == set(Reason)


def test_what_a_person_asks_for_is_made_and_sent_by_the_worker_of_mails(
    told: reported.Day, post: RealPost, settings: Settings, redis: Redis, tmp_path: Path
) -> None:
    env = {
        "GREENGATE_DATA_DIR": str(settings.data_dir),
        "GREENGATE_DATABASE_URL": settings.database_url,
        "GREENGATE_REDIS_URL": settings.redis_url,
    }
    with working(settings.redis_url, tmp_path / "worker.log", queues.MAIL, env):
        asked = (told.day.isoformat(), "manager", True)
        queues.enqueue(redis, queues.MAIL, "workers.calls.make_report", *asked)
        queues.enqueue(redis, queues.MAIL, "workers.calls.send_mail")
        until(lambda: len(post.taken) == 2, "both letters have come", 40)
    assert "manager@plant.example" not in (tmp_path / "worker.log").read_text()
    assert Report.get().by == "manager"
