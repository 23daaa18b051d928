"""What cameras that push have in common: settings, the picture of a message, times and figures."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from devices.interfaces import Part

BEIJING = timezone(timedelta(hours=8))
LARGEST_TEXT = 64 * 1024
"""Of a message without its pictures, in bytes: a real one has about eight thousand."""
JPEG = b"\xff\xd8\xff"


class Config(BaseModel):
    """How far the camera's word goes. Its address is made by the portal and kept as nothing but a hash."""

    alone: bool = Field(
        False,
        title="Its word alone may open",
        description="Off: without a look of our own at the plate a person decides. On: only for a camera whose network "
        "is closed and whose clock is right",
    )
    token: SkipJsonSchema[str] = ""


def picture_of(parts: Iterable[Part]) -> bytes:
    """The largest JPEG: cameras send a cut-out of the plate beside the whole scene."""
    pictures = (part.data for part in parts if part.data.startswith(JPEG))
    return max(pictures, key=len, default=b"")


def sure(told: Any) -> float:
    """A figure between 0 and 1; anything else is no confidence at all."""
    try:
        figure = float(told)
    except (TypeError, ValueError):
        return 0.0
    return figure if math.isfinite(figure) and 0.0 <= figure <= 1.0 else 0.0


def moment(told: str) -> datetime | None:
    """A time by ISO 8601, in Beijing time where it names no zone; None when it is none."""
    try:
        at = datetime.fromisoformat(told.strip())
        return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(BEIJING)
    except (ValueError, OverflowError):
        return None


def event_of(told: str, text: bytes, pictures: Sequence[Part]) -> str:
    """What tells this message from others: the camera's own number for it, else what it says and shows."""
    digest = hashlib.sha256(told.encode(errors="surrogatepass") if told else text)
    if not told:
        for part in pictures:
            digest.update(hashlib.sha256(part.data).digest())
    return digest.hexdigest()[:32]
