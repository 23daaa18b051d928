"""What makes a control policy: its fields as a person or an order gives them, and what must agree among them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from gate import codes
from gate.control import (
    MEASURES,
    RESPONSES,
    Condition,
    ControlPolicy,
    ResponseLevel,
    Source,
    WarningLevel,
    condition_from_data,
)
from gate.fields import Fields, Mistakes

FORM_LIFE = timedelta(minutes=30)
"""A start that lies so little in the past is the moment at which somebody began to fill in the form."""


class PolicyError(Mistakes):
    """Values of which no policy can be made."""


def read(values: Mapping[str, Any], now: datetime, before: ControlPolicy | None) -> ControlPolicy:
    """The policy that the values say, without its number; raises PolicyError with every mistake."""
    fields = Fields(values)
    warning = fields.code("warning", set(WarningLevel), required=True)
    response = fields.code("response", set(ResponseLevel))
    source = fields.code("source", set(Source)) or Source.CITY
    measure = fields.code("measure", MEASURES)
    own = conditions(fields, values.get("own") or ())
    if not measure and not own:
        fields.wrong("measure", "restricts_nobody")
    starts, ends = _period(fields, now, before)
    name = fields.text("name", 64)
    fields.stop_at_mistakes(PolicyError)
    level = WarningLevel(warning)
    answer = ResponseLevel(response) if response else RESPONSES[level]
    return ControlPolicy(
        0,
        0,
        name or _named(level, answer),
        Source(source),
        level,
        answer,
        starts,
        ends,
        measure,
        own,
        drill=before.drill if before else fields.flag("drill"),
    )


def conditions(fields: Fields, told: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The plant's own conditions. A mistake is noted under the place and the part: own-0-hours."""
    found = [_condition(fields, f"own-{place}", each) for place, each in enumerate(told)]
    return tuple(condition for condition in found if condition is not None)


def _condition(fields: Fields, name: str, told: Mapping[str, Any]) -> Condition | None:
    if not told.get("restricts"):
        fields.wrong(f"{name}-restricts", "required")
        return None
    sound = True
    for part, value in told.items():
        try:
            condition_from_data({"restricts": ["road"], part: value})
        except (ValueError, TypeError):
            fields.wrong(f"{name}-{part}", "unclear")
            sound = False
    return condition_from_data(dict(told)) if sound else None


def _period(
    fields: Fields, now: datetime, before: ControlPolicy | None
) -> tuple[datetime, datetime]:
    starts = fields.moment("starts") or now
    began_so = before is not None and before.starts == starts
    if starts < now - FORM_LIFE and not began_so:
        fields.wrong("starts", "in_past")
    ends = fields.moment("ends")
    if ends is None:
        fields.wrong("ends", "required")
        return starts, starts
    if ends <= now:
        fields.wrong("ends", "in_past")
    if ends <= starts:
        fields.wrong("ends", "over_before_it_begins")
    return starts, ends


def _named(warning: WarningLevel, response: ResponseLevel) -> str:
    # The ledger is kept in Chinese, whatever language the screen speaks.
    return f"{codes.WARNING_LEVELS[warning].zh} {codes.RESPONSE_LEVELS[response].zh}"
