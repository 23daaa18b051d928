"""The lane's line to the rest of the house over Redis, on two threads of its own: one listens, one speaks.

Whatever Redis does, dead or deaf, the loop of the lane never waits for it. Neither thread ever asks whether there is
something to do: each sleeps until there is.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from redis import Redis, RedisError

from workers import live, orders, pushed
from workers.orders import Answer, Order
from workers.pushed import Heard
from workers.queues import JOBS, enqueue

LISTEN_S = 0.5
"""For so long Redis holds a question back that it has no answer to yet: less than a connection's patience."""
AWAY_PAUSE_S = 1.0
STATUS_S, STILL_S = 10, 25
"""How long the pages believe what a lane told last; a camera may send a key picture every ten seconds only."""
T = TypeVar("T")
log = structlog.get_logger()


@dataclass(slots=True)
class Call:
    """An order on its way to the loop of the lane, and the answer on its way back."""

    order: Order
    answer: Answer = orders.NO_ANSWER
    answered: threading.Event = field(default_factory=threading.Event)

    def reply(self, answer: Answer) -> None:
        self.answer = answer
        self.answered.set()


class Switchboard:
    """Orders and cameras' own readings in, status and doorbells out."""

    def __init__(self, redis: Redis, lane_id: int) -> None:
        self._redis = redis
        self._lane_id = lane_id
        self._calls: deque[Call] = deque()
        self._heard: deque[Heard] = deque(maxlen=pushed.MOST_WAITING)
        self._rings: set[str] = set()
        self._nudges: set[tuple[str, str]] = set()
        self._status: tuple[Mapping[str, Any], bytes | None] | None = None
        self._lock = threading.Lock()
        self._to_say, self._stop = threading.Event(), threading.Event()
        self._away = False
        self._threads = [
            threading.Thread(target=self._run, args=(turn,), name=name, daemon=True)
            for name, turn in (("listening", self._listen), ("speaking", self._speak))
        ]
        for thread in self._threads:
            thread.start()

    def waiting(self) -> Call | None:
        """An order that a person has given, to be answered by `Call.reply`."""
        return self._calls.popleft() if self._calls else None

    def heard(self) -> Heard | None:
        """A plate that a camera of the lane has read by itself."""
        return self._heard.popleft() if self._heard else None

    def ring(self, topic: str) -> None:
        """Have a topic rung as soon as Redis can."""
        with self._lock:
            self._rings.add(topic)
        self._to_say.set()

    def nudge(self, function: str, queue: str = JOBS) -> None:
        """Have a job run soon rather than at its next turn; lost without harm when Redis is away."""
        with self._lock:
            self._nudges.add((queue, function))
        self._to_say.set()

    def tell(self, status: Mapping[str, Any], still: bytes | None) -> None:
        """The lane's present state, for the pages, and its picture where that is a new one."""
        with self._lock:
            self._status = (status, still)
        self._to_say.set()

    def close(self) -> None:
        self._stop.set()
        self._to_say.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self, turn: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                turn()
            except (RedisError, OSError) as error:
                if not self._away:
                    log.warning("redis_away", lane=self._lane_id, problem=str(error))
                self._away = True
                self._stop.wait(AWAY_PAUSE_S)
                continue
            self._away = False

    def _hand_over(self, order: Order) -> Answer:
        call = Call(order)
        self._calls.append(call)
        call.answered.wait(orders.LIFETIME_S + 1.2)
        return call.answer

    def _listen(self) -> None:
        lists = orders.list_of(self._lane_id), pushed.list_of(self._lane_id)
        match self._redis.blpop(lists, timeout=LISTEN_S):
            case where, bytes(told) if where == lists[0].encode():
                orders.obey(self._redis, told, self._hand_over)
            case _, bytes(told) if (heard := pushed.read(told)) is not None:
                self._heard.append(heard)

    def _speak(self) -> None:
        self._to_say.wait()
        self._to_say.clear()
        with self._lock:
            rings, self._rings = self._rings, set()
            nudges, self._nudges = self._nudges, set()
            status, self._status = self._status, None
        self._each(rings, lambda topic: self._redis.publish(live.CHANNEL, topic))
        self._each(nudges, self._enqueue)
        if status is not None:
            self._publish(*status)

    def _each(self, what: set[T], act: Callable[[T], Any]) -> None:
        for item in what:
            act(item)

    def _enqueue(self, nudge: tuple[str, str]) -> None:
        enqueue(self._redis, *nudge, result_ttl=0, ttl=30, failure_ttl=3600)

    def _publish(self, status: Mapping[str, Any], still: bytes | None) -> None:
        prefix = f"greengate:lane:{self._lane_id}"
        text = json.dumps(status, ensure_ascii=False)
        self._redis.set(f"{prefix}:status", text, ex=STATUS_S)
        if still is not None:
            self._redis.set(f"{prefix}:still", still, ex=STILL_S)
