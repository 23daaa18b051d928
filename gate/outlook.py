"""What lanes would say of a vehicle at a moment to come, as everything stands now. Asked of the tables, for pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from devices.interfaces import PlateColour
from gate import clock, control_rows, exceedance, exemptions, rules
from gate.codes import IN
from gate.facts import Facts, Rules
from gate.models import Vehicle
from gate.policy import Decision, decide
from gate.standing import registered, rules_of


class Outlook:
    """Rules, policies and exemptions read once, for any number of vehicles."""

    def __init__(self) -> None:
        policies = tuple(map(control_rows.policy_of, control_rows.newest_versions()))
        self._rules: Rules = replace(rules_of(rules.current()), policies=policies)
        self._exemptions = tuple(exemptions.all_known())

    def of(
        self,
        plate_no: str,
        plate_colour: str,
        moment: datetime,
        gate_no: str = "",
        direction: str = IN,
    ) -> Decision:
        """The decision on this vehicle coming in (or going out) then, its plate read without doubt."""
        file = file_of(plate_no, plate_colour)
        listed = exceedance.at(plate_no, plate_colour, file.vin if file else "", clock.now())
        facts = Facts(
            plate_no,
            PlateColour(plate_colour),
            direction,
            moment,
            registered=registered(file) if file else None,
            listed_for=listed.reason_code if listed else None,
            gate_no=gate_no,
            exemptions=self._exemptions,
        )
        return decide(facts, self._rules)

    def of_unlisted(self, file: Vehicle, moment: datetime) -> Decision:
        """The decision on a vehicle whose file is at hand and that is on no list; asks the tables for nothing more."""
        facts = Facts(
            file.plate_no,
            PlateColour(file.plate_colour),
            IN,
            moment,
            registered=registered(file),
            exemptions=self._exemptions,
        )
        return decide(facts, self._rules)

    def turns(self, start: datetime, end: datetime) -> list[datetime]:
        """Moments in (start, end) at which what it says may change: midnights, policies, hours of a day, exemptions."""
        found: set[datetime] = set()
        for policy in self._rules.policies:
            found |= {moment for moment in (policy.starts, policy.ends, policy.withdrawn) if moment}
        for exemption in self._exemptions:
            found |= {exemption.valid_from, exemption.valid_to}
        for midnight in _midnights(start, end):
            found |= {midnight + timedelta(minutes=minute) for minute in (0, *self._minutes())}
        return sorted(moment for moment in found if start < moment < end)

    def _minutes(self) -> frozenset[int]:
        """Minutes of a day at which a condition of a policy begins or ends to restrict."""
        conditions = (each for p in self._rules.policies for each in getattr(p, "conditions", ()))
        hours = (each for condition in conditions for each in condition.hours)
        return frozenset(minute for each in hours for minute in (each.start, each.end))

    @property
    def tells_gates_apart(self) -> bool:
        """Whether a policy restricts some gates and not others."""
        return any(
            condition.gates
            for policy in self._rules.policies
            for condition in getattr(policy, "conditions", ())
        )


def _midnights(start: datetime, end: datetime) -> Iterator[datetime]:
    """Of every day that [start, end) touches."""
    local = start.astimezone(clock.BEIJING)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight < end:
        yield midnight
        midnight += timedelta(days=1)


def file_of(plate_no: str, plate_colour: str) -> Vehicle | None:
    """The file of exactly this plate and colour."""
    file: Vehicle | None = Vehicle.get_or_none(
        Vehicle.plate_no == plate_no, Vehicle.plate_colour == plate_colour
    )
    return file
