"""Small encoded clips whose pictures carry their own number, and a reader for it."""

from fractions import Fraction
from functools import cache
from itertools import count

import av
import numpy as np

from devices.interfaces import Image
from devices.simulated.segments import FPS, AccessUnit, Segment

WIDTH, HEIGHT, BITS = 640, 360, 16
_BLOCK = WIDTH // BITS
KEY_EVERY = 12


def picture(number: int) -> Image:
    """A grey picture: white and black blocks above, the same blocks inverted below."""
    image = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    for bit in range(BITS):
        level = 235 if number >> bit & 1 else 20
        columns = slice(bit * _BLOCK, (bit + 1) * _BLOCK)
        image[:120, columns] = level
        image[240:, columns] = 255 - level
    return image


def number_in(image: Image) -> int:
    """The number a picture carries; fails when the picture is not intact."""
    above = _bits(image[40:80])
    below = _bits(image[280:320])
    assert above == ~below & (2**BITS - 1), "the picture is torn"
    return above


def _bits(band: Image) -> int:
    levels = [band[:, bit * _BLOCK + 10 : (bit + 1) * _BLOCK - 10].mean() for bit in range(BITS)]
    return sum(1 << bit for bit, level in enumerate(levels) if level > 128)


@cache
def numbered(pictures: int = 240) -> Segment:
    """A clip of pictures numbered from zero, a key picture twice a second."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.framerate, context.time_base = Fraction(FPS), Fraction(1, FPS)
    context.gop_size = KEY_EVERY
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "scenecut=0"}
    packets = []
    for number in range(pictures):
        frame = av.VideoFrame.from_ndarray(picture(number), format="bgr24").reformat(
            format="yuv420p"
        )
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    units = tuple(AccessUnit(bytes(packet), packet.is_keyframe) for packet in packets)
    return Segment("numbered", units)


class Played:
    """A source that remembers which picture it gave last."""

    def __init__(self, segment: Segment) -> None:
        self._units = segment.units
        self._count = count()
        self.last = -1

    def next_unit(self) -> AccessUnit:
        self.last = next(self._count) % len(self._units)
        return self._units[self.last]
