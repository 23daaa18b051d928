"""The over-emission list fetched from the platform: what is new and what was released is taken over at once (R-060)."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from redis import RedisError
from redis.exceptions import LockError

import devices
from devices.interfaces import DeviceError, ExceedanceSource
from gate import clock, evidence, links
from gate.models import Device
from gate.over_emission import imports, plan, rows
from workers import context, live
from workers.fetched import Fetched

log = structlog.get_logger()
BY = "platform"
LOCK_S = 120
MOST_TRIES = 3


def fetch_exceedances() -> None:
    """Ask the platform for its list. One that does not answer leaves the list as it is, and the page says so."""
    context.open_database()
    redis = context.redis()
    lock = redis.lock("greengate:exceedances:lock", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    before = Fetched.last(redis)
    try:
        told = _fetch()
    except DeviceError as error:
        if not before.problem:
            log.warning("list_not_fetched", problem=error.message)
        before.failed(error.message).keep(redis)
    else:
        if before.problem:
            log.info("list_fetched_again")
        told.keep(redis)
    finally:
        # A lock that lapsed, or a Redis that died meanwhile, needs no release.
        with suppress(LockError, RedisError):
            lock.release()


def _fetch() -> Fetched:
    device = Device.select().where(Device.kind == "platform", Device.enabled).first()
    if device is None:
        raise DeviceError("no platform is set up")
    platform = devices.connect(device.driver, json.loads(device.config))
    try:
        if not isinstance(platform, ExceedanceSource):
            raise DeviceError("this platform gives no list", permanent=True)
        return _take_over(_ask(platform, device.id), device.name)
    finally:
        platform.close()


def _ask(platform: ExceedanceSource, device_id: int) -> Sequence[Any]:
    """Its list. That it gave no answer is known to every lane: what they decide then is an offline decision (R-068)."""
    try:
        told = platform.exceedance_list()
    except DeviceError as error:
        if not error.permanent:
            links.lost(device_id)
        raise
    links.answered(device_id)
    return told


def _take_over(told: Sequence[Any], name: str) -> Fetched:
    content = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    try:
        fingerprint = context.store().keep(content, ".json")
    except evidence.EvidenceError as error:
        raise DeviceError(f"the list could not be kept: {error}") from error
    read = rows.of_values(enumerate(told, start=1))
    for _ in range(MOST_TRIES):
        found = plan.plan(read)
        last = imports.newest_from(imports.PLATFORM)
        if not found.changes and last is not None and last.fingerprint == fingerprint:
            break
        try:
            imports.carry_out(
                found, source=imports.PLATFORM, name=name, fingerprint=fingerprint, by=BY
            )
        except imports.ListChanged:
            continue
        _tell(found)
        break
    return Fetched(at=clock.now(), tried_at=clock.now(), rows=read.rows, fingerprint=fingerprint)


def _tell(found: plan.Plan) -> None:
    log.info("list_taken_over", new=len(found.new), released=len(found.released))
    try:
        live.ring(context.redis(), live.VEHICLE)
    except RedisError:
        return  # lanes ask for what is new by themselves
