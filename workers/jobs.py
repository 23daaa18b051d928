"""What RQ runs beside the lanes: whatever may be late."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog
from redis import RedisError
from redis.exceptions import LockError
from redis.lock import Lock

import devices
from devices.interfaces import DeviceError, Photo, Platform, Receipt
from gate import uplink
from gate.evidence import DiskAndBucket, Kept, StoreAway
from gate.models import Device, Upload
from workers import context, live

log = structlog.get_logger()
TRIES_WITHOUT = 5
"""A photograph that another machine made is in the bucket by then, or has to be missed."""
LOCK_S = 20
"""Longer than one row may take, and short enough that a sender that was killed holds nobody up."""


def send_owed() -> None:
    """Send what the platform is owed, oldest first, one sender at a time over all machines."""
    context.open_database()
    lock = context.redis().lock("greengate:uplink", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        _send_all(lock)
    finally:
        _release(lock)


def _send_all(lock: Lock) -> None:
    device = Device.select().where(Device.kind == "platform", Device.enabled).first()
    if device is None:
        return
    platform: Platform = devices.connect(device.driver, json.loads(device.config))
    try:
        while (batch := uplink.owed()) and _send_batch(platform, batch, lock):
            pass
    finally:
        platform.close()


def _send_batch(platform: Platform, batch: Sequence[Upload], lock: Lock) -> bool:
    """In their order; False when two in a row got no answer. One alone may be at fault itself, and is passed by."""
    unanswered = 0
    for upload in batch:
        unanswered = 0 if _send(platform, upload) else unanswered + 1
        if unanswered == 2:
            uplink.link_is_down(until=batch[0].next_at)
            return False
        lock.reacquire()
    return True


def _send(platform: Platform, upload: Upload) -> bool:
    """One row; False when no answer came."""
    row = uplink.payload(upload.passage)
    try:
        receipt = platform.send_passage(row, _photos(row, upload))
    except StoreAway as error:
        uplink.postpone(upload, str(error))
        return True  # the platform is there: rows whose photographs are here go on
    except DeviceError as error:
        if upload.attempts == 0:
            log.warning("not_sent", serial_no=upload.passage.serial_no, problem=error.message)
        uplink.postpone(upload, error.message)
        return False
    _settled(upload, receipt, row["revision"])
    return True


def _settled(upload: Upload, receipt: Receipt, revision: int) -> None:
    was_away = upload.attempts > 0
    uplink.settle(upload, receipt, revision)
    live.ring(context.redis(), live.UPLOAD)
    if not receipt.accepted:
        log.error(
            "refused_by_platform", serial_no=upload.passage.serial_no, message=receipt.message
        )
    if was_away:
        log.info("platform_back", freed=uplink.link_is_up())


def _photos(row: Mapping[str, Any], upload: Upload) -> list[Photo]:
    found = []
    for role in uplink.PHOTO_ROLES:
        fingerprint = row[f"{role}_photo"]
        kept = _photo(fingerprint, upload) if fingerprint else None
        if kept is not None:
            with kept.open() as file:
                found.append(Photo(role, file.read()))
    return found


def _photo(fingerprint: str, upload: Upload) -> Kept | None:
    store = context.store()
    kept = store.find(fingerprint)
    may_come = isinstance(store, DiskAndBucket) and upload.attempts < TRIES_WITHOUT
    if kept is None and may_come:
        raise StoreAway("a photograph is still on the machine of its lane")
    return kept


def _release(lock: Lock) -> None:
    # A lock that lapsed, or a Redis that died meanwhile, needs no release.
    with suppress(LockError, RedisError):
        lock.release()
