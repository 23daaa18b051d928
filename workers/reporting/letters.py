"""The letters that carry a report: composed before it is entered, so that no lane waits while they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gate.mail import outbox
from gate.mail.letters import File
from gate.mail.outbox import Draft
from gate.report import archive
from gate.report.archive import BY_THE_CLOCK
from gate.report.figures import Figures
from gate.report.readers import Reader
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


def of(report: Report, readers: Iterable[Reader]) -> Iterator[Draft]:
    """One for each, in their language."""

    @cache
    def printed(language: str) -> bytes:
        return pdf.make(report.figures, report.about, language)

    for reader in readers:
        say = words.saying(reader.language)
        table = f"{say('环保门禁台账', 'gate-ledger')}-{report.day}.xlsx"
        files = [File(table, XLSX, report.workbook)]
        if reader.wants_pdf:
            name = f"{say('环保门禁日报', 'gate-report')}-{report.day}.pdf"
            files.append(File(name, PDF, printed(reader.language)))
        yield _draft(report, reader, files)


def _draft(report: Report, reader: Reader, files: list[File]) -> Draft:
    page, version = report.pages[reader.language], report.about.version
    return outbox.draft(
        KIND,
        _key(report, reader.address),
        reader.address,
        reader.language,
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
