"""The emergency switch: choose a level, see whom its policy would hold, then put it into force."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, control_rows, policies, visits
from gate.control import ControlPolicy, Kind, Source, State, WarningLevel
from gate.policies import PolicyError
from portal import confirming, mistakes, notices, plans, policy_form
from portal.htmx import render, say
from portal.plans import Plan
from portal.plant import plant
from portal.policy_form import OrderForm, PolicyForm, SwitchForm
from portal.security import ADMIN, MANAGER, allow, current_user
from workers import live

bp = Blueprint("switching", __name__, url_prefix="/policies")

LARGEST_ORDER = 64 * 1024


@bp.get("/new")
@allow(ADMIN, MANAGER)
def new() -> Response:
    """The form for a level, filled in with what is proposed for it."""
    level, drill = request.args.get("warning", ""), bool(request.args.get("drill"))
    if level not in set(WarningLevel):
        return render("policies/level.html", drill=drill)
    form = PolicyForm(data=policy_form.proposed(WarningLevel(level), drill=drill))
    return _policy_page(form)


@bp.get("/<int:policy_id>/change")
@allow(ADMIN, MANAGER)
def change(policy_id: int) -> Response:
    row = policies.newest(policy_id) or abort(404)
    known = control_rows.policy_of(row)
    if not isinstance(known, ControlPolicy):
        abort(404)  # an order that was not understood is withdrawn, and ordered anew
    return _policy_page(PolicyForm(data=policy_form.of_policy(known)))


@bp.post("/new")
@allow(ADMIN, MANAGER)
def rehearse() -> Response:
    """What these values would have done; nothing is put into force by it."""
    form = PolicyForm(request.form)
    if request.form.get("step") == "more" and len(form.own) < policy_form.MOST_CONDITIONS:
        form.own.append_entry({"restricts": [Kind.ROAD.value]})
        return _policy_page(form)
    try:
        return _policy_page(form, _rehearsed(_plan_of(form)))
    except PolicyError as refused:
        form.show(refused.errors)
        return _policy_page(form, errors=refused.errors, status=422)


@bp.get("/order")
@allow(ADMIN, MANAGER)
def order() -> Response:
    return _order_page(OrderForm())


@bp.post("/order")
@allow(ADMIN, MANAGER)
def read_order() -> Response:
    """How an order of the authority is understood, and what it would have done."""
    form = OrderForm(request.form)
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        form.order.data = sent.stream.read(LARGEST_ORDER).decode("utf-8-sig", "replace").strip()
    period = {"starts": form.starts.data or "", "ends": form.ends.data or ""}
    plan = Plan(period, order=str(form.order.data or ""))
    try:
        return _order_page(form, _rehearsed(plan) if plan.order else _nothing_sent(form))
    except PolicyError as refused:
        mistakes.show(form, refused.errors)
        return _order_page(form, errors=refused.errors, status=422)


@bp.post("/switch")
@allow(ADMIN, MANAGER)
def switch() -> Response:
    """Put into force what was rehearsed: the password once more, and why."""
    form, user = SwitchForm(request.form), current_user()
    assert user is not None  # `allow` lets nobody else in
    plan = plans.unsealed(str(form.plan.data or ""))
    if plan is None:
        say(_("This rehearsal is out of date. Please rehearse once more."), "warning")
        return redirect(url_for("switching.new"), 303)
    if not form.reason.data:
        form.reason.errors = [mistakes.sentence("required")]
        return _again(plan, form)
    if not confirming.confirm(form.password):
        return _again(plan, form)
    try:
        row = plan.carry_out(str(user.username), str(form.reason.data))
    except PolicyError as refused:
        mistakes.show(form, refused.errors)
        return _again(plan, form)
    for topic in (live.LANE, live.PASSAGE):
        live.ring(plant().redis, topic)
    say(_switched(row))
    return redirect(url_for("policies.show", policy_id=row.policy_id), 303)


def _switched(row: Any) -> str:
    if row.drill:
        return str(_("The drill has begun. No arm goes by it."))
    if control_rows.policy_of(row).state(clock.now()) is State.ACTIVE:
        return str(
            _("%(name)s is in force: every lane goes by it within two seconds.", name=row.name)
        )
    return str(_("%(name)s is announced. It begins and ends by itself.", name=row.name))


def _nothing_sent(form: OrderForm) -> Mapping[str, Any]:
    raise PolicyError({"order": "required"})


def _plan_of(form: PolicyForm) -> Plan:
    number = str(form.policy_id.data or "")
    seen = str(form.seen.data or "")
    return Plan(
        form.values(),
        policy_id=int(number) if number.isdecimal() else 0,
        seen=int(seen) if seen.isdecimal() else 0,
        days=form.rehearsed_days(),
    )


def _rehearsed(plan: Plan, form: SwitchForm | None = None) -> dict[str, Any]:
    """Everything that is shown before the switch; raises PolicyError."""
    policy = plan.policy()
    found, ahead = visits.rehearse(policy, plan.days), visits.ahead(policy)
    return {
        "plan": plan,
        "policy": policy,
        "understood": isinstance(policy, ControlPolicy),
        "found": found,
        "ahead": ahead,
        "notices": notices.of(plant().name, policy, found, ahead),
        "replaced_by": _own_plan_instead(policy),
        "switch": form or SwitchForm(data={"plan": plan.sealed()}),
    }


def _own_plan_instead(policy: Any) -> str:
    """The plant's own policy that takes this one's place when it begins, if there is one."""
    if not isinstance(policy, ControlPolicy) or policy.source is not Source.CITY:
        return ""
    begins = max(policy.starts, clock.now())
    for known in policies.ruling(begins):
        own = known.understood and known.policy.source is Source.ENTERPRISE
        if own and known.policy.kinds & policy.kinds and known.policy.policy_id != policy.policy_id:
            return str(known.policy.name)
    return ""


def _again(plan: Plan, form: SwitchForm) -> Response:
    """The page of the plan once more, with what was wrong."""
    try:
        rehearsed = _rehearsed(plan, form)
    except PolicyError as refused:
        rehearsed = None
        mistakes.show(form, refused.errors)
    if plan.order:
        return _order_page(
            OrderForm(data={"order": plan.order, **plan.values}), rehearsed, status=422
        )
    values = {**plan.values, "own": _fields_of(plan.values["own"])}
    asked = {"policy_id": plan.policy_id or "", "seen": plan.seen or "", "days": plan.days}
    return _policy_page(PolicyForm(data=values | asked), rehearsed, status=422)


def _fields_of(own: Any) -> list[dict[str, Any]]:
    return [policy_form.as_fields(told) for told in own]


def _policy_page(
    form: PolicyForm,
    rehearsed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return render(
        "policies/new.html",
        fragment="rehearsal",
        status=status,
        form=form,
        rehearsed=rehearsed,
        faults=_faults(form, errors or {}),
        proposed=policies.propose(WarningLevel(form.warning.data or "other")),
        announce=_told(rehearsed),
    )


def _order_page(
    form: OrderForm,
    rehearsed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return render(
        "policies/order.html",
        status=status,
        form=form,
        rehearsed=rehearsed,
        faults=[],
        announce=_told(rehearsed),
    )


def _faults(form: PolicyForm, errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stands in the way of a rehearsal, for the fragment: the fields themselves are left as they are."""
    labels = {f.name: f.label.text for entry in form.own for f in entry.form}
    labels |= {field.name: field.label.text for field in form}
    return [(str(labels.get(name, "")), mistakes.sentence(key)) for name, key in errors.items()]


def _told(rehearsed: Mapping[str, Any] | None) -> str | None:
    if rehearsed is None:
        return None
    total = rehearsed["found"].total
    return str(
        _("%(held)s of %(came)s trucks would have been held.", held=total.held, came=total.came)
    )
