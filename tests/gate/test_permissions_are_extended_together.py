"""Permissions extended together: seen first, only lengthened, and each written by itself."""

from datetime import date, timedelta

import pytest

from gate import clock, extending, register, whitelist
from gate.fields import Mistakes
from gate.models import Entry, Vehicle
from gate.register import RegisterError
from gate.whitelist import Ends, Wanted
from tests import cast
from tests.gate.carriers import signed_up

Files = dict[str, Vehicle]
TODAY = clock.now().date()


def ends(vehicle: Vehicle, day: date | None) -> None:
    register.edit(vehicle.id, {"valid_to": day}, "manager")


@pytest.fixture
def files(vehicles: Files) -> Files:
    """One ends in five days, one in twenty, one has ended, one has no end."""
    ends(vehicles[cast.APPROVED.plate_no], TODAY + timedelta(days=5))
    ends(vehicles[cast.CHINA_FOUR.plate_no], TODAY + timedelta(days=20))
    ends(vehicles[cast.LISTED.plate_no], TODAY - timedelta(days=1))
    ends(vehicles[cast.ELECTRIC.plate_no], None)
    return vehicles


def plates_of(wanted: Wanted) -> list[str]:
    return [row.plate_no for row in whitelist.search(wanted).vehicles]


def test_what_ends_is_found_and_what_ends_first_stands_in_front(files: Files) -> None:
    assert plates_of(Wanted(ends=Ends.WEEK)) == [cast.APPROVED.plate_no]
    assert plates_of(Wanted(ends=Ends.MONTH)) == [cast.APPROVED.plate_no, cast.CHINA_FOUR.plate_no]
    assert plates_of(Wanted(ends=Ends.OVER)) == [cast.LISTED.plate_no]
    assert plates_of(Wanted(ends=Ends.NEVER)) == [cast.ELECTRIC.plate_no]
    carrier = signed_up()
    register.belongs_to(files[cast.CHINA_FOUR.plate_no].id, carrier, "manager")
    assert plates_of(Wanted(carrier_id=carrier.id)) == [cast.CHINA_FOUR.plate_no]


def test_only_what_is_lengthened_is_changed_and_each_has_its_entry(files: Files) -> None:
    end = TODAY + timedelta(days=200)
    looked = extending.plan(list(whitelist.found(Wanted())), end)
    assert {each.vehicle.plate_no for each in looked.extended} == {
        cast.APPROVED.plate_no, cast.CHINA_FOUR.plate_no, cast.LISTED.plate_no,
    }  # fmt: skip
    assert {row.plate_no: why for row, why in looked.left} == {
        cast.SUSPENDED.plate_no: extending.NOT_APPROVED,
        cast.ELECTRIC.plate_no: extending.WITHOUT_END,
    }
    before = Entry.select().count()
    assert extending.carry_out([each.mark for each in looked.extended], end, "manager") == 3
    assert Entry.select().count() == before + 3
    last = register.history(Vehicle.get_by_id(files[cast.APPROVED.plate_no].id))[0]
    assert last.after == {"valid_to": end.isoformat()}
    again = extending.plan(list(whitelist.found(Wanted())), end)
    assert not again.extended


def test_one_that_changed_meanwhile_stops_all_of_them(files: Files) -> None:
    end = TODAY + timedelta(days=200)
    looked = extending.plan(list(whitelist.found(Wanted())), end)
    register.suspend(looked.extended[-1].vehicle.id, "guard", "冒黑烟")
    marks = [each.mark for each in looked.extended]
    before = Entry.select().count()
    for wrong in (marks, ["4711.1"], ["x"]):
        with pytest.raises(RegisterError):
            extending.carry_out(wrong, end, "manager")
    assert Entry.select().count() == before


@pytest.mark.parametrize(
    ("value", "key"), [("", "required"), ("bald", "not_a_date"), ("2020-01-01", "in_past")]
)
def test_a_day_that_makes_no_sense_is_told(value: str, key: str) -> None:
    with pytest.raises(Mistakes) as refused:
        extending.read_end(value)
    assert refused.value.errors == {"valid_to": key}
