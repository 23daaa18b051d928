"""A lane on duty beside the test: it takes what people order and carries it out, until the test is done with it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from redis import Redis

from tests.patience import PATIENCE_S
from workers import orders
from workers.orders import Answer, Order

LOOKS_EVERY_S = 0.01


@contextmanager
def serving(
    redis: Redis, lane_id: int, carry_out: Callable[[Order], Answer], lives_s: float = PATIENCE_S
) -> Iterator[None]:
    """The lane of this number. What goes wrong at it is raised at the end, where it belongs.

    Orders live so long that none dies because this machine is busy. The lane goes off duty with the test whatever
    becomes of that: the next one has the same Redis, and a lane of the same number.
    """
    over = Event()

    def serve() -> None:
        while not over.wait(LOOKS_EVERY_S):
            orders.serve(redis, lane_id, carry_out)

    with ThreadPoolExecutor(1, "lane") as lane, pytest.MonkeyPatch.context() as patched:
        patched.setattr(orders, "LIFETIME_S", lives_s)
        duty = lane.submit(serve)
        try:
            yield
        finally:
            over.set()
            duty.result()
