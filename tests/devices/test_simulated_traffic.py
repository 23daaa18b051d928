"""Everybody gets a turn, only those inside can leave, and a kill forgets nothing that was written."""

from pathlib import Path

from devices.simulated.cast import CAST, Truck
from devices.simulated.journal import Journal, end_interrupted, entries
from devices.simulated.plan import LanePlan, Plan, Traffic
from devices.simulated.traffic import Errand, Filmed, Rounds


def lane(direction: Traffic, number: str = "001") -> LanePlan:
    return LanePlan(
        gate_no="A", barrier_no=number, direction=direction, password="x", uuid="u", backdrop_seed=1
    )


def everything(at: LanePlan, truck: Truck) -> bool:
    return True


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def rounds_of(memory: Path, filmed: Filmed = everything) -> Rounds:
    return Rounds(CAST, filmed, seed=1, memory=memory, rest_s=0)


def plates(errands: list[Errand]) -> set[str]:
    return {errand.truck.plate_no for errand in errands}


def test_everybody_comes_before_anybody_comes_twice(tmp_path: Path) -> None:
    rounds = rounds_of(tmp_path / "inside.json")
    entry = lane(Traffic.IN)
    seen = []
    for _ in CAST:
        errand = rounds.next(entry)
        assert errand is not None
        seen.append(errand)
        rounds.ended(errand, passed=False)
    assert plates(seen) == {truck.plate_no for truck in CAST}


def test_only_who_went_in_comes_out(tmp_path: Path) -> None:
    rounds = rounds_of(tmp_path / "inside.json")
    assert rounds.next(lane(Traffic.OUT)) is None
    errand = rounds.next(lane(Traffic.IN))
    assert errand is not None
    assert rounds.next(lane(Traffic.OUT)) is None, "it is still at the entry"
    rounds.ended(errand, passed=True)
    back = rounds.next(lane(Traffic.OUT))
    assert back == Errand(errand.truck, Traffic.OUT)
    rounds.ended(back, passed=True)
    assert rounds.next(lane(Traffic.OUT)) is None


def test_a_vehicle_that_came_in_has_something_to_do_before_it_leaves(tmp_path: Path) -> None:
    clock = Clock()
    rounds = Rounds(
        CAST, everything, seed=1, memory=tmp_path / "inside.json", rest_s=30, clock=clock
    )
    errand = rounds.next(lane(Traffic.IN))
    assert errand is not None
    rounds.ended(errand, passed=True)
    clock.now += 29
    assert rounds.next(lane(Traffic.OUT)) is None
    clock.now += 1
    assert rounds.next(lane(Traffic.OUT)) is not None


def test_who_is_inside_is_remembered_over_a_restart(tmp_path: Path) -> None:
    memory = tmp_path / "inside.json"
    rounds = rounds_of(memory)
    errand = rounds.next(lane(Traffic.BOTH))
    assert errand is not None
    assert errand.direction is Traffic.IN
    rounds.ended(errand, passed=True)
    back = rounds_of(memory).next(lane(Traffic.OUT))
    assert back is not None
    assert back.truck == errand.truck


def test_a_torn_memory_means_that_nobody_is_inside(tmp_path: Path) -> None:
    memory = tmp_path / "inside.json"
    memory.write_text('["冀B')
    assert rounds_of(memory).next(lane(Traffic.OUT)) is None


def test_nobody_comes_whose_film_is_not_there(tmp_path: Path) -> None:
    third = CAST[2]
    rounds = rounds_of(tmp_path / "inside.json", lambda at, truck: truck is third)
    errand = rounds.next(lane(Traffic.IN))
    assert errand is not None
    assert errand.truck is third
    assert rounds.next(lane(Traffic.IN)) is None


def test_films_are_made_for_every_lane_and_an_ordinary_vehicle_is_first(tmp_path: Path) -> None:
    lanes = [lane(way, str(n)) for n, way in enumerate((Traffic.OUT, Traffic.IN, Traffic.BOTH))]
    plan = Plan(log=tmp_path, cache=tmp_path, font=tmp_path, lanes=lanes)
    shots = plan.shots()
    assert len({(at.name, truck.plate_no) for at, truck in shots}) == 3 * len(CAST)
    assert shots[0][0].direction is Traffic.IN
    assert shots[0][1].standing == "approved"


def test_a_visit_without_an_end_is_ended_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl"
    where = {"lane": "A-001", "gate_no": "A", "barrier_no": "001"}
    journal = Journal(path)
    for event, visit in (("coming", "1"), ("arrived", "1"), ("left", "1"), ("coming", "2")):
        journal.write(event, {"visit": visit, **where})
    journal.close()
    with path.open("a") as file:
        file.write('{"event": "arr')

    again = Journal(path)
    end_interrupted(again)
    end_interrupted(again)
    again.close()
    told = [(entry["event"], entry["visit"]) for entry in entries(path)]
    assert told == [
        ("coming", "1"), ("arrived", "1"), ("left", "1"), ("coming", "2"), ("interrupted", "2"),
    ]  # fmt: skip
