"""Pictures into H.264 and back from disk: every piece is coded alike, so that any may follow any other."""

import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.plane import VideoPlane

from devices.interfaces import Image
from devices.simulated.segments import FPS, HEIGHT, WIDTH, AccessUnit, Segment
from devices.simulated.view import Canvas

GOP = FPS
MAGIC = b"greengate reel 2\n"
_OPTIONS = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "profile": "main",
    "crf": "25",
    "maxrate": "6M",
    "bufsize": "6M",
    "x264-params": f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0:threads=1:"
    "sliced-threads=0:stitchable=1:repeat-headers=1:annexb=1:cabac=0",
}


class Grain:
    """Sensor noise: one tile made beforehand, laid at another place for every picture."""

    def __init__(self, strength: float, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        noise = self._rng.normal(12, strength, (HEIGHT + 128, WIDTH + 128))
        self._tile = np.clip(noise + 0.5, 0, 24).astype(np.uint8)

    def expose(self, canvas: Canvas) -> av.VideoFrame:
        """The picture as the sensor gives it, ready to be encoded."""
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        luma, blue, red = (_pixels(plane) for plane in frame.planes)
        x, y = (int(place) for place in self._rng.integers(0, 128, 2))
        tile = self._tile[y : y + HEIGHT, x : x + WIDTH]
        cv2.addWeighted(canvas.luma, 1, tile, 1, -12, dst=luma)
        blue[:], red[:] = canvas.blue, canvas.red
        return frame


def _pixels(plane: VideoPlane) -> Image:
    """The memory of a plane itself, without the padding at the end of its rows."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def encode(canvases: Iterable[Canvas], grain: Grain) -> tuple[AccessUnit, ...]:
    """The pictures in their order, noise added, the first one a key picture."""
    codec = VideoCodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.framerate, codec.time_base, codec.thread_count = Fraction(FPS), Fraction(1, FPS), 1
    codec.options = dict(_OPTIONS)
    packets = []
    for number, canvas in enumerate(canvases):
        frame = grain.expose(canvas)
        frame.pts = number
        packets += codec.encode(frame)
    packets += codec.encode(None)
    return tuple(AccessUnit(bytes(packet), packet.is_keyframe) for packet in packets)


def save(path: Path, segments: Mapping[str, Segment]) -> None:
    """Write a reel so that a reader finds either all of it or nothing."""
    body = b"".join(unit.data for segment in segments.values() for unit in segment.units)
    index = [
        {
            "piece": piece,
            "name": segment.name,
            "units": [[len(u.data), u.key] for u in segment.units],
        }
        for piece, segment in segments.items()
    ]
    head = json.dumps({"pieces": index, "crc": zlib.crc32(body)}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as reel:
        reel.write(MAGIC + len(head).to_bytes(4, "big") + head + body)
    os.replace(reel.name, path)


def load(path: Path) -> dict[str, Segment] | None:
    """A reel from disk; None when there is none, or it is not whole."""
    try:
        with path.open("rb") as reel:
            if reel.read(len(MAGIC)) != MAGIC:
                return None
            head = json.loads(reel.read(int.from_bytes(reel.read(4), "big")))
            body = reel.read()
    except (FileNotFoundError, ValueError):
        return None
    if zlib.crc32(body) != head["crc"]:
        return None
    return _cut(body, head["pieces"])


def _cut(body: bytes, pieces: Sequence[Mapping[str, Any]]) -> dict[str, Segment]:
    segments, start = {}, 0
    for piece in pieces:
        units = []
        for length, key in piece["units"]:
            units.append(AccessUnit(body[start : start + length], key))
            start += length
        segments[piece["piece"]] = Segment(piece["name"], tuple(units))
    return segments
