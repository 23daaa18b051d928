"""The regulator's platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered. `permanent` refusals go to the 校验失败 list and are not sent again by themselves."""

    accepted: bool
    code: str
    message: str
    permanent: bool = False
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture for the platform: its role (front, body, plate) and its JPEG bytes."""

    role: str
    jpeg: bytes


class Platform(Protocol):
    """A regulator's platform. The same serial number sent twice must make one row there (R-077)."""

    def send_passage(self, passage: Mapping[str, Any], photos: Sequence[Photo]) -> Receipt:
        """Send one row; raises DeviceError when no answer came."""

    def close(self) -> None: ...


@runtime_checkable
class ExceedanceSource(Protocol):
    """A platform that also gives its over-emission list (排放超标车辆名单, R-061)."""

    def exceedance_list(self) -> Sequence[Any]:
        """Every row it has, released ones included, as it came; raises DeviceError, never half a list."""
