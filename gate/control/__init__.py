"""Control policies as pure values: whom they restrict, when, and who is exempt."""

from gate.control.condition import Condition, Hours, Kind, Subject, Weight, weight_of
from gate.control.condition_written import condition_from_data, condition_to_data
from gate.control.exemption import Exemption, ExemptionKind
from gate.control.measures import FREE_GRADES, MEASURES, PROPOSALS, Measure, Proposal, propose
from gate.control.policy import (
    ControlPolicy,
    NotUnderstood,
    Policy,
    Restriction,
    Source,
    State,
    drilled,
    in_force,
    restrictions,
)
from gate.control.warning import RESPONSES, ResponseLevel, WarningLevel
from gate.control.written import from_json, to_json

__all__ = [
    "FREE_GRADES",
    "MEASURES",
    "PROPOSALS",
    "RESPONSES",
    "Condition",
    "ControlPolicy",
    "Exemption",
    "ExemptionKind",
    "Hours",
    "Kind",
    "Measure",
    "NotUnderstood",
    "Policy",
    "Proposal",
    "ResponseLevel",
    "Restriction",
    "Source",
    "State",
    "Subject",
    "WarningLevel",
    "Weight",
    "condition_from_data",
    "condition_to_data",
    "drilled",
    "from_json",
    "in_force",
    "propose",
    "restrictions",
    "to_json",
    "weight_of",
]
