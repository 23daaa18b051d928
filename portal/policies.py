"""Control policies: what is in force, what is announced, what was; and ending one before its time."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, control_rows, exemptions, policies, policy_turns, rules, visits
from gate.control import FREE_GRADES, ControlPolicy, State, WarningLevel
from gate.models import ControlPolicyRow
from gate.policies import PolicyError
from portal import confirming, mistakes, notices, policy_words
from portal.htmx import render, say
from portal.plant import plant
from portal.policy_form import WithdrawForm
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, current_user
from workers import live

bp = Blueprint("policies", __name__, url_prefix="/policies")
for _name, _filter in policy_words.FILTERS.items():
    bp.add_app_template_filter(_filter, _name)

MOST_PAST = 20


@bp.get("/")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """What is in force, in large letters; htmx fetches it again when the doorbell rings."""
    now = clock.now()
    known = policies.current(now)
    earnest = [each for each in known if not each.row.drill]
    active = [each for each in earnest if each.state is State.ACTIVE]
    return render(
        "policies/index.html",
        fragment="force",
        active=sorted(active, key=lambda each: not each.rules),
        kept_out={each.row.policy_id: policies.kept_out(each.row, now) for each in active},
        announced=[each for each in earnest if each.state is State.ANNOUNCED][::-1],
        drills=[each for each in known if each.row.drill and _goes_on(each.state)],
        past=[each for each in known if not _goes_on(each.state)][:MOST_PAST],
        exempt=len(exemptions.valid(now)),
        now=now,
    )


@bp.get("/<int:policy_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(policy_id: int) -> Response:
    """One policy with its history; of a drill also the report."""
    row, now = _of(policy_id), clock.now()
    policy = control_rows.policy_of(row)
    found = visits.report(policy) if row.drill else None
    return render(
        "policies/show.html",
        row=row,
        policy=policy,
        state=policy.state(now),
        understood=isinstance(policy, ControlPolicy),
        history=policies.history(policy_id),
        turns=[(entry, policy_turns.body_of(entry)) for entry in policy_turns.of(policy_id)],
        kept_out=policies.kept_out(row, now),
        found=found,
        notices=notices.of(plant().name, policy, found) if found else [],
    )


@bp.get("/<int:policy_id>/withdraw")
@allow(ADMIN, MANAGER)
def ask_withdraw(policy_id: int) -> Response:
    return render("policies/withdraw.html", row=_of(policy_id), form=WithdrawForm())


@bp.post("/<int:policy_id>/withdraw")
@allow(ADMIN, MANAGER)
def withdraw(policy_id: int) -> Response:
    row, form, user = _of(policy_id), WithdrawForm(request.form), current_user()
    assert user is not None  # `allow` lets nobody else in
    if not confirming.confirm(form.password):
        return render("policies/withdraw.html", status=422, row=row, form=form)
    try:
        policies.withdraw(policy_id, str(user.username), str(form.reason.data or ""))
    except PolicyError as refused:
        mistakes.show(form, refused.errors)
        return render("policies/withdraw.html", status=422, row=row, form=form)
    for topic in (live.LANE, live.PASSAGE):
        live.ring(plant().redis, topic)
    say(_("%(name)s is withdrawn: no lane goes by it any longer.", name=row.name))
    return redirect(url_for("policies.index"), 303)


def _goes_on(state: State) -> bool:
    return state in (State.ACTIVE, State.ANNOUNCED)


def _of(policy_id: int) -> ControlPolicyRow:
    return policies.newest(policy_id) or abort(404)


@bp.app_template_global()
def proposals() -> list[tuple[str, Any]]:
    """Every level with what is proposed for it."""
    return [(level.value, policies.propose(level)) for level in WarningLevel]


@bp.app_template_global()
def is_free_of_defaults() -> bool:
    """Whether the plant's grade frees it of default measures: only its own plan restricts then."""
    return rules.current().performance_grade in FREE_GRADES


@bp.app_template_filter("time_left")
def time_left(span: timedelta) -> str:
    """How long it goes on: days and hours, hours and minutes, or minutes alone."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return str(_("%(days)s d %(hours)s h", days=days, hours=hours))
    if hours:
        return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))
    return str(_("%(minutes)s min", minutes=minutes))
