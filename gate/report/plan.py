"""When the nightly report is made and who gets it; every change of it is in the chain."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import IntegrityError

from gate import clock, proof
from gate.fields import Fields, Mistakes
from gate.mail.addresses import is_address
from gate.models import ReportPlan, ReportRecipient, database
from gate.report import archive
from gate.report.day import span

KIND = "report_plan"
CAUGHT_UP = 7
"""Nights at most that are caught up with after the house was down."""
LANGUAGES = ("zh", "en")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
USUAL = "06:00"
ROLES = ("admin", "manager", "inspector", "guard")
"""Whose people may get it by their role: those of the plant and the authority."""


class PlanError(Mistakes):
    """A time, a role or a recipient that cannot be taken."""


def current() -> ReportPlan:
    """The plan; one that is switched off as long as nobody has made one."""
    found: ReportPlan | None = ReportPlan.select().order_by(ReportPlan.id).first()
    return found or ReportPlan(enabled=False, at=USUAL, since=_today().isoformat())


def save(values: Mapping[str, Any], by: str) -> ReportPlan:
    """Switch it on or off, or to another time; raises PlanError."""
    fields = Fields(values)
    at = fields.text("at", 5, required=True)
    if at and not TIME.fullmatch(at):
        fields.wrong("at", "not_a_time")
    enabled = fields.flag("enabled")
    fields.stop_at_mistakes(PlanError)
    with database.atomic():
        plan = current()
        before = {"enabled": plan.enabled, "at": plan.at}
        if enabled and not plan.enabled:
            plan.since = _today().isoformat()  # nights before it were nobody's to report
        plan.enabled, plan.at = enabled, at
        plan.save()
        _note("plan", by, before, {"enabled": enabled, "at": at})
    return plan


def save_roles(values: Mapping[str, Any], by: str) -> ReportPlan:
    """Let the people of other roles have it: `roles`, and whether they `roles_want_pdf`; raises PlanError."""
    fields = Fields(values)
    chosen = set(values.get("roles") or ())
    if not chosen <= set(ROLES):
        fields.wrong("roles", "unknown_code")
    wants_pdf = fields.flag("roles_want_pdf")
    fields.stop_at_mistakes(PlanError)
    with database.atomic():
        plan = current()
        before = {"roles": roles_of(plan), "wants_pdf": plan.roles_want_pdf}
        plan.roles = ",".join(role for role in ROLES if role in chosen)
        plan.roles_want_pdf = wants_pdf
        plan.save()
        _note("roles", by, before, {"roles": roles_of(plan), "wants_pdf": wants_pdf})
    return plan


def roles_of(plan: ReportPlan) -> list[str]:
    """The roles whose people get it, in the order of `ROLES`."""
    return [role for role in plan.roles.split(",") if role]


def due() -> list[date]:
    """Days whose report is to be made now, oldest first: the last one, and nights that were missed."""
    plan, now = current(), clock.now()
    if not plan.enabled:
        return []
    since, today = date.fromisoformat(plan.since), _today()
    days = [today - timedelta(days=back) for back in range(CAUGHT_UP, 0, -1)]
    return [
        day
        for day in days
        if day >= since and _at(plan, day) <= now and archive.by_the_clock(day) is None
    ]


def recipients() -> list[ReportRecipient]:
    """Everybody whose address was typed, also those who do not get it now; see `gate.report.readers`."""
    return list(ReportRecipient.select().order_by(ReportRecipient.name, ReportRecipient.id))


def save_recipient(
    values: Mapping[str, Any], by: str, recipient: ReportRecipient | None = None
) -> ReportRecipient:
    """A new recipient, or a change of this one; raises PlanError."""
    fields = Fields(values)
    address = fields.text("address", 254, required=True)
    if address and not is_address(address):
        fields.wrong("address", "not_an_email")
    row = {
        "address": address,
        "name": fields.text("name", 64, required=True),
        "language": fields.code("language", LANGUAGES, required=True),
        "wants_pdf": fields.flag("wants_pdf"),
        "active": fields.flag("active"),
    }
    fields.stop_at_mistakes(PlanError)
    saved = recipient or ReportRecipient()
    before = {name: getattr(saved, name) for name in row} if saved.id else {}
    try:
        with database.atomic():
            for name, value in row.items():
                setattr(saved, name, value)
            saved.save()
            _note(f"recipient {saved.id}", by, before, row)
    except IntegrityError:
        raise PlanError({"address": "duplicate"}) from None
    return saved


def _note(what: str, by: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if before != after:
        proof.append(KIND, {"what": what, "by": by, "before": before, "after": after})


def _at(plan: ReportPlan, day: date) -> datetime:
    """When the report of a day is made: at that time of the day after it."""
    morning = span(day)[1].date()
    return datetime.combine(morning, time.fromisoformat(plan.at), clock.BEIJING)


def _today() -> date:
    return clock.now().astimezone(clock.BEIJING).date()
