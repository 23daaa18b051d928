"""The queue of applications: who asks that a truck may come, what does not agree, and the plant's answer."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from gate import codes
from gate.carriers import answering, applications, states
from gate.carriers.answering import Obstacle
from gate.carriers.contents import values_of
from gate.carriers.examining import examine
from gate.carriers.states import State, Step
from gate.fields import Mistakes
from gate.models import Application
from portal import application_form, application_words, mistakes, pieces, wording
from portal.application_form import DecisionForm, first_shown
from portal.htmx import render, say
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow, username
from workers import live

bp = Blueprint("applications", __name__, url_prefix="/applications")

PAGE = 50
OUTDATED = ("changed_meanwhile", "not_now")
"""What was typed belongs to an application that stands otherwise by now: it is shown as it is."""
SENT = frozenset(State) - {State.DRAFT}
SHOWN: Mapping[str, frozenset[State]] = {
    "waiting": states.WAITING,
    "asked": frozenset({State.ASKED}),
    "decided": frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN}),
    "all": SENT,
}


@bp.get("/")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    show = request.args.get("show", "waiting")
    text, page = request.args.get("q", ""), max(request.args.get("page", 1, type=int), 1)
    found = applications.found(SHOWN.get(show, states.WAITING), text)
    total = found.count()
    return render(
        "applications/index.html",
        fragment="results",
        announce=None if "quiet" in request.args else _how_many(total),
        found=list(found.paginate(page, PAGE)),
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        show=show if show in SHOWN else "waiting",
        q=text,
    )


def _how_many(total: int) -> str:
    return str(ngettext("%(num)s application", "%(num)s applications", total))


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, INSPECTOR)
def show(number: int) -> Response:
    return _page(_of(number))


@bp.get("/<int:number>/pieces/<kind>/<name>.jpg")
@allow(ADMIN, MANAGER, INSPECTOR)
def piece(number: int, kind: str, name: str) -> Response:
    """The piece of a paper's photograph on which eyes read an item."""
    application = _of(number)
    values = applications.last_sent(application)
    read = examine(application, values).read.get(name, ())
    told = next((each.told for each in read if each.paper == kind), None) or abort(404)
    return pieces.served(values[f"{kind}_image"], name, told.corners)


@bp.post("/<int:number>/approve")
@allow(ADMIN, MANAGER)
def approve(number: int) -> Response:
    """Onto the whitelist, with what the person has filled in or put right."""
    application, form = _of(number), DecisionForm(request.form)

    def do() -> None:
        answering.approve(
            application,
            username(),
            form.put_right(values_of(application)),
            words=str(form.words.data or ""),
            knowing=[each for each in Obstacle if each.value in request.form.getlist("knowing")],
            seen=_seen(),
        )

    return _decide(application, do, _("%(plate)s is approved."), form)


@bp.post("/<int:number>/ask")
@allow(ADMIN, MANAGER)
def ask(number: int) -> Response:
    """The carrier shall tell or show something more."""
    application = _of(number)

    def do() -> None:
        words, fields = _said(application_words.ASKS), request.form.getlist("fields")
        answering.ask(application, username(), words, fields, seen=_seen())

    return _decide(application, do, _("%(plate)s: the carrier is asked."), at="ask")


@bp.post("/<int:number>/reject")
@allow(ADMIN, MANAGER)
def reject(number: int) -> Response:
    application = _of(number)

    def do() -> None:
        words = _said(application_words.REJECTS)
        answering.reject(application, username(), words, seen=_seen())

    return _decide(application, do, _("%(plate)s is rejected."), at="reject")


def _decide(
    application: Application,
    do: Callable[[], None],
    sentence: str,
    form: DecisionForm | None = None,
    at: str = "approve",
) -> Response:
    """The answer, and on to whoever waits next; what stops it is told on the page as it is now."""
    try:
        do()
    except Mistakes as refused:
        if refused.errors.get("") in OUTDATED:
            return _page(_of(application.id), outdated=True)
        return _page(_of(application.id), form, refused.errors, at)
    live.ring(plant().redis, live.VEHICLE)
    say(sentence % {"plate": application.plate_no})
    following = applications.waiting().first()
    if following is None:
        return redirect(url_for("applications.index"), 303)
    return redirect(url_for("applications.show", number=following.id), 303)


def _page(
    application: Application,
    form: DecisionForm | None = None,
    errors: Mapping[str, str] | None = None,
    at: str = "",
    outdated: bool = False,
) -> Response:
    values = applications.last_sent(application)
    waits = states.may(application.state, Step.APPROVED)
    typed = {name: form[name].data for name in application_form.FIELDS} if form else {}
    looked = examine(application, {**values, **typed})
    shown = form or first_shown(values, looked.file, application.revision)
    _tell(shown, errors or {}, at)
    return render(
        "applications/show.html",
        status=422 if errors or outdated else 200,
        outdated=outdated,
        application=application,
        values=values,
        form=shown,
        looked=looked,
        errors=errors or {},
        at=at,
        sent=request.form if errors else MultiDict(),
        steps=[(step, applications.told_in(step)) for step in applications.steps_of(application)],
        waits=waits,
        following=_following(application) if waits else None,
        sheet=application_form,
        asks=application_words.ASKS,
        rejects=application_words.REJECTS,
    )


def _tell(form: DecisionForm, errors: Mapping[str, str], at: str) -> None:
    if at != "approve":
        return  # told beside the answer that was tried
    known = {name: key for name, key in errors.items() if key not in set(Obstacle)}
    mistakes.show(form, known)
    if len(known) != len(errors):
        form.form_errors.append(_("Please read what stands in its way, and tick that you know it."))


def _following(application: Application) -> Application | None:
    """Whoever waits next, for those who leave this one for later."""
    waiting = [row.id for row in applications.waiting().limit(PAGE)]
    if application.id not in waiting or len(waiting) < 2:
        return None
    place = (waiting.index(application.id) + 1) % len(waiting)
    found: Application = Application.get_by_id(waiting[place])
    return found


def _seen() -> int:
    """The revision that the person had before their eyes; a form that does not tell has seen nothing."""
    return request.form.get("seen", -1, type=int)


def _said(table: codes.Table) -> str:
    """A usual sentence and what was said besides, as the ledger keeps it."""
    choice, words = request.form.get("choice", ""), request.form.get("words", "").strip()
    return wording.for_the_ledger(table, choice, words) if choice in table else words


def _of(number: int) -> Application:
    """One that was sent; a draft is not the plant's to see."""
    found = Application.get_or_none(Application.id == number, Application.sent_at.is_null(False))
    application: Application = found or abort(404)
    return application


for _name, _filter in application_words.FILTERS.items():
    bp.add_app_template_filter(_filter, _name)
