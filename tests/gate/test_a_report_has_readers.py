"""Who gets the nightly report: typed recipients and the people of roles, at confirmed addresses, no address twice."""

import json
from typing import Any

import pytest

from gate import people_addresses
from gate.models import Entry, ReportPlan, User
from gate.people import PeopleError
from gate.report import plan, readers
from gate.report.plan import PlanError

BY = "admin"


def give(user: User, email: str, *, confirmed: bool = True) -> None:
    people_addresses.set_email(user, {"email": email})
    if confirmed:
        assert people_addresses.confirm_email(user.id, email) is not None


def type_in(address: str, **told: str) -> None:
    values = {"address": address, "name": "Typed", "language": "en", "active": "on"}
    plan.save_recipient(values | told, BY)


def who() -> list[tuple[str, str, bool]]:
    return [(one.address, one.language, one.wants_pdf) for one in readers.who_gets_it()]


def test_people_of_a_role_get_it_at_their_confirmed_address_in_their_language(
    people: dict[str, User],
) -> None:
    give(people["manager"], "li@plant.example")
    give(people["inspector"], "zhao@epb.example")
    give(people["guard"], "wang@plant.example", confirmed=False)
    User.update(language="en").where(User.username == "inspector").execute()
    assert who() == []
    chosen = ["guard", "inspector", "manager"]
    plan.save_roles({"roles": chosen, "roles_want_pdf": "on"}, BY)
    assert who() == [("li@plant.example", "zh", True), ("zhao@epb.example", "en", True)]
    assert [(one.username, one.address) for one in readers.members()] == [
        ("manager", "li@plant.example"), ("inspector", "zhao@epb.example"), ("guard", ""),
    ]  # fmt: skip
    # Another address gets nothing before it is confirmed, and who is switched off gets nothing at all.
    give(people["manager"], "li@home.example", confirmed=False)
    assert who() == [("zhao@epb.example", "en", True)]
    assert people_addresses.confirm_email(people["manager"].id, "li@plant.example") is None
    User.update(active=False).where(User.username == "inspector").execute()
    assert who() == []
    assert [one.username for one in readers.members()] == ["manager", "guard"]


def test_an_address_gets_it_once_however_it_is_named(people: dict[str, User]) -> None:
    type_in("Office@Plant.example")
    type_in("office@plant.example")
    type_in("guard@plant.example", active="")
    give(people["admin"], "OFFICE@plant.example")
    give(people["manager"], "shared@plant.example")
    give(people["inspector"], "Shared@plant.example")
    give(people["guard"], "guard@plant.example")
    plan.save_roles({"roles": plan.ROLES}, BY)
    assert who() == [
        ("Office@Plant.example", "en", False),
        ("shared@plant.example", "zh", False),
        ("guard@plant.example", "zh", False),  # put aside as a recipient, and of a role that has it
    ]
    named = {one.username for one in readers.members() if one.named}
    assert named == {"admin", "inspector"}


def test_which_roles_have_it_stands_in_the_chain(database: Any) -> None:
    plan.save({"enabled": "on", "at": "05:30"}, BY)
    for _ in range(2):
        plan.save_roles({"roles": ["inspector", "manager"]}, BY)
    with pytest.raises(PlanError, match="roles: unknown_code"):
        plan.save_roles({"roles": ["carrier"]}, BY)
    told = json.loads(bytes(Entry.select().order_by(Entry.seq.desc()).get().content))["body"]
    assert told == {
        "what": "roles", "by": BY,
        "before": {"roles": [], "wants_pdf": False},
        "after": {"roles": ["manager", "inspector"], "wants_pdf": False},
    }  # fmt: skip
    assert Entry.select().where(Entry.kind == plan.KIND).count() == 2
    kept = ReportPlan.get()
    assert (kept.enabled, kept.at, plan.roles_of(kept)) == (True, "05:30", ["manager", "inspector"])


def test_an_address_is_of_ones_own_and_never_told_to_the_chain(people: dict[str, User]) -> None:
    guard = people["guard"]
    give(guard, "wang@plant.example")
    assert people_addresses.is_reached(User.get_by_id(guard.id))
    for wrong in ({"email": "wang"}, {"email": ""}):
        with pytest.raises(PeopleError, match="email"):
            people_addresses.set_email(guard, wrong)
    assert not people_addresses.set_email(guard, {"email": "wang@plant.example"})
    assert people_addresses.set_email(guard, {"email": ""}, required=False)
    assert not people_addresses.is_reached(User.get_by_id(guard.id))
    entries = [bytes(entry.content).decode() for entry in Entry.select()]
    assert [json.loads(entry)["body"]["what"] for entry in entries] == [
        "email", "email_confirmed", "email",
    ]  # fmt: skip
    assert not any("wang@" in entry for entry in entries)
