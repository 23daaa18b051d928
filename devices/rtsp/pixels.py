"""What FFmpeg has decoded, made into pixels when somebody asks for them, and as many as are asked for."""

import numpy as np
from av import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from devices.interfaces import Grey, Image, Picture
from devices.whole import Whole


class Converter:
    """One for a camera: FFmpeg works each conversion out once. Used from one thread, and makes no others."""

    def __init__(self) -> None:
        # Each remembers the conversion that it made last, and nothing else.
        self._whole, self._grey, self._small = (VideoReformatter() for _ in range(3))

    def whole(self, frame: VideoFrame) -> Image:
        made = self._whole.reformat(frame, format="bgr24", threads=1)
        return np.asarray(made.to_ndarray(), np.uint8)

    def grey(self, frame: VideoFrame) -> Grey:
        """The brightness as it was encoded, where that is a plane of its own with a byte a pixel; else made so."""
        brightness = frame.format.components[0]
        if brightness.plane or brightness.bits != 8 or not frame.format.is_planar:
            frame = self._grey.reformat(frame, format="gray", threads=1)
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[: frame.height, : frame.width]

    def small(self, frame: VideoFrame, width: int) -> Image:
        size = {"width": width, "height": frame.height * width // frame.width}
        made = self._small.reformat(
            frame, **size, format="bgr24", interpolation=Interpolation.AREA, threads=1
        )
        return np.asarray(made.to_ndarray(), np.uint8)


class Decoded:
    """A picture whose pixels are made when they are asked for."""

    def __init__(self, frame: VideoFrame, converter: Converter) -> None:
        self._frame, self._converter = frame, converter
        self._made: Picture | None = None

    @property
    def image(self) -> Image:
        if self._made is None:
            self._made = Whole(self._converter.whole(self._frame))
        return self._made.image

    @property
    def grey(self) -> Grey:
        return self._converter.grey(self._frame)

    def small(self, width: int) -> Image:
        return self._converter.small(self._frame, width)
