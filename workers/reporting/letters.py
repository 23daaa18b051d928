"""The letters that carry a report: composed before it is entered, so that no lane waits while they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gate.mail import outbox
from gate.mail.letters import File
from gate.mail.outbox import Draft
from gate.models import ReportRecipient
from gate.report import archive
from gate.report.archive import BY_THE_CLOCK
from gate.report.figures import Figures
from workers.reporting import pdf, words
from workers.reporting.page import About, Page

KIND = "report"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to be sent about a day."""

    day: date
    by: str
    figures: Figures
    about: About
    pages: Mapping[str, Page]
    workbook: bytes


def of(report: Report, recipients: Iterable[ReportRecipient]) -> Iterator[Draft]:
    """One for each, in their language."""

    @cache
    def printed(language: str) -> bytes:
        return pdf.make(report.figures, report.about, language)

    for recipient in recipients:
        say = words.saying(recipient.language)
        table = f"{say('环保门禁台账', 'gate-ledger')}-{report.day}.xlsx"
        files = [File(table, XLSX, report.workbook)]
        if recipient.wants_pdf:
            name = f"{say('环保门禁日报', 'gate-report')}-{report.day}.pdf"
            files.append(File(name, PDF, printed(recipient.language)))
        yield _draft(report, recipient, files)


def _draft(report: Report, recipient: ReportRecipient, files: list[File]) -> Draft:
    page, version = report.pages[recipient.language], report.about.version
    return outbox.draft(
        KIND,
        _key(report, recipient.address),
        recipient.address,
        recipient.language,
        page.subject,
        page.text,
        page.html,
        pictures=page.pictures,
        files=files,
        about=archive.about(report.day.isoformat(), version),
        by=report.by,
    )


def _key(report: Report, address: str) -> str:
    """The clock's report comes once to each, however often its night is caught up with."""
    which = "" if report.by == BY_THE_CLOCK else f"{report.about.version}:"
    return f"report:{report.day}:{which}{address}"
