"""A clock is judged by the quickest of a few answers."""

from hypothesis import given
from hypothesis import strategies as st

from devices.clock_asked import MOST, QUICK_S, Answer, quickest

DELAYS = st.lists(
    st.tuples(st.floats(0, 5), st.floats(0, 5)).filter(lambda both: sum(both) > QUICK_S),
    min_size=MOST,
    max_size=MOST,
)


@given(DELAYS, st.floats(-100, 100))
def test_the_quickest_of_slow_answers_is_taken(
    delays: list[tuple[float, float]], apart: float
) -> None:
    asked = iter(delays)

    def ask() -> Answer:
        there, back = next(asked)
        return Answer(apart + (there - back) / 2, there + back)

    found = quickest(ask)
    assert found is not None
    assert abs(found - apart) <= min(map(sum, delays)) / 2 + 1e-9


def test_a_quick_answer_is_enough() -> None:
    answers = iter([Answer(9.0, QUICK_S + 1), Answer(2.0, QUICK_S)])
    assert quickest(lambda: next(answers)) == 2.0


def test_a_clock_that_tells_nothing_is_not_asked_again() -> None:
    answers = iter([None])
    assert quickest(lambda: next(answers)) is None
