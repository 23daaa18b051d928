"""The forms of a control policy, of an order of the authority, and of pressing the switch."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from gate import clock, codes, policies, rules, site
from gate.control import (
    FREE_GRADES,
    RESPONSES,
    Condition,
    ControlPolicy,
    Kind,
    Source,
    WarningLevel,
    Weight,
    condition_to_data,
)
from portal import mistakes, policy_words
from portal.forms import PortalForm
from portal.languages import language

MINUTE = {"type": "datetime-local"}
STAGES = "123456D"
DAYS = 30
MOST_CONDITIONS = 6


def _code(label: Any) -> SelectField:
    # The gate judges codes; a field of its own opinion would say the same twice.
    return SelectField(label, validate_choice=False)


def _codes(label: Any) -> SelectMultipleField:
    return SelectMultipleField(label, validate_choice=False)


def in_words(table: codes.Table) -> list[tuple[str, str]]:
    """The codes of a table in the language of the page."""
    return [(code, words.in_language(language())) for code, words in table.items()]


class ConditionForm(PortalForm):
    """One of the plant's own conditions; what is left empty does not matter."""

    restricts = _codes(_("Restricts"))
    weights = _codes(_("Weight class"))
    fuels = _codes(_("Fuel"))
    below_stage = _code(_("Stages below"))
    weekdays = _codes(_("Days of the week"))
    hours = StringField(_("Hours"), render_kw={"placeholder": "22:00-06:00"})
    gates = _codes(_("Gates"))
    cargo = StringField(_("Cargo"))
    daily_quota = StringField(
        _("Only after so many entries a day"), render_kw={"inputmode": "numeric"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fuels = {code: codes.FUEL_TYPES[code] for code in "BEFAOC"}
        stages = {code: codes.EMISSION_STAGES[code] for code in STAGES}
        self.restricts.choices = [(k.value, str(policy_words.KINDS[k])) for k in Kind]
        self.weights.choices = [(w.value, str(policy_words.WEIGHTS[w])) for w in Weight]
        self.fuels.choices = in_words(fuels)
        self.below_stage.choices = [("", "—"), *in_words(stages)]
        self.weekdays.choices = [(str(n), str(day)) for n, day in policy_words.WEEKDAYS.items()]
        self.gates.choices = [(g.gate_no, f"{g.gate_no} {g.name}") for g in site.gates()]

    def told(self) -> dict[str, Any]:
        """The condition as plain data; empty where the form was left empty."""
        told: dict[str, Any] = {
            name: self[name].data for name in ("restricts", "weights", "fuels", "gates")
        }
        told["below_stage"] = self.below_stage.data
        told["weekdays"] = [int(day) for day in self.weekdays.data or () if day.isdecimal()]
        told["hours"] = _listed(self.hours.data)
        told["cargo"] = _listed(self.cargo.data)
        quota = str(self.daily_quota.data or "")
        told["daily_quota"] = int(quota) if quota.isdecimal() else quota
        return {name: value for name, value in told.items() if value not in ("", None, [])}


class PolicyForm(PortalForm):
    """What is to be ordered; its checks are the gate's."""

    policy_id = HiddenField()
    seen = HiddenField()
    warning = _code(_("Warning level"))
    response = _code(_("Response level"))
    measure = _code(_("Measure"))
    source = _code(_("Ordered by"))
    name = StringField(_("Name"), render_kw={"maxlength": 64})
    starts = StringField(_("From"), render_kw=MINUTE)
    ends = StringField(_("Until"), render_kw=MINUTE)
    drill = BooleanField(_("Only a drill"))
    days = IntegerField(_("Rehearse the last days"), render_kw={"min": 1, "max": 366})
    own = FieldList(FormField(ConditionForm), max_entries=MOST_CONDITIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warning.choices = in_words(codes.WARNING_LEVELS)
        self.response.choices = in_words(codes.RESPONSE_LEVELS)
        self.measure.choices = [("", str(_("None of the four"))), *in_words(codes.CONTROL_MEASURES)]
        self.source.choices = [(str(s), str(w)) for s, w in policy_words.SOURCES.items()]

    def values(self) -> dict[str, Any]:
        """What was filled in, as the gate reads it."""
        plain = ("warning", "response", "measure", "source", "name", "starts", "ends")
        told: dict[str, Any] = {name: self[name].data or "" for name in plain}
        own = [entry.form.told() for entry in self.own]
        return told | {"drill": bool(self.drill.data), "own": [each for each in own if each]}

    def rehearsed_days(self) -> int:
        return min(max(int(self.days.data or DAYS), 1), 366)

    def show(self, errors: Mapping[str, str]) -> None:
        """Every mistake at its field, those within a condition too."""
        here = {name: key for name, key in errors.items() if not name.startswith("own-")}
        mistakes.show(self, here)
        parts = {part.name: part for entry in self.own for part in entry.form}
        for name in errors.keys() - here.keys():
            if name in parts:
                parts[name].errors = [mistakes.sentence(errors[name])]


class OrderForm(PortalForm):
    order = TextAreaField(_("Text of the order"), render_kw={"rows": 10, "spellcheck": "false"})
    file = FileField(_("or a file"), render_kw={"accept": ".json,.txt,application/json,text/plain"})
    starts = StringField(_("From"), render_kw=MINUTE)
    ends = StringField(_("Until"), render_kw=MINUTE)


class SwitchForm(PortalForm):
    """Pressing the switch: what was rehearsed, why, and the password once more."""

    plan = HiddenField()
    reason = StringField(_("Reason"), render_kw={"maxlength": 200})
    password = PasswordField(_("Your password"), render_kw={"autocomplete": "current-password"})


class WithdrawForm(PortalForm):
    reason = StringField(_("Reason"), render_kw={"maxlength": 200})
    password = PasswordField(_("Your password"), render_kw={"autocomplete": "current-password"})


def proposed(warning: WarningLevel, *, drill: bool) -> dict[str, Any]:
    """What a form begins with for this level: the default measures, at once, for two days."""
    proposal = policies.propose(warning)
    own_plan = rules.current().performance_grade in FREE_GRADES
    return {
        "warning": warning.value,
        "response": RESPONSES[warning].value,
        "measure": proposal.measure if proposal else "",
        "source": (Source.ENTERPRISE if own_plan else Source.CITY).value,
        "ends": _minute(_full_hour(clock.now() + timedelta(hours=48))),
        "drill": drill,
        "days": DAYS,
        "own": conditions(proposal.own if proposal else ()),
    }


def of_policy(policy: ControlPolicy) -> dict[str, Any]:
    """What a form begins with when a policy is changed."""
    return {
        "policy_id": policy.policy_id,
        "seen": policy.version,
        "warning": policy.warning.value,
        "response": policy.response.value,
        "measure": policy.measure,
        "source": policy.source.value,
        "name": policy.name,
        "starts": clock.stamp(policy.starts)[:23],
        "ends": _minute(policy.ends),
        "drill": policy.drill,
        "days": DAYS,
        "own": conditions(policy.own),
    }


def conditions(own: Sequence[Condition]) -> list[dict[str, Any]]:
    """Conditions as their forms take them."""
    return [as_fields(condition_to_data(condition)) for condition in own]


def as_fields(told: dict[str, Any]) -> dict[str, Any]:
    lines = {name: ", ".join(told[name]) for name in ("hours", "cargo") if name in told}
    days = [str(day) for day in told.get("weekdays", ())]
    return told | lines | ({"weekdays": days} if days else {})


def _listed(text: Any) -> list[str]:
    parts = str(text or "").replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
