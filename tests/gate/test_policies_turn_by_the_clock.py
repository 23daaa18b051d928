"""The chain tells when a policy came into force and when it was over, whom it restricted and what became of it."""

import time
from datetime import timedelta
from typing import Any

from gate import clock, ledger, policies, policy_turns, proof
from gate.models import Entry
from tests.gate.rows import entered, lane, row

HOUR = timedelta(hours=1)


def announced(**more: Any) -> int:
    ends = clock.stamp(clock.now() + HOUR)
    values = {"warning": "orange", "measure": "2", "ends": ends, "reason": "指挥部指令"} | more
    return policies.announce(values, "manager").policy_id


def told() -> list[tuple[str, int]]:
    entries = Entry.select().where(Entry.kind == policy_turns.KIND).order_by(Entry.seq)
    bodies = [policy_turns.body_of(entry) for entry in entries]
    return [(body["what"], body["policy_id"]) for body in bodies]


def test_each_turn_is_told_once(database: Any) -> None:
    now = clock.now()
    number = announced()
    later = announced(starts=clock.stamp(now + HOUR / 2))
    assert policy_turns.note(now - HOUR) == []
    assert policy_turns.note(clock.now()) == [f"begins {number}"]
    assert policy_turns.note(clock.now()) == []
    assert policy_turns.note(now + HOUR / 2) == [f"begins {later}"]
    assert policy_turns.note(now + 2 * HOUR) == [f"ends {later}", f"ends {number}"]
    assert policy_turns.note(now + 3 * HOUR) == []
    assert sorted(told()) == [
        ("begins", number), ("begins", later), ("ends", number), ("ends", later),
    ]  # fmt: skip
    assert proof.verify().holds


def test_one_that_is_withdrawn_is_over_too(database: Any) -> None:
    number = announced()
    policy_turns.note(clock.now())
    policies.withdraw(number, "manager", "预警解除")
    assert policy_turns.note(clock.now()) == [f"ends {number}"]


def test_what_it_restricts_of_the_plant_is_an_event_of_the_ledger(database: Any) -> None:
    machines = {"restricts": ["machine", "plant"], "below_stage": "3"}
    number = announced(own=[machines])
    policy_turns.note(clock.now())
    (entry,) = policy_turns.of(number)
    body = policy_turns.body_of(entry)
    assert body["restricts"] == ["machine", "plant", "road"]
    assert body["own"] == [machines]


def test_its_end_tells_whom_it_kept_out(database: Any) -> None:
    number = announced()
    policy_turns.note(clock.now())
    here = lane()
    for plate in ("晋K3860M", "晋K3860M", "豫F5N382"):
        policy = {"policies": f"{number}.1", "verdict": "refuse", "reasons": "control"}
        held = ledger.record(row(here, plate_no=plate, opening_mode="", **policy))
    ledger.note_outcome(held, ledger.Result.LIFTED_BY_PERSON, position="open", by="guard")
    policy_turns.note(clock.now() + 2 * HOUR)
    body = policy_turns.body_of(policy_turns.of(number)[0])
    assert (body["what"], body["held"], body["vehicles"]) == ("ends", 3, 2)
    assert body["passed"] == 1


def test_a_drill_leaves_its_report(database: Any) -> None:
    number = announced(drill=True)
    policy_turns.note(clock.now())
    here = lane()
    four = {"quantity_unit": "T", "vehicle_type": "Q11", "fuel_type": "B", "emission_stage": "4"}
    for stage in "46":  # each at its own moment, before the drill is ended
        entered(here, **four | {"emission_stage": stage}, passed_at=clock.now())
        time.sleep(0.002)
    policies.withdraw(number, "manager", "演练结束")
    policy_turns.note(clock.now())
    body = policy_turns.body_of(policy_turns.of(number)[0])
    assert body["drill"]
    assert (body["came"], body["held"], body["vehicles"]) == (2, 1, 1)
    assert body["held_tonnes"] == "32.500"
