"""The archive of reports: each is a row of the ledger with the SHA-256 of what was mailed, and is never made over."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import IntegrityError, fn

from gate import clock, proof
from gate.models import Report, database

HTML, PNG, WORKBOOK = ".html", ".png", ".xlsx"
"""Kinds of its files in the evidence store."""
PAGE = "html"
"""The report itself among its files; the others are its pictures."""
BY_THE_CLOCK = ""
Files = Mapping[str, Mapping[str, str]]
"""Language, then file, then SHA-256."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that is not in the ledger yet: its files are in the evidence store."""

    day: date
    version: int
    figures: Mapping[str, Any]
    files: Files
    workbook: str
    rows: int


def enter(made: Made, by: str, then: Callable[[Report], None]) -> Report | None:
    """Into the ledger, and in the same transaction whatever follows: its letters.

    The clock makes one of each day. None where somebody else was faster.
    """
    try:
        with database.atomic():
            if by == BY_THE_CLOCK and by_the_clock(made.day) is not None:
                return None
            report = _row(made, by)
            report.entry = proof.append(Report.KIND, proof.facts(report))
            report.save(force_insert=True)
            then(report)
            return report
    except IntegrityError:
        return None


def _row(made: Made, by: str) -> Report:
    return Report(
        day=made.day.isoformat(),
        version=made.version,
        made_at=clock.now(),
        by=by,
        rows=made.rows,
        figures=_json(made.figures),
        files=_json(made.files),
        workbook_sha256=made.workbook,
    )


def next_version(day: date) -> int:
    """Which version a report of this day will be, if nobody is faster."""
    last = Report.select(fn.MAX(Report.version)).where(Report.day == day.isoformat()).scalar()
    return (last or 0) + 1


def by_the_clock(day: date) -> Report | None:
    """The one that was made of a day at its time, however late."""
    found: Report | None = Report.get_or_none(
        Report.day == day.isoformat(), Report.by == BY_THE_CLOCK
    )
    return found


def newest(limit: int = 60) -> list[Report]:
    """The newest ones, newest day and version first; without their figures."""
    told = (Report.id, Report.day, Report.version, Report.made_at, Report.by, Report.rows)
    asked = Report.select(*told).order_by(Report.day.desc(), Report.version.desc())
    return list(asked.limit(limit))


def of(number: int) -> Report | None:
    found: Report | None = Report.get_or_none(Report.id == number)
    return found


def files_of(report: Report) -> Files:
    told: Files = json.loads(report.files)
    return told


def figures_of(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(report.figures)
    return told


def about(day: str, version: int) -> str:
    """What the letters of a report say they are about."""
    return f"report {day} {version}"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
