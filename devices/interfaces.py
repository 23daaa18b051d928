"""What the house asks of the outside world: one Protocol per kind of thing, and the values that cross."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, BinaryIO, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""Height × width × 3, BGR, 8 bit."""

Point = tuple[float, float]


class DeviceError(Exception):
    """A fault of something outside.

    `permanent` means that trying again without changing anything cannot help (a wrong password, a refusal);
    `may_still_happen` means that an order was sent and no answer came, so the device may yet obey it.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, may_still_happen: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.may_still_happen = may_still_happen


class PlateColour(StrEnum):
    """号牌颜色, table T1. Drivers map their own numbers to these; numbers never pass through."""

    BLUE = "0"
    YELLOW = "1"
    WHITE = "2"
    BLACK = "3"
    GREEN = "4"
    OTHER = "5"
    YELLOW_GREEN = "6"


@dataclass(frozen=True, slots=True)
class PlateForm:
    """One legal shape of a plate: which characters may stand at each position, and on which colours."""

    kind: str
    alphabets: tuple[str, ...]
    colours: frozenset[PlateColour]


@dataclass(frozen=True, slots=True)
class PlateReading:
    """One plate in one frame.

    `colour` is None when it cannot be told (infrared). `confidence` is between 0 and 1 for the whole plate,
    `characters` the same for each character. `corners` are pixels in the frame, clockwise from the top left.
    `alternatives` are other texts of the same picture, best first.
    """

    text: str
    colour: PlateColour | None
    confidence: float
    characters: tuple[float, ...]
    corners: tuple[Point, Point, Point, Point]
    double_line: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()

    @property
    def weakest(self) -> float:
        """The confidence of the least certain character."""
        return min(self.characters, default=0.0)

    @property
    def width(self) -> float:
        """Width of the plate in the frame, in pixels."""
        (x0, y0), (x1, y1) = self.corners[0], self.corners[1]
        return float(np.hypot(x1 - x0, y1 - y0))


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and the moment it was taken: Beijing time for people, the monotonic clock for deadlines."""

    image: Image
    captured_at: datetime
    monotonic: float
    number: int


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


class Recognizer(Protocol):
    """Eyes: pixels in, plates out. It knows nothing of who is expected."""

    def read(
        self, image: Image, *, near: bool = False, passing: bool = False
    ) -> Sequence[PlateReading]:
        """Every plate in the picture, best first; an empty sequence when there is none.

        `near`: the picture is a cut-out about a plate seen a moment ago, which fills about a third of its width.
        `passing`: nothing stands at the arm and another look follows soon, so a long search may be left out.
        """


class ArmPosition(StrEnum):
    CLOSED = "closed"
    MOVING = "moving"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BarrierState:
    """What the controller says: the arm by its limit switches, the loops, its own fault."""

    position: ArmPosition
    loop_outer: bool = False
    loop_under: bool = False
    loop_inner: bool = False
    fault: bool = False

    @property
    def occupied(self) -> bool:
        return self.loop_outer or self.loop_under or self.loop_inner


class Barrier(Protocol):
    """An arm. Its own controller keeps loop, radar and edge; no order of ours overrides them."""

    def lift(self) -> None:
        """Order the arm up. Returns when the controller has acknowledged; raises DeviceError."""

    def lower(self) -> None:
        """Order the arm down. The controller refuses while something stands under it."""

    def state(self) -> BarrierState: ...

    def close(self) -> None: ...


class Tone(StrEnum):
    """Colour of the text on a lane's display: allowed is green, denied is red (R-014)."""

    GREEN = "green"
    RED = "red"
    AMBER = "amber"


class Display(Protocol):
    """The board at the lane with its sound and light alarm."""

    def show(self, lines: Sequence[str], tone: Tone, *, alarm: bool = False) -> None:
        """Show up to four lines; raises DeviceError."""

    def close(self) -> None: ...


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


@dataclass(frozen=True, slots=True)
class Stored:
    """One object in a bucket: its key, its bytes, and when it was last kept."""

    key: str
    size: int
    at: datetime


class Bucket(Protocol):
    """Objects in a store of their own, written once each and never over. Every call raises DeviceError."""

    def look(self, key: str) -> Stored | None:
        """What lies under a key."""

    def find(self, prefix: str) -> Iterable[Stored]:
        """Whatever lies under keys that begin like this."""

    def put(self, key: str, content: BinaryIO, size: int, at: datetime) -> None:
        """Store it, unless something lies there already: that stays as it is."""

    def renew(self, key: str, at: datetime) -> None:
        """What lies there is needed anew: only its time becomes another."""

    def read(self, key: str, start: int, length: int) -> bytes:
        """A part of it, never more than that."""

    def remove(self, key: str) -> None:
        """Remove it; nothing where nothing is."""

    def is_versioned(self) -> bool:
        """Whether what somebody else removes there can be brought back."""


@runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...
