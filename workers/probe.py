"""Questions to devices: put by the portal, answered by a worker, because the web process touches no hardware."""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus

import devices
from devices.interfaces import DeviceError
from workers import queues, trials

PATIENCE_S = 15.0
"""A question that no worker has taken up by then will not be answered."""
ANSWER_KEPT_S = 300
LONGEST_TRIAL_S = 45
_PREFIX = "probe-"

DRIVERS: Mapping[str, tuple[str, ...]] = {
    "camera": ("onvif", "rtsp"),
    "overview": ("onvif", "rtsp"),
    "barrier": ("modbus_barrier",),
    "display": ("tcp_display",),
    "reader": ("isapi_anpr", "json_webhook"),
    "platform": ("rsa2_platform",),
    "mail": ("smtp",),
}
"""Kind of device → drivers that make it; the first one is the usual one."""


def describe(driver: str) -> dict[str, Any]:
    """The JSON schema of a driver's settings, which draws their form."""
    return devices.config_model(driver).model_json_schema()


def check(driver: str, settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings as the driver takes them, and for each field that it does not take the kind of mistake."""
    try:
        accepted = devices.config_model(driver).model_validate(dict(settings))
    except ValidationError as refusal:
        return {}, {str(next(iter(error["loc"]), "")): error["type"] for error in refusal.errors()}
    return accepted.model_dump(mode="json"), {}


class State(StrEnum):
    """How far a question has come."""

    WAITING = "waiting"
    ANSWERED = "answered"
    FAILED = "failed"
    """The worker itself failed."""
    NOBODY = "nobody"
    """No worker took it up, or the answer was asked for too late."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a question. `problem` is the sentence of a device that could not be asked."""

    state: State
    about: str = ""
    value: Any = None
    problem: str = ""
    tried: str = ""
    """Marks the driver and settings of a trial."""


def look_for_cameras(redis: Redis, addresses: Sequence[str] = ()) -> str:
    """Have cameras looked for; the number of the question. Raises redis.RedisError."""
    return _put(redis, "discover", [list(addresses)])


def try_out(redis: Redis, driver: str, settings: Mapping[str, Any]) -> str:
    """Have a device tried with these settings; the number of the question. Raises redis.RedisError."""
    return _put(redis, "try_device", [driver, dict(settings)], tried=_mark(driver, settings))


def passed(redis: Redis, number: str, driver: str, settings: Mapping[str, Any]) -> bool:
    """Whether that question was a trial of this driver with these very settings, and it went well."""
    told = reply(redis, number)
    good = told.state is State.ANSWERED and not told.problem
    return good and not told.value.get("stream_problem") and told.tried == _mark(driver, settings)


def reply(redis: Redis, number: str) -> Reply:
    """What became of a question; raises redis.RedisError."""
    try:
        job = Job.fetch(f"{_PREFIX}{number}", connection=redis)
    except NoSuchJobError:
        return Reply(State.NOBODY)
    about, status = str(job.meta["about"]), job.get_status()
    if status is JobStatus.FINISHED:
        told: dict[str, Any] = job.return_value() or {}
        value, problem = told.get("value"), told.get("problem", "")
        return Reply(State.ANSWERED, about, value, problem, job.meta["tried"])
    if status is JobStatus.FAILED:
        return Reply(State.FAILED, about)
    if status is JobStatus.QUEUED and time.time() - job.meta["asked_at"] > PATIENCE_S:
        return Reply(State.NOBODY, about)
    return Reply(State.WAITING, about)


def wait(redis: Redis, number: str, *, longest_s: float = PATIENCE_S + 1) -> Reply:
    """What became of a question, waited for."""
    deadline = time.monotonic() + longest_s
    while (told := reply(redis, number)).state is State.WAITING and time.monotonic() < deadline:
        time.sleep(0.1)
    return told


def discover(addresses: Sequence[str]) -> dict[str, Any]:
    """The job behind `look_for_cameras`."""
    from devices import discovery

    try:
        found = discovery.discover(timeout=2.5, unicast=addresses)
    except DeviceError as fault:
        return {"problem": fault.message}
    return {"value": [asdict(camera) for camera in found]}


def try_device(driver: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The job behind `try_out`."""
    try:
        return {"value": trials.try_driver(driver, settings)}
    except DeviceError as fault:
        return {"problem": fault.message}


def _mark(driver: str, settings: Mapping[str, Any]) -> str:
    told = json.dumps([driver, dict(settings)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _put(redis: Redis, function: str, arguments: Sequence[Any], tried: str = "") -> str:
    number = secrets.token_hex(8)
    queues.enqueue(
        redis,
        queues.JOBS,
        f"{__name__}.{function}",
        *arguments,
        job_id=f"{_PREFIX}{number}",
        # RQ would log the arguments, and with them the password of a camera.
        description=f"probe {function}",
        meta={"about": function, "tried": tried, "asked_at": time.time()},
        ttl=int(PATIENCE_S) + 5,
        result_ttl=ANSWER_KEPT_S,
        failure_ttl=ANSWER_KEPT_S,
        job_timeout=LONGEST_TRIAL_S,
    )
    return number
