"""What is drawn is what is read: nothing but pixels crosses from the simulated plant to the reader."""

from typing import Any

import pytest

from devices.interfaces import PlateColour
from devices.simulated import cast as drawn
from gate import plates, register
from tests import cast
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow

NEVER_HEARD_OF = "皖K58T41"


def test_a_plate_that_nobody_ever_wrote_down_is_read_as_drawn(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    known = [*vehicles, *(truck.plate_no for truck in drawn.CAST)]
    assert all(plates.differences(plate, NEVER_HEARD_OF) > 1 for plate in known)
    house = build_house([a_visit(NEVER_HEARD_OF, PlateColour.YELLOW)])
    bring_up(house)

    house.plant.send()

    row = house.row()
    assert (row.plate_no, row.plate_colour) == (NEVER_HEARD_OF, PlateColour.YELLOW)
    assert (row.verdict, row.reasons) == ("hold", "not_registered")
    house.plant.wait_for("backed_off")
    assert house.plant.lifts() == []
    assert len(house.rows()) == 1


def test_a_plate_one_character_from_a_registered_one_never_lifts_the_arm(
    build_house: BuildHouse, vehicles: dict[str, Any]
) -> None:
    file = vehicles[cast.APPROVED.plate_no]
    register.edit(file.id, {"plate_no": "冀B7K288"}, by="manager")
    house = build_house([a_visit(cast.APPROVED.plate_no)])
    bring_up(house)

    house.plant.send()

    row = house.row()
    assert (row.plate_no, row.look_alike) == (cast.APPROVED.plate_no, "冀B7K288")
    assert (row.verdict, row.reasons) == ("hold", "looks_like_registered")
    house.plant.wait_for("backed_off")
    assert house.plant.lifts() == []
