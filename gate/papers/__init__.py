"""Papers of vehicles 证件: what photographed ones say, as suggestions that a person confirms, never as facts.

Pure, but for `readings`, which keeps what was asked and read.
"""

from gate.papers.advising import advice
from gate.papers.comparing import Suggestion, together
from gate.papers.told import Told
from gate.papers.understanding import read

LICENCE_FRONT, LICENCE_BACK, EMISSION_LIST = "licence_front", "licence_back", "emission_list"
KINDS = (LICENCE_FRONT, LICENCE_BACK, EMISSION_LIST)
"""行驶证正页, 行驶证副页, 随车清单. The file of a vehicle has each as `KIND_image`."""

__all__ = [
    "EMISSION_LIST",
    "KINDS",
    "LICENCE_BACK",
    "LICENCE_FRONT",
    "Suggestion",
    "Told",
    "advice",
    "read",
    "together",
]
