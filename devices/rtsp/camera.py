"""The newest picture of an RTSP stream, whatever happens to the camera or the network."""

import threading
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import av
import structlog
from av import VideoStream
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError

from devices.interfaces import CameraState, DeviceError, Frame, Tape
from devices.rtsp.arrival import ArrivalClock
from devices.rtsp.decoder import Decoder, Picture
from devices.rtsp.newest import Newest
from devices.rtsp.pixels import Converter, Decoded
from devices.rtsp.problems import problem_of
from devices.rtsp.taping import Taping

SILENT_AFTER_S = 3.0
OPEN_TIMEOUT_S = 5.0
# Cameras that save bandwidth send a key picture every ten seconds or so.
NO_PICTURE_AFTER_S = 20.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 5.0
# A wrong password tried again and again makes cameras lock the user out.
PAUSE_AFTER_REFUSAL_S = 30.0
# So long nobody looks what has come while the camera sleeps: in draughts of several, packets cost less.
DRAUGHT_S = 0.2
# Older than this, only key pictures are decoded until we have caught up.
BEHIND_S = 1.0

_OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    # The stream's description says all there is to know; analysing it costs a second.
    "analyzeduration": "1",
    "probesize": "32",
    "fpsprobesize": "0",
}

log = structlog.get_logger()


class RtspCamera:
    """Reads in a thread of its own. `locate` gives the stream's address each time a connection is made."""

    def __init__(
        self, locate: Callable[[], str], *, username: str = "", password: str = "", name: str = ""
    ) -> None:
        self._locate = locate
        self._username = username
        self._password = password
        self._log = log.bind(camera=_without_credentials(name))
        self._newest: Newest[Picture] = Newest()
        self._converter = Converter()
        self._clock = ArrivalClock()
        self._taping = Taping()
        self._awake = threading.Event()
        self._closing = threading.Event()
        self._state = CameraState(False, "connecting")
        self._last_packet = self._last_picture = 0.0
        self._pause = FIRST_PAUSE_S
        self._said: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="rtsp", daemon=True)
        self._thread.start()

    def newest(self, timeout: float) -> Frame | None:
        """The newest frame not yet given out, or None when none came within `timeout` seconds."""
        picture = self._newest.take(timeout)
        if picture is None:
            return None
        arrival, decoded = picture.arrival, Decoded(picture.frame, self._converter)
        return Frame(decoded, arrival.captured_at, arrival.monotonic, arrival.number)

    def wake(self, awake: bool) -> None:
        """Awake: every frame is decoded. Asleep: key frames only."""
        if awake:
            self._awake.set()
        else:
            self._awake.clear()

    def tape(self, tape: Tape | None) -> None:
        """From now on, give every picture to this tape too."""
        self._taping.tape = tape

    @property
    def state(self) -> CameraState:
        state = self._state
        if state.connected and time.monotonic() - self._last_packet > SILENT_AFTER_S:
            return CameraState(False, "the camera has gone silent")
        return state

    def close(self) -> None:
        """Stop reading and leave nothing open."""
        self._closing.set()
        self._awake.set()
        self._newest.close()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._watch()
            except FFmpegError as failure:
                self._pause_after(problem_of(failure))
            except DeviceError as problem:
                self._pause_after(problem)

    def _watch(self) -> None:
        """Read one connection until it ends; raises when it ends in any way but being closed."""
        url = _with_credentials(self._locate(), self._username, self._password)
        with _open(url) as container:
            if not container.streams.video:
                raise DeviceError("the camera's stream carries no video")
            self._read(container, container.streams.video[0])

    def _read(self, container: InputContainer, stream: VideoStream) -> None:
        decoder = Decoder(stream.codec_context)
        self._clock.begin_stream()
        self._taping.begin_stream(stream)
        tick_s = float(stream.time_base or 0)
        asked_at = self._last_packet = self._last_picture = time.monotonic()
        for packet in container.demux(stream):
            if self._closing.is_set():
                return
            # An empty packet marks the end; after a silence the library first hands out what it
            # still held back. Reading on would only wait once more.
            if packet.size == 0 or time.monotonic() - asked_at >= SILENT_AFTER_S:
                break
            presented_at = None if packet.pts is None else packet.pts * tick_s
            arrival = self._clock.stamp(presented_at, asked_at)
            self._last_packet = time.monotonic()
            self._taping.take(packet, arrival)
            everything = self._awake.is_set() and arrival.age < BEHIND_S
            if picture := decoder.feed(packet, arrival, everything=everything):
                self._found(picture)
            if self._clock.caught_up:
                self._rest()
            asked_at = time.monotonic()
            if asked_at - self._last_picture > NO_PICTURE_AFTER_S:
                raise DeviceError("the camera's pictures arrive damaged")
        silent = time.monotonic() - self._last_packet > SILENT_AFTER_S / 2
        raise DeviceError("the camera has gone silent" if silent else "the camera ended the stream")

    def _rest(self) -> None:
        if not self._awake.is_set():
            self._awake.wait(DRAUGHT_S)

    def _found(self, picture: Picture) -> None:
        self._newest.put(picture)
        self._last_picture = time.monotonic()
        if not self._state.connected:
            frame = picture.frame
            self._state = CameraState(True, width=frame.width, height=frame.height)
            self._pause = FIRST_PAUSE_S
            self._said.clear()
            self._log.info("camera_streams", width=frame.width, height=frame.height)

    def _pause_after(self, problem: DeviceError) -> None:
        self._state = CameraState(False, problem.message, permanent=problem.permanent)
        if problem.message not in self._said:
            self._said.add(problem.message)
            self._log.warning("camera_away", problem=problem.message, permanent=problem.permanent)
        self._closing.wait(PAUSE_AFTER_REFUSAL_S if problem.permanent else self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_S)


def _open(url: str) -> InputContainer:
    asked_at = time.monotonic()
    try:
        return av.open(url, mode="r", options=_OPTIONS, timeout=(OPEN_TIMEOUT_S, SILENT_AFTER_S))
    except InvalidDataError:
        # The library takes an answer that was cut off by the time limit for a wrong one.
        if time.monotonic() - asked_at < OPEN_TIMEOUT_S:
            raise
        raise DeviceError("the camera does not answer") from None


def _with_credentials(url: str, username: str, password: str) -> str:
    if not username:
        return url
    parts = urlsplit(url)
    user = f"{quote(username, safe='')}:{quote(password, safe='')}"
    return parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}").geturl()


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
