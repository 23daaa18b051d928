"""The bench has a figure for every kind of plate that drives by in the demo, and for no other."""

from bench.lane import KINDS
from devices.simulated.cast import CAST
from portal.demo.summary import kind_of


def test_the_cast_has_every_kind_and_no_other() -> None:
    kinds = {kind_of((truck.plate_no, truck.plate_colour.value)) for truck in CAST}
    assert kinds == set(KINDS)
