"""What lanes would say of a vehicle at a moment to come, as everything stands now. Asked of the tables, for pages."""

from dataclasses import replace
from datetime import datetime

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


def file_of(plate_no: str, plate_colour: str) -> Vehicle | None:
    """The file of exactly this plate and colour."""
    file: Vehicle | None = Vehicle.get_or_none(
        Vehicle.plate_no == plate_no, Vehicle.plate_colour == plate_colour
    )
    return file
