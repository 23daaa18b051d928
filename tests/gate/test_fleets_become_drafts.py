"""A carrier's table of trucks: new ones become drafts, and what it has changes only where it says so."""

import pytest

from gate.carriers import answering, asking, contents, drafting
from gate.carriers.contents import ApplicationError
from gate.carriers.states import State
from gate.fleet import drafts
from gate.fleet.columns import FLEET
from gate.models import Application, Carrier, Vehicle
from tests.gate.carriers import TRUCK, signed_up
from tests.gate.fleets import HEADING, read, row, workbook
from tests.gate.lists import plate

pytestmark = pytest.mark.usefixtures("database")
BY = "13800138000"


@pytest.fixture
def carrier() -> Carrier:
    return signed_up(BY)


def fleet(*lines: list[object]) -> bytes:
    return workbook(lines)


def take(carrier: Carrier, content: bytes, *marks: str) -> drafts.Done:
    return drafts.carry_out(carrier, read(content, FLEET), BY, marks)


def look(carrier: Carrier, content: bytes) -> drafts.Plan:
    return drafts.plan(carrier, read(content, FLEET))


def own(carrier: Carrier, number: int) -> Application:
    found: Application = Application.get(
        Application.carrier == carrier, Application.plate_no == plate(number)
    )
    return found


def test_new_trucks_become_drafts_and_the_plants_own_columns_say_nothing(carrier: Carrier) -> None:
    content = fleet(row(1), row(2, 车辆识别代码="LZZ"), row(3))
    assert take(carrier, content) == drafts.Done(begun=2, changed=0)
    said = contents.values_of(own(carrier, 1))
    assert (said["vehicle_type"], said["cargo_quantity"]) == ("Q11", "32.5")
    assert not said.keys() & {"carrier_name", "valid_from", "valid_to"}
    assert own(carrier, 1).state == State.DRAFT
    assert not Vehicle.select().exists()
    assert len(look(carrier, content).same) == 2


def test_a_draft_is_changed_only_where_it_is_ticked_and_as_it_was_seen(carrier: Carrier) -> None:
    take(carrier, fleet(row(1), row(2)))
    content = fleet(row(1, 排放阶段="国五"), row(2, 排放阶段="国五"))
    first, second = look(carrier, content).differing
    assert first.what == (("emission_stage", "6", "5"),)
    assert take(carrier, content, second.mark).changed == 1
    stages = [contents.values_of(own(carrier, n))["emission_stage"] for n in (1, 2)]
    assert stages == ["6", "5"]
    with pytest.raises(ApplicationError):
        take(carrier, fleet(row(2, 排放阶段="国四"), row(3)), second.mark)
    assert Application.select().count() == 2


def test_what_waits_for_the_plant_is_left_alone(carrier: Carrier) -> None:
    pictures = {name: value for name, value in TRUCK.items() if name.endswith("_image")}
    take(carrier, fleet(row(1)))
    asking.send(drafting.save(own(carrier, 1), pictures), BY)
    found = look(carrier, fleet(row(1, 排放阶段="国五")))
    assert (len(found.waiting), found.differing) == (1, ())


def test_a_change_of_a_truck_on_the_register_is_asked_for(carrier: Carrier) -> None:
    applied = _approved(carrier)
    at = HEADING.index("车牌号码")
    line = row(1, 排放阶段="国五")
    line[at] = TRUCK["plate_no"]
    (differing,) = look(carrier, fleet(line)).differing
    assert take(carrier, fleet(line), differing.mark).changed == 1
    assert Vehicle.get().emission_stage == "6"
    change = Application.get(Application.id != applied.id)
    assert (change.vehicle, change.state) == (Vehicle.get(), State.DRAFT)
    assert contents.values_of(change)["licence_front_image"] == TRUCK["licence_front_image"]


def test_another_carriers_truck_is_new_to_this_one(carrier: Carrier) -> None:
    _approved(carrier)
    other = signed_up("13900139000", "安阳晋源物流有限公司")
    line = row(1)
    line[HEADING.index("车牌号码")] = TRUCK["plate_no"]
    found = look(other, fleet(line))
    assert (len(found.new), found.differing, found.same) == (1, (), ())


def test_too_many_drafts_begin_none(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.carriers.drafting.MOST_UNFINISHED", 2)
    with pytest.raises(ApplicationError) as refused:
        take(carrier, fleet(row(1), row(2), row(3)))
    assert refused.value.errors == {"": "too_many_drafts"}
    assert not Application.select().exists()


def _approved(carrier: Carrier) -> Application:
    applied = asking.send(drafting.begin(carrier, BY, TRUCK), BY)
    answering.approve(applied, "manager", {})
    return applied
