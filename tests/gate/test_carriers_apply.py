"""A carrier signs up, asks that a truck may come, and hears from the plant; every step stands in the chain."""

import json
from typing import Any

import pytest

from gate import proof, register
from gate.carriers import answering, applications, asking, companies, contents, drafting
from gate.carriers.answering import Obstacle
from gate.carriers.companies import CarrierError
from gate.carriers.contents import ApplicationError
from gate.carriers.states import State, Step
from gate.facts import Status
from gate.identifiers import with_check_digit
from gate.models import Application, Carrier, Entry, Vehicle
from gate.register import RegisterError
from tests import cast
from tests.gate.carriers import PICTURE, TRUCK, signed_up

pytestmark = pytest.mark.usefixtures("database")
MANAGER = cast.MANAGER.username


def sent(carrier: Carrier, **values: Any) -> Application:
    draft = drafting.begin(carrier, "13800138000", TRUCK | values)
    return asking.send(draft, "13800138000")


def test_who_signs_up_is_a_carrier_with_an_account_of_its_phone() -> None:
    carrier, user = companies.sign_up(
        {
            "name": "唐山北方运输有限公司",
            "display_name": "陈北方",
            "phone": " +86 138-0013-8000 ",
            "email": "chen@example.com",
        },
        "hash",
    )
    assert (user.username, user.role, companies.of(user)) == ("13800138000", "carrier", carrier)
    assert user.email == "chen@example.com"
    assert user.email_confirmed_at is None


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("phone", "12345", "not_a_phone"),
        ("phone", "0315-2812345", "not_a_mobile"),
        ("email", "nobody", "not_an_email"),
        ("email", "a@b.cn, c@d.cn", "not_an_email"),
        ("name", "", "required"),
    ],
)
def test_a_sign_up_with_a_mistake_makes_nothing(name: str, value: str, key: str) -> None:
    told = {"name": "晋源", "display_name": "王", "phone": "13900139000", "email": "a@b.cn"}
    with pytest.raises(CarrierError) as refused:
        companies.sign_up(told | {name: value}, "hash")
    assert refused.value.errors[name] == key
    assert not Carrier.select().exists()


def test_one_phone_signs_up_once() -> None:
    signed_up("13800138000")
    with pytest.raises(CarrierError) as refused:
        signed_up("13800138000")
    assert refused.value.errors == {"phone": "phone_taken"}
    assert Carrier.select().count() == 1


def test_a_draft_keeps_mistakes_and_asks_for_nothing() -> None:
    carrier = signed_up()
    draft = drafting.begin(carrier, "13800138000", {"vin": "LZZ", "plate_no": "冀b·7k26"})
    assert contents.values_of(draft)["vin"] == "LZZ"
    assert contents.mistakes_in(contents.values_of(draft))["vin"] == "vin_shape"
    assert not list(applications.waiting())
    with pytest.raises(ApplicationError) as refused:
        asking.send(draft, "13800138000")
    assert refused.value.errors["licence_front_image"] == "required"


def test_two_telephones_do_not_write_over_each_other() -> None:
    draft = drafting.begin(signed_up(), "13800138000", TRUCK)
    drafting.save(draft, {"note": "第一部手机"}, revision=0)
    with pytest.raises(ApplicationError) as refused:
        drafting.save(draft, {"note": "第二部手机"}, revision=0)
    assert refused.value.errors == {"": "changed_meanwhile"}
    assert contents.values_of(Application.get())["note"] == "第一部手机"


def test_a_vehicle_since_2017_needs_its_emission_list_and_a_trailer_none() -> None:
    without = {name: value for name, value in TRUCK.items() if name != "emission_list_image"}
    assert contents.missing(without) == ("emission_list_image",)
    assert contents.missing(without | {"registration_date": "2016-12-31"}) == ()
    trailer = {n: v for n, v in without.items() if n not in ("engine_no", "emission_stage")}
    assert contents.missing(trailer | {"fuel_type": "Y"}) == ()


def test_approved_it_is_on_the_whitelist_as_its_carriers_own() -> None:
    carrier = signed_up()
    applied = sent(carrier)
    vehicle = answering.approve(applied, MANAGER, {"valid_to": "2027-12-31"})
    assert (vehicle.status, vehicle.carrier, vehicle.carrier_name) == (
        Status.APPROVED.value,
        carrier,
        carrier.name,
    )
    assert vehicle.truck_image == PICTURE
    assert [step.what for step in applications.steps_of(applied)] == [Step.SENT, Step.APPROVED]
    assert Application.get().state == State.APPROVED
    assert applications.told_in(applications.steps_of(applied)[0])["content"]["vin"] == TRUCK["vin"]
    assert not proof.verify().faults


def test_what_the_file_lacks_stops_the_approval_and_changes_nothing() -> None:
    applied = sent(signed_up(), engine_model="")
    with pytest.raises(RegisterError) as refused:
        answering.approve(applied, MANAGER, {})
    assert refused.value.errors == {"engine_model": "needed_for_approval"}
    assert Application.get().state == State.SENT
    assert not Vehicle.select().exists()
    answering.approve(applied, MANAGER, {"engine_model": "MC11.44-60"})
    told = applications.told_in(applications.steps_of(applied)[-1])
    assert told["put_right"] == {"engine_model": "MC11.44-60"}


def test_more_is_asked_for_answered_and_only_then_decided() -> None:
    applied = sent(signed_up())
    answering.ask(applied, MANAGER, "行驶证背面看不清", ["licence_back_image"])
    assert applications.asked_for(Application.get()) == (
        "行驶证背面看不清",
        ("licence_back_image",),
    )
    with pytest.raises(ApplicationError):
        answering.approve(applied, MANAGER, {})
    drafting.save(applied, {"licence_back_image": "e" * 64})
    asking.send(applied, "13800138000", "已重拍")
    answering.approve(applied, MANAGER, {})
    said = [step.what for step in applications.steps_of(applied)]
    assert said == [Step.SENT, Step.ASKED, Step.ANSWERED, Step.APPROVED]


def test_what_was_sent_is_not_changed_any_more() -> None:
    applied = sent(signed_up())
    with pytest.raises(ApplicationError) as refused:
        drafting.save(applied, {"emission_stage": "6"})
    assert refused.value.errors == {"": "not_editable"}


def test_nobody_decides_on_what_they_have_not_seen() -> None:
    applied = sent(signed_up())
    seen = Application.get().revision
    answering.ask(applied, MANAGER, "请重拍")
    asking.send(applied, "13800138000")
    with pytest.raises(ApplicationError) as refused:
        answering.approve(applied, MANAGER, {}, seen=seen)
    assert refused.value.errors == {"": "changed_meanwhile"}


def test_a_rejection_is_looked_at_again_by_appeal_and_comes_first() -> None:
    carrier = signed_up()
    applied = sent(carrier)
    sent(carrier, plate_no="冀B7K269", vin=with_check_digit("LZZ5ELNB0JA100001"))
    with pytest.raises(ApplicationError):
        answering.reject(applied, MANAGER, "")
    answering.reject(applied, MANAGER, "行驶证与车辆不符")
    asking.appeal(applied, "13800138000", "照片拍错了，见随车清单")
    assert next(row.id for row in applications.waiting()) == applied.id
    answering.approve(applied, MANAGER, {})


def test_a_truck_is_asked_for_once_at_a_time() -> None:
    carrier = signed_up()
    first = sent(carrier)
    with pytest.raises(ApplicationError) as refused:
        sent(carrier)
    assert refused.value.errors == {"plate_no": "applied_already"}
    asking.withdraw(first, "13800138000")
    sent(carrier)


def test_a_stopped_carrier_asks_for_nothing() -> None:
    carrier = signed_up()
    draft = drafting.begin(carrier, "13800138000", TRUCK)
    companies.stop(carrier, "多次提供虚假行驶证", MANAGER)
    with pytest.raises(ApplicationError) as refused:
        asking.send(draft, "13800138000")
    assert refused.value.errors == {"": "carrier_stopped"}
    companies.let_go_on(carrier, MANAGER)
    asking.send(draft, "13800138000")


@pytest.mark.parametrize("obstacle", [Obstacle.ANOTHER_CARRIER, Obstacle.SUSPENDED])
def test_nothing_of_somebody_elses_changes_by_oversight(obstacle: Obstacle) -> None:
    first = signed_up("13800138000")
    vehicle = answering.approve(sent(first), MANAGER, {})
    asks = first if obstacle is Obstacle.SUSPENDED else signed_up("13900139000")
    if obstacle is Obstacle.SUSPENDED:
        register.suspend(vehicle.id, MANAGER, "证件存疑")
    again = sent(asks)
    with pytest.raises(ApplicationError) as refused:
        answering.approve(again, MANAGER, {})
    assert refused.value.errors == {"": obstacle}
    assert Vehicle.get().carrier == first
    answering.approve(again, MANAGER, {}, knowing={obstacle})
    assert (Vehicle.get().carrier, Vehicle.get().status) == (asks, Status.APPROVED.value)


def test_a_carriers_changes_follow_each_other_in_the_chain() -> None:
    carrier = signed_up()
    companies.change(carrier, {"name": "晋源物流", "phone": "0372-5951234"}, MANAGER)
    companies.change(carrier, {"name": "晋源物流", "phone": "0372-5951234"}, MANAGER)
    bodies = [
        json.loads(bytes(entry.content))["body"]
        for entry in Entry.select().where(Entry.kind == companies.KIND).order_by(Entry.seq)
    ]
    assert [body["what"] for body in bodies] == ["made", "changed"]
    assert bodies[1]["before"]["phone"] == "13800138000"
    assert Carrier.get().changed_seq > bodies[1]["follows"] > 0
