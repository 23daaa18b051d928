"""Nightly reports: the archive, each as it was mailed, its files, and one made by hand for any day."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO

from flask import Blueprint, Response, abort, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from redis import RedisError
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, StringField

from gate import clock, looking
from gate.evidence import Kept
from gate.looking import What
from gate.mail import outbox
from gate.models import Mail, Report
from gate.report import archive, day, kept
from gate.report.archive import HTML, PAGE, PNG, WORKBOOK
from portal import mail_words, mistakes, report_preview, wording
from portal.forms import PortalForm
from portal.htmx import render, say
from portal.languages import language
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, may, username
from workers import queues
from workers.reporting import page, pdf

bp = Blueprint("reports", __name__, url_prefix="/reports")
bp.add_app_template_filter(mail_words.state, "mail_state")
LONGEST_S = 900
PROOFS: wording.Sentences = {
    kept.State.WHOLE: lazy_gettext("row and files are what was mailed"),
    kept.State.ROW: lazy_gettext("the row is not what was written"),
    kept.State.CHANGED: lazy_gettext("a file is not the one that was mailed"),
    kept.State.GONE: lazy_gettext("a file is missing"),
    kept.State.AWAY: lazy_gettext("the evidence store does not answer now"),
}


class MakeForm(PortalForm):
    day = StringField(lazy_gettext("Day"), render_kw={"type": "date"})
    sends = BooleanField(lazy_gettext("Mail it to the recipients"))


@bp.get("")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> AnyResponse:
    yesterday = clock.now().astimezone(clock.BEIJING).date() - timedelta(days=1)
    return _page(MakeForm(data={"day": yesterday.isoformat(), "sends": True}))


@bp.post("")
@allow(ADMIN, MANAGER)
def make() -> AnyResponse:
    """Have the report of a day made, or made again."""
    form = MakeForm(request.form)
    wanted, problem = _day_of(str(form.day.data or ""))
    if wanted is None:
        mistakes.show(form, {"day": problem})
        return _page(form, status=422)
    try:
        queues.enqueue(
            plant().redis, queues.MAIL, "workers.calls.make_report",
            wanted.isoformat(), username(), bool(form.sends.data),
            job_timeout=LONGEST_S, result_ttl=0, failure_ttl=3600,
        )  # fmt: skip
    except (RedisError, OSError):
        say(_("Redis does not answer, so no report can be made now. Try again later."), "danger")
    else:
        say(_("The report of %(day)s is being made. It appears here in a moment.", day=wanted))
    return redirect(url_for("reports.index"), 303)


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, INSPECTOR)
def show(number: int) -> AnyResponse:
    report = _of(number)
    return render(
        "reports/show.html",
        report=report,
        mails=outbox.about(archive.about(report.day, report.version)),
        languages=sorted(archive.files_of(report), reverse=True),
        chosen=_language_of(report),
        shows_mails=may("mails.index"),
        proof=kept.state(report, plant().store),
        proofs=PROOFS,
    )


@bp.get("/<int:number>/mail")
@allow(ADMIN, MANAGER, INSPECTOR)
def as_mailed(number: int) -> Response:
    """The very HTML that was mailed, for a frame: no script runs in it, and nothing is fetched for it."""
    report = _of(number)
    files = archive.files_of(report)[_language_of(report)]
    html = _read(files[PAGE], HTML)
    pictures = {name: _read(sha, PNG) for name, sha in files.items() if name != PAGE}
    return report_preview.framed(html, pictures)


@bp.get("/<int:number>/workbook.xlsx")
@allow(ADMIN, MANAGER, INSPECTOR)
def workbook(number: int) -> Response:
    report = _of(number)
    table = _kept(report.workbook_sha256, WORKBOOK)
    looking.note(username(), What.FILE, told=f"xlsx start={report.day}&end={report.day}")
    name = f"{report.day}-{report.version}.xlsx"
    sent = send_file(table.open(), as_attachment=True, download_name=name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


@bp.get("/<int:number>/report.pdf")
@allow(ADMIN, MANAGER, INSPECTOR)
def as_pdf(number: int) -> Response:
    """The same figures in pages, drawn when somebody asks for them."""
    report = _of(number)
    about = page.About(plant().name, report.version, "", plant().font)
    made = pdf.make(archive.figures_of(report), about, _language_of(report))
    name = f"{report.day}-{report.version}.pdf"
    sent = send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


def _page(form: MakeForm, status: int = 200) -> AnyResponse:
    reports = archive.newest()
    return render(
        "reports/index.html",
        status=status,
        form=form,
        reports=reports,
        mails=_mails(reports),
        shows_mails=may("mails.index"),
    )


def _mails(reports: Sequence[Report]) -> Mapping[int, Mapping[str, int]]:
    """How many letters of each report are in which state, in one question."""
    subjects = {archive.about(report.day, report.version): report.id for report in reports}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for mail in Mail.select(Mail.about, Mail.state).where(Mail.about.in_(list(subjects))):
        found[subjects[mail.about]][mail.state] += 1
    return found


def _day_of(text: str) -> tuple[date | None, str]:
    """A day that has begun, or what is wrong with it."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None, "not_a_date" if text else "required"
    return (wanted, "") if day.has_begun(wanted) else (None, "in_future")


def _of(number: int) -> Report:
    return archive.of(number) or abort(404)


def _language_of(report: Report) -> str:
    wanted = request.args.get("language", language())
    files = archive.files_of(report)
    return wanted if wanted in files else next(iter(files), "") or abort(404)


def _kept(fingerprint: str, suffix: str) -> Kept:
    return plant().store.find(fingerprint, suffix) or abort(404)


def _read(fingerprint: str, suffix: str) -> bytes:
    with _kept(fingerprint, suffix).open() as file:
        return file.read()
