"""Questions to devices on a page: put to a worker, asked after until there is an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from redis import RedisError

from gate import site
from gate.models import Device
from portal.plant import plant
from workers import probe
from workers.probe import Reply, State

CLOCK_TOLERANCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and how far it has come; without a number it could not be put at all."""

    number: str
    reply: Reply

    @property
    def waiting(self) -> bool:
        return self.reply.state is State.WAITING

    @property
    def passed(self) -> bool:
        """Whether a device was tried and is fit for use."""
        told = self.reply
        good = told.state is State.ANSWERED and not told.problem
        return good and bool(told.tried) and not told.value.get("stream_problem")

    @property
    def clock_wrong(self) -> bool:
        told = self.reply.value if isinstance(self.reply.value, dict) else {}
        return "camera" in told and abs(told["camera"]["clock_offset_s"]) > CLOCK_TOLERANCE_S


UNPUT = Question("", Reply(State.NOBODY))
"""Redis does not answer: the question could not be put."""


def put(ask: Callable[[], str]) -> Question:
    """Put a question."""
    try:
        return Question(ask(), Reply(State.WAITING))
    except (RedisError, OSError):
        return UNPUT


def follow(number: str) -> Question:
    """How far a question has come."""
    try:
        return Question(number, probe.reply(plant().redis, number))
    except (RedisError, OSError):
        return UNPUT


def await_answer(question: Question) -> Question:
    """The same for a page without scripts: it waits once instead of asking again and again."""
    if not question.waiting:
        return question
    try:
        return Question(question.number, probe.wait(plant().redis, question.number, longest_s=40))
    except (RedisError, OSError):
        return UNPUT


def passed(number: str, driver: str, settings: Mapping[str, Any]) -> bool:
    """Whether this trial was of these settings, and went well."""
    try:
        return bool(number) and probe.passed(plant().redis, number, driver, settings)
    except (RedisError, OSError):
        return False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A camera that answered, with what its form can be filled with."""

    name: str
    hardware: str
    host: str
    port: int
    known_as: str
    """The name of the device that is configured with this address."""


def candidates(reply: Reply) -> Sequence[Candidate]:
    """The cameras that a search has found."""
    if reply.about != "discover" or not reply.value:
        return []
    known = {}
    for device in Device.select().where(Device.kind == "camera"):
        settings = site.settings_of(device)
        known[(settings.get("host"), settings.get("port", 80))] = device.name
    return [_candidate(found, known) for found in reply.value]


def _candidate(found: Mapping[str, str], known: Mapping[Any, str]) -> Candidate:
    parts = urlsplit(found["address"])
    host, port = parts.hostname or "", parts.port or 80
    return Candidate(found["name"], found["hardware"], host, port, known.get((host, port), ""))
