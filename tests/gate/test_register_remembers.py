"""Every change of the register is an entry of the chain that says who, before and after."""

import json
from typing import Any

from gate import exceedance, proof, register, rules, whitelist
from gate.models import Entry, Exceedance, RuleSet, Vehicle
from gate.whitelist import Wanted
from tests import cast
from tests.gate.test_register_refuses import GOOD


def bodies(kind: str) -> list[dict[str, Any]]:
    entries = Entry.select().where(Entry.kind == kind).order_by(Entry.seq)
    return [json.loads(bytes(entry.content))["body"] for entry in entries]


def test_each_step_of_a_file_is_in_the_chain(database: Any) -> None:
    file = register.create(GOOD, by="li")
    register.edit(file.id, {"emission_stage": "5"}, by="zhao")
    register.approve(file.id, by="li")
    register.suspend(file.id, by="li", reason="黑烟")
    told = bodies("vehicle")
    assert [body["what"] for body in told] == ["created", "edited", "approved", "suspended"]
    assert [body["by"] for body in told] == ["li", "zhao", "li", "li"]
    assert told[0]["after"]["vin"] == GOOD["vin"]
    assert told[0]["after"]["cargo_quantity"] == "32.500"
    assert told[1]["before"] == {"emission_stage": "6"}
    assert told[1]["after"] == {"emission_stage": "5"}
    assert told[3]["reason"] == "黑烟"
    assert proof.verify().holds


def test_lanes_can_ask_for_what_is_newer(database: Any) -> None:
    file = register.create(GOOD, by="li")
    held = file.changed_seq
    changed = register.approve(file.id, by="li")
    newer = Vehicle.select().where(Vehicle.changed_seq > held)
    assert [row.id for row in newer] == [file.id]
    assert Entry.get_by_id(changed.changed_seq).kind == "vehicle"


def test_saving_without_a_change_writes_nothing(database: Any) -> None:
    file = register.create(GOOD, by="li")
    register.edit(file.id, GOOD, by="li")
    assert len(bodies("vehicle")) == 1


def test_the_history_of_one_file_holds_no_other_and_begins_with_the_last(database: Any) -> None:
    file = register.create(GOOD, by="li")
    other = register.create({**GOOD, "plate_no": "冀B5T614"}, by="li")
    register.edit(file.id, {"note": "新车"}, by="zhao")
    register.edit(other.id, {"note": "旧车"}, by="zhao")
    told = register.history(Vehicle.get_by_id(file.id))
    assert [(change.what, change.by) for change in told] == [("edited", "zhao"), ("created", "li")]
    assert told[0].after == {"note": "新车"}


def test_a_listed_plate_is_written_and_released(database: Any) -> None:
    row = exceedance.put_on("鲁q6y429", "1", "5", "2026-11-20T08:00", by="li")
    assert [listed.plate_no for listed in exceedance.current()] == ["鲁Q6Y429"]
    listed_at = row.changed_seq
    released = exceedance.release(row.id, by="zhao")
    assert exceedance.current() == []
    assert released.changed_seq > listed_at
    assert [(body["what"], body["by"]) for body in bodies("exceedance")] == [
        ("listed", "li"),
        ("released", "zhao"),
    ]
    assert Exceedance.get_by_id(row.id).released_at is not None


def test_rules_grow_by_versions(database: Any) -> None:
    assert (rules.current().id, rules.current().minimum_stage) == (0, "5")
    first = rules.change(minimum_stage="6", let_out=True, by="li")
    assert rules.change(minimum_stage="6", let_out=True, by="li").id == first.id
    second = rules.change(minimum_stage="5", let_out=False, by="zhao")
    assert second.id > first.id
    assert rules.current() == second
    assert RuleSet.select().count() == 2
    told = bodies("rules")
    assert told[1]["before"] == {"minimum_stage": "6", "let_out": True}
    assert told[1]["after"] == {"minimum_stage": "5", "let_out": False}


def test_search_finds_by_part_of_plate_vin_and_carrier(vehicles: dict[str, Vehicle]) -> None:
    def plates_of(text: str, status: str = "") -> set[str]:
        return {row.plate_no for row in whitelist.search(Wanted(text, status)).vehicles}

    wanted = vehicles[cast.CHINA_FOUR.plate_no]
    assert plates_of("k38·60") == {wanted.plate_no}
    assert plates_of(wanted.vin.lower()) == {wanted.plate_no}
    assert len(plates_of("北方运输")) == len(vehicles)
    assert plates_of("", "suspended") == {cast.SUSPENDED.plate_no}
    assert plates_of("%") == set()


def test_search_gives_a_page_at_a_time(database: Any) -> None:
    for number in range(whitelist.PAGE + 3):
        register.create({"plate_no": f"冀B5T6{number:02}", "plate_colour": "1"}, by="li")
    first, second = whitelist.search(), whitelist.search(page=2)
    assert (len(first.vehicles), len(second.vehicles)) == (whitelist.PAGE, 3)
    assert (first.total, first.pages) == (whitelist.PAGE + 3, 2)
