"""Cameras: what they show, how it is encoded, and how they are found."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from devices.interfaces.pictures import Image, Picture


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and the moment it was taken: Beijing time for people, the monotonic clock for deadlines."""

    picture: Picture
    captured_at: datetime
    monotonic: float
    number: int

    @property
    def image(self) -> Image:
        """All of the picture; the first who asks waits until it is made."""
        return self.picture.image


@dataclass(frozen=True, slots=True)
class CameraState:
    """Whether pictures are coming, and if not, why, in a sentence."""

    connected: bool
    problem: str | None = None
    permanent: bool = False
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """How one connection to a camera encodes its pictures. Another connection is another object, however alike."""

    codec: str
    """As FFmpeg calls it: h264, hevc."""
    extradata: bytes
    """Parameter sets that the camera gave beside the stream, in Annex B; may be empty."""
    time_base: Fraction
    """Seconds for one step of a picture's own timestamp."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One picture as it came over the wire, and when."""

    data: bytes
    at: datetime
    """When it reached us: the clock that capture times are told by."""
    timestamp: int | None
    key: bool
    """Whether it can be shown without those before it."""


class Tape(Protocol):
    """Takes a camera's pictures as they come, undecoded."""

    def put(self, stream: StreamFormat, picture: EncodedPicture) -> None:
        """Keep a picture. Called from the camera's own thread: it never waits and never raises."""

    def close(self) -> None: ...


class Camera(Protocol):
    """A stream of which only the newest picture matters."""

    def newest(self, timeout: float) -> Frame | None:
        """The newest frame not yet given out, or None when none came within `timeout` seconds."""

    def wake(self, awake: bool) -> None:
        """Awake: every frame is decoded. Asleep: key frames only, for about a twentieth of the work."""

    def tape(self, tape: Tape | None) -> None:
        """From now on, give every picture to this tape too, whether or not it is decoded."""

    @property
    def state(self) -> CameraState: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A device that answered discovery: its service address and the scopes it announced."""

    address: str
    endpoint: str
    name: str = ""
    hardware: str = ""


@dataclass(frozen=True, slots=True)
class StreamProfile:
    """One media profile of a camera, with the address its stream is fetched from (credentials not included)."""

    token: str
    name: str
    uri: str
    width: int = 0
    height: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What a camera says about itself. `clock_offset_s` is its clock minus ours, in seconds."""

    manufacturer: str
    model: str
    firmware: str
    serial_number: str
    clock_offset_s: float
    profiles: tuple[StreamProfile, ...] = field(default_factory=tuple)
