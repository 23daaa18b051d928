"""When control was in force: the times that inspectors look at first (R-113, R-114)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gate import control_rows
from gate.sampling import Span


def within(period: Span) -> list[Span]:
    """The times of control within a time, in whole minutes; drills aside, and those that touch are one."""
    cut = [(max(start, period[0]), min(end, period[1])) for start, end in sorted(_in_force())]
    merged: list[Span] = []
    for start, end in (whole_minutes(*span) for span in cut):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def whole_minutes(start: datetime, end: datetime) -> Span:
    """The whole minutes between two moments."""
    first = start.replace(second=0, microsecond=0)
    if first < start:
        first += timedelta(minutes=1)
    return first, end.replace(second=0, microsecond=0)


def _in_force() -> Iterator[Span]:
    for policy in map(control_rows.policy_of, control_rows.newest_versions()):
        if policy.starts is None or policy.ends is None or policy.drill:
            continue
        yield policy.starts, min(policy.ends, policy.withdrawn or policy.ends)
