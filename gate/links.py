"""Whether the platform answers: noted by whoever asks it, known to every lane (R-068)."""

from datetime import datetime
from typing import Any

from gate import clock
from gate.models import Device, PlatformLink
from gate.ready import ready


def answered(device_id: int) -> None:
    """It has answered."""
    link = _of(device_id)
    link.answered_at, link.lost_at = clock.now(), None
    link.save()


def lost(device_id: int) -> None:
    """It gave no answer; since when, is kept from the first time on."""
    link = _of(device_id)
    if link.lost_at is None:
        link.lost_at = clock.now()
        link.save()


def any_lost() -> bool:
    """Whether a platform that the plant uses does not answer."""
    return lost_since() is not None


def lost_since() -> datetime | None:
    """Since when one of the platforms that the plant uses has not answered; None while all do."""
    silent: PlatformLink | None = _silent.one()
    return silent.lost_at if silent else None


@ready
def _silent() -> Any:
    used = Device.select(Device.id).where(Device.kind == "platform", Device.enabled)
    lost = PlatformLink.lost_at.is_null(False), PlatformLink.device_id.in_(used)
    return PlatformLink.select().where(*lost).order_by(PlatformLink.lost_at).limit(1)


def _of(device_id: int) -> PlatformLink:
    found: PlatformLink | None = PlatformLink.get_or_none(PlatformLink.device_id == device_id)
    return found or PlatformLink(device_id=device_id)
