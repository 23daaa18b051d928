"""A lane knows the register by heart: what changes is picked up, what is away changes nothing."""

from typing import Any

import pytest

from devices.interfaces import PlateColour
from gate import clock, exceedance, register, rules
from gate.codes import IN
from gate.models import Vehicle
from gate.policy import Facts, Status
from gate.standing import FROZEN, Standing
from tests import cast
from tests.gate.away import away

YELLOW = PlateColour.YELLOW


@pytest.fixture
def standing(vehicles: dict[str, Vehicle]) -> Standing:
    read = Standing()
    read.refresh()
    return read


def asked(standing: Standing, plate_no: str, colour: PlateColour | None = YELLOW) -> Facts:
    return standing.facts(plate_no, colour, IN, clock.now())


def test_before_it_was_read_nobody_is_known() -> None:
    standing = Standing()
    assert standing.offline
    assert asked(standing, cast.APPROVED.plate_no).registered is None
    assert standing.rules.version == 0


def test_what_is_registered_and_listed_is_known(standing: Standing) -> None:
    assert not standing.offline
    known = asked(standing, cast.APPROVED.plate_no).registered
    assert known is not None
    assert (known.status, known.emission_stage) == (Status.APPROVED, "6")
    suspended = asked(standing, cast.SUSPENDED.plate_no).registered
    assert suspended is not None
    assert suspended.status is Status.SUSPENDED
    assert asked(standing, cast.LISTED.plate_no).listed_for == "5"
    assert asked(standing, cast.APPROVED.plate_no).listed_for is None
    assert asked(standing, cast.UNKNOWN.plate_no).registered is None


def test_nothing_less_than_plate_and_colour_names_a_vehicle(standing: Standing) -> None:
    for colour in (PlateColour.BLUE, None):
        facts = asked(standing, cast.APPROVED.plate_no, colour)
        assert facts.registered is None
        assert facts.look_alike == cast.APPROVED.plate_no
    assert asked(standing, cast.LISTED.plate_no, PlateColour.BLUE).listed_for is None


def test_a_change_is_picked_up(standing: Standing, vehicles: dict[str, Vehicle]) -> None:
    register.suspend(vehicles[cast.APPROVED.plate_no].id, by="li", reason="黑烟")
    new = register.create(
        {"plate_no": "冀B5T613", "plate_colour": "1", "emission_stage": "6"}, by="li"
    )
    exceedance.put_on(cast.CHINA_FOUR.plate_no, "1", "6", clock.now(), by="li")
    exceedance.release(exceedance.current()[-1].id, by="li")
    changed = rules.change(minimum_stage="6", let_out=False, by="li")
    standing.refresh()
    known = asked(standing, cast.APPROVED.plate_no).registered
    assert known is not None
    assert known.status is Status.SUSPENDED
    draft = asked(standing, new.plate_no).registered
    assert draft is not None
    assert draft.status is Status.DRAFT
    listed = {cast.LISTED.plate_no, cast.CHINA_FOUR.plate_no}
    open_ones = {row.plate_no for row in exceedance.current()}
    assert {p for p in listed if asked(standing, p).listed_for} == open_ones
    assert standing.rules.version == changed.id
    assert (standing.rules.minimum_stage, standing.rules.let_out) == ("6", False)


def test_a_corrected_plate_leaves_no_old_key(
    standing: Standing, vehicles: dict[str, Vehicle]
) -> None:
    old, new = cast.APPROVED.plate_no, "冀B7K299"
    register.edit(vehicles[old].id, {"plate_no": new}, by="li")
    standing.refresh()
    assert asked(standing, old).registered is None
    assert asked(standing, new).registered is not None
    assert standing.frozen(old, YELLOW)["vin"] == ""


def test_a_corrected_colour_leaves_no_old_key(
    standing: Standing, vehicles: dict[str, Vehicle]
) -> None:
    plate = cast.APPROVED.plate_no
    register.edit(vehicles[plate].id, {"plate_colour": "0"}, by="li")
    standing.refresh()
    assert asked(standing, plate, YELLOW).registered is None
    assert asked(standing, plate, PlateColour.BLUE).registered is not None


def test_two_vehicles_may_exchange_their_plates(
    standing: Standing, vehicles: dict[str, Vehicle]
) -> None:
    one, other = vehicles[cast.APPROVED.plate_no], vehicles[cast.CHINA_FOUR.plate_no]
    for vehicle, plate_no in (
        (one, "冀B99999"),
        (other, cast.APPROVED.plate_no),
        (one, cast.CHINA_FOUR.plate_no),
    ):
        register.edit(vehicle.id, {"plate_no": plate_no}, by="li")
    standing.refresh()
    assert standing.frozen(cast.APPROVED.plate_no, YELLOW)["vin"] == other.vin
    assert standing.frozen(cast.CHINA_FOUR.plate_no, YELLOW)["vin"] == one.vin
    assert asked(standing, "冀B99999").registered is None


@pytest.mark.parametrize("question", [1, 2, 3])
def test_a_change_while_the_lane_reads_is_not_passed_over(
    standing: Standing, database: Any, question: int
) -> None:
    """A vehicle slips in behind one of the questions of a refresh: the next refresh knows it."""
    asked_already = 0

    def slip_in(_: object) -> None:
        nonlocal asked_already
        asked_already += 1
        if asked_already == question:
            database.query_hooks.remove(slip_in)
            register.create({"plate_no": "冀B5T613", "plate_colour": "1"}, by="li")

    database.query_hooks.append(slip_in)
    standing.refresh()
    assert Vehicle.select().where(Vehicle.plate_no == "冀B5T613").exists()
    standing.refresh()
    assert asked(standing, "冀B5T613").registered is not None


def test_while_the_database_is_away_the_last_good_copy_decides(
    standing: Standing, vehicles: dict[str, Vehicle], database_url: str
) -> None:
    with away(database_url):
        for _ in range(2):
            standing.refresh()
            assert standing.offline
        assert asked(standing, cast.APPROVED.plate_no).registered is not None
        assert asked(standing, cast.LISTED.plate_no).listed_for == "5"
        assert standing.frozen(cast.APPROVED.plate_no, YELLOW)["emission_stage"] == "6"
    standing.refresh()
    assert not standing.offline
    register.suspend(vehicles[cast.APPROVED.plate_no].id, by="li", reason="黑烟")
    standing.refresh()
    known = asked(standing, cast.APPROVED.plate_no).registered
    assert known is not None
    assert known.status is Status.SUSPENDED


def test_a_stranger_has_every_item_and_all_of_them_empty(standing: Standing) -> None:
    stranger = standing.frozen(cast.UNKNOWN.plate_no, YELLOW)
    assert stranger.keys() == {*FROZEN, "registration_date"}
    assert not any(stranger.values())
    known: dict[str, Any] = standing.frozen(cast.APPROVED.plate_no, YELLOW)
    assert known.keys() == stranger.keys()
    assert known["registration_date"] == "2021-08-01"
