"""Twenty screens that ask at once cost two answers, and none of them is older than its question."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.together import Together

SCREENS = 20


@pytest.fixture
def ask_all() -> Callable[..., list[tuple[float, str]]]:
    def ask(together: Together, make: Callable[[], str]) -> list[tuple[float, str]]:
        """When each asked, and what it was given."""

        def screen(_: int) -> tuple[float, str]:
            asked = time.monotonic()
            return asked, together.ask("guard", make)

        with ThreadPoolExecutor(SCREENS) as pool:
            return list(pool.map(screen, range(SCREENS)))

    return ask


def test_those_who_ask_meanwhile_share_an_answer_that_was_begun_after_they_asked(
    ask_all: Callable[..., list[tuple[float, str]]],
) -> None:
    begun: list[float] = []

    def make() -> str:
        begun.append(time.monotonic())
        time.sleep(0.2)
        return str(begun[-1])

    for asked, given in ask_all(Together(), make):
        assert float(given) >= asked
    assert len(begun) < SCREENS / 2


def test_what_goes_wrong_goes_wrong_for_all_who_waited_and_not_for_the_next(
    ask_all: Callable[..., list[tuple[float, str]]],
) -> None:
    together = Together()

    def fail() -> str:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        ask_all(together, fail)
    assert together.ask("guard", lambda: "again") == "again"
