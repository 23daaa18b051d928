"""Decoding as much as is wanted: every picture, or key pictures with the rest kept for later."""

from dataclasses import dataclass
from typing import TypeAlias

from av import VideoCodecContext, VideoFrame
from av.codec.context import Flags
from av.error import InvalidDataError
from av.packet import Packet
from av.video.stream import VideoStream

from devices.rtsp.arrival import Arrival

VideoPacket: TypeAlias = "Packet[VideoStream]"

_MAX_KEPT = 500


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, not yet converted, and when its packet came."""

    frame: VideoFrame
    arrival: Arrival


class Decoder:
    """Keeps the packets it has not decoded since the last key picture, so that it can catch up at any moment."""

    def __init__(self, context: VideoCodecContext) -> None:
        # One thread: more of them hold pictures back.
        context.thread_count = 1
        context.flags |= Flags.copy_opaque
        if not context.has_b_frames:
            context.flags |= Flags.low_delay
        self._context = context
        self._pending: list[VideoPacket] = []
        self._intact = False

    def feed(self, packet: VideoPacket, arrival: Arrival, *, everything: bool) -> Picture | None:
        """The newest picture there is to show after this packet, if it was worth decoding."""
        packet.opaque = arrival
        if packet.is_keyframe:
            self._intact = True
            self._pending.clear()
        elif not self._intact or len(self._pending) >= _MAX_KEPT:
            self._intact = False
            self._pending.clear()
            return None
        self._pending.append(packet)
        if everything or packet.is_keyframe:
            return self._decode_pending()
        return None

    def _decode_pending(self) -> Picture | None:
        newest = None
        try:
            for packet in self._pending:
                for frame in self._context.decode(packet):
                    self._intact = self._intact and not frame.is_corrupt
                    if self._intact and isinstance(frame.opaque, Arrival):
                        newest = Picture(frame, frame.opaque)
        except InvalidDataError:
            self._intact = False
            self._context.flush_buffers()
        self._pending.clear()
        # What follows a damaged picture leans on it: nothing is shown until the next key picture.
        return newest if self._intact else None
