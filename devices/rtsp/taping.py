"""Handing a camera's packets to a tape as they come, whether or not anybody looks at them."""

from fractions import Fraction

from av.video.stream import VideoStream

from devices.interfaces import EncodedPicture, StreamFormat, Tape
from devices.rtsp.arrival import Arrival
from devices.rtsp.decoder import VideoPacket


class Taping:
    """`tape` may be given and taken away at any time, from any thread."""

    def __init__(self) -> None:
        self.tape: Tape | None = None
        self._format: StreamFormat | None = None

    def begin_stream(self, stream: VideoStream) -> None:
        """Another connection: its timestamps count from another zero, its encoding may be another."""
        context = stream.codec_context
        self._format = StreamFormat(
            context.name, bytes(context.extradata or b""), stream.time_base or Fraction(1, 90_000)
        )

    def take(self, packet: VideoPacket, arrival: Arrival) -> None:
        """Give the tape a copy: the packet itself belongs to the decoder."""
        tape, stream = self.tape, self._format
        if tape is None or stream is None:
            return
        picture = EncodedPicture(
            bytes(packet), arrival.captured_at, packet.pts, bool(packet.is_keyframe)
        )
        tape.put(stream, picture)
