"""A carrier finds its own applications, trucks and pictures, and nobody else's."""

import pytest

from gate.carriers import answering, asking, drafting, ownership
from tests import cast
from tests.gate.carriers import PICTURE, TRUCK, signed_up

pytestmark = pytest.mark.usefixtures("database")


def test_another_carriers_things_are_not_there() -> None:
    own, other = signed_up("13800138000"), signed_up("13900139000")
    draft = drafting.begin(own, "13800138000", TRUCK)
    assert ownership.application(own, draft.id) == draft
    assert ownership.application(other, draft.id) is None
    vehicle = answering.approve(asking.send(draft, "13800138000"), cast.MANAGER.username, {})
    assert ownership.vehicle(own, vehicle.id) == vehicle
    assert ownership.vehicle(other, vehicle.id) is None
    assert not list(ownership.vehicles(other))
    for picture in (PICTURE, "a" * 64, "b" * 64, "c" * 64):
        assert ownership.is_own_picture(own, picture)
        assert not ownership.is_own_picture(other, picture)
    assert not ownership.is_own_picture(own, "")
    assert not ownership.is_own_picture(own, "%")


def test_a_picture_that_was_sent_and_then_replaced_is_still_ones_own() -> None:
    own = signed_up()
    draft = asking.send(drafting.begin(own, "13800138000", TRUCK), "13800138000")
    answering.ask(draft, cast.MANAGER.username, "请重拍", ["truck_image"])
    drafting.save(draft, {"truck_image": "e" * 64})
    assert ownership.is_own_picture(own, PICTURE)


def test_a_text_that_is_no_picture_of_theirs_opens_nothing() -> None:
    own = signed_up()
    drafting.begin(own, "13800138000", TRUCK | {"note": "d" * 64})
    assert not ownership.is_own_picture(own, "d" * 64)
