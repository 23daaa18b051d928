"""The nightly report: made, kept, and put into the outbox in one step (R-080)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import structlog
from redis import RedisError
from redis.exceptions import LockError

from gate import clock, evidence
from gate.exports import tables
from gate.mail import outbox
from gate.models import Report
from gate.report import archive, day, figures, plan, readers
from gate.report.archive import BY_THE_CLOCK, HTML, PAGE, PNG, WORKBOOK, Made
from gate.search import Row
from workers import context
from workers.reporting import letters, page
from workers.reporting.page import Page

log = structlog.get_logger()
LANGUAGES = plan.LANGUAGES
LOCK_S = 900


def make_reports() -> None:
    """Make the report of the last day, and of nights that were missed. One at a time."""
    context.open_database()
    due = plan.due()
    if not due:
        return
    lock = context.redis().lock("greengate:reports", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        for one in due:
            make(one, BY_THE_CLOCK)
    finally:
        # A lock that lapsed, or a Redis that died meanwhile, needs no release.
        with suppress(LockError, RedisError):
            lock.release()


def make_report(of_day: str, by: str, sends: bool) -> None:
    """Make the report of a day because somebody asked for it, and send it if they want that."""
    context.open_database()
    make(date.fromisoformat(of_day), by, sends=sends)


def make(of_day: date, by: str, *, sends: bool = True) -> Report | None:
    """A report and its letters, in one transaction; None where somebody else was faster."""
    rows = day.rows(of_day)
    told, version = figures.of(of_day, rows), archive.next_version(of_day)
    about = _about(version)
    pages = {language: page.make(told, about, language) for language in LANGUAGES}
    workbook = _workbook(of_day, rows)
    made = Made(
        day=of_day,
        version=version,
        figures=told,
        files={language: _kept(made) for language, made in pages.items()},
        workbook=_keep(workbook, WORKBOOK),
        rows=len(rows),
    )

    letter = letters.Report(of_day, by, told, about, pages, workbook)
    drafts = list(letters.of(letter, readers.who_gets_it())) if sends else []

    def put(_: Report) -> None:
        # Lanes wait for this transaction: everything in it is written already.
        for draft in drafts:
            outbox.put(draft)

    report = archive.enter(made, by, put)
    if report is not None:
        log.info("report_made", day=report.day, version=version, rows=len(rows), by=by)
    return report


def _about(version: int) -> page.About:
    of = context.settings()
    return page.About(of.enterprise_name, version, of.address, of.font)


def _kept(made: Page) -> Mapping[str, str]:
    """The files of a page by their names, each in the evidence store."""
    pictures = {name: _keep(content, PNG) for name, content in made.pictures.items()}
    return {PAGE: _keep(made.html.encode(), HTML), **pictures}


def _keep(content: bytes, suffix: str) -> str:
    return context.store().keep(content, suffix)


def _workbook(of_day: date, rows: list[Row]) -> bytes:
    """The day's passages in the layout of 表C.3."""
    root = context.store().root
    root.mkdir(parents=True, exist_ok=True)
    made: Path = evidence.room_for(root, f"report-{of_day}")
    about = {
        "企业": context.settings().enterprise_name,
        "日期": of_day.isoformat(),
        "统计时间": clock.stamp(clock.now())[:19].replace("T", " "),
    }
    try:
        tables.write_xlsx(made, rows, lambda _: None, about)
        return made.read_bytes()
    finally:
        made.unlink(missing_ok=True)
