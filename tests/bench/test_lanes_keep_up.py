"""From what the watchers tell of pictures: which lanes keep up, and what they pass over."""

from bench.lanes import Seen, keeping_up

IDLE, BUSY = "A-003", "A-001"


def looks(*numbers: int, age_ms: float = 5.0) -> list[Seen]:
    return [Seen(number, age_ms, awake=True, looked_at=True) for number in numbers]


def asleep(age_ms: float) -> list[Seen]:
    return [Seen(number, age_ms, awake=False, looked_at=False) for number in range(25, 200, 25)]


def test_what_came_during_a_look_was_passed_over() -> None:
    taken = Seen(8, 5.0, awake=True, looked_at=False)
    found = keeping_up({BUSY: [*looks(1, 5), taken, *looks(11)]})
    assert found["busy_taken_share_percent"].value == 40
    assert found["busy_looked_at_share_percent"].value == 30
    assert found["busy_taken_share_percent"].n == 10


def test_what_came_while_nobody_was_there_was_not_offered() -> None:
    assert keeping_up({BUSY: looks(1, 11, 5000, 5010)})["busy_looked_at_share_percent"].n == 20


def test_a_lane_whose_pictures_are_too_old_does_not_keep_up() -> None:
    found = keeping_up(
        {IDLE: asleep(100), "A-004": asleep(900), BUSY: looks(1, 2), "A-002": looks(1, age_ms=900)}
    )
    assert found["kept_up_total_count"].value == 2
    assert found["idle_age_p50_ms"].n == 14
    assert found["busy_age_p95_ms"].n == 3


def test_without_a_picture_nothing_is_told() -> None:
    found = keeping_up({})
    assert found["kept_up_total_count"].value == 0
    assert found["busy_age_p50_ms"].value is None
    assert found["busy_taken_share_percent"].value is None
