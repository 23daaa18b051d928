"""Films: what taping a camera costs, how long a film takes to be cut and kept, and what it weighs."""

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import av
import numpy as np

from bench.figures import Figure
from devices.interfaces import EncodedPicture, StreamFormat
from devices.tape import film
from devices.tape.writer import Bounds, TapeWriter
from gate import clock, evidence
from settings import ROOT

FPS, WIDTH, HEIGHT = 25, 1920, 1080
BITS_PER_S = 4_000_000
FILM_S, CUT_TIMES = 60, 20
FIGURES = ("tape_cpu_mean_percent", "cut_p50_ms", "cut_p99_ms", "film_mean_mib")
FOLDER = ROOT / "var" / "bench" / "evidence"


def measure(seconds: float) -> dict[str, Figure]:
    """A camera of 4 Mbit/s is taped for a minute as it comes; then films of a minute are cut of it again and again."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    tape, root = FOLDER / "tape", FOLDER / "kept"
    pictures = _encoded()
    lasted = max(FILM_S + 5, min(seconds, 120))
    cpu = _tape(tape, pictures, lasted)
    last = film.last_taped(tape) or clock.now()
    took: list[float] = []
    sizes: list[int] = []
    for _ in range(CUT_TIMES):
        begun = time.perf_counter()
        fingerprint = _cut_and_keep(tape, root, last)
        took.append((time.perf_counter() - begun) * 1000)
        sizes.append(evidence.path_of(root, fingerprint, evidence.FILM).stat().st_size)
    return {
        "tape_cpu_mean_percent": Figure(100 * cpu / lasted, int(lasted * FPS)),
        "cut_p50_ms": Figure(float(np.percentile(took, 50)), CUT_TIMES),
        "cut_p99_ms": Figure(float(np.percentile(took, 99)), CUT_TIMES),
        "film_mean_mib": Figure(float(np.mean(sizes)) / 1024**2, CUT_TIMES),
    }


def _cut_and_keep(tape: Path, root: Path, last: datetime) -> str:
    """As the job does it: cut, hashed, on disk for good."""
    root.mkdir(parents=True, exist_ok=True)
    made = evidence.room_for(root, "film")
    film.cut(tape, last - timedelta(seconds=FILM_S), last, made)
    return evidence.keep_file(root, made)


def _tape(folder: Path, pictures: list[tuple[bytes, bool]], lasted: float) -> float:
    """Tape them at their own pace; processor time of this process meanwhile, in seconds."""
    writer, stream = TapeWriter(folder, Bounds()), StreamFormat("h264", b"", Fraction(1, FPS))
    begun, used = time.monotonic(), time.process_time()
    for number, (data, key) in enumerate(_for(lasted, pictures)):
        time.sleep(max(begun + number / FPS - time.monotonic(), 0))
        writer.put(stream, EncodedPicture(data, clock.now(), number, key))
    writer.close()
    return time.process_time() - used


def _for(lasted: float, pictures: list[tuple[bytes, bool]]) -> Iterator[tuple[bytes, bool]]:
    for _, picture in zip(range(int(lasted * FPS)), cycle(pictures), strict=False):
        yield picture


def _encoded() -> list[tuple[bytes, bool]]:
    """Four seconds of a moving picture that has something in it, at the bit rate of a plate camera."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.framerate, context.time_base = Fraction(FPS), Fraction(1, FPS)
    context.bit_rate, context.gop_size = BITS_PER_S, FPS
    rate = str(BITS_PER_S // 1000)
    context.options = {
        "preset": "ultrafast", "tune": "zerolatency", "nal-hrd": "cbr",
        "x264-params": f"vbv-maxrate={rate}:vbv-bufsize={rate}:scenecut=0",
    }  # fmt: skip
    grain = np.random.default_rng(1321).integers(60, 200, (HEIGHT, WIDTH * 2, 1), np.uint8)
    packets = []
    for number in range(4 * FPS):
        seen = np.repeat(grain[:, number * 4 : number * 4 + WIDTH], 3, axis=2)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(seen), format="bgr24")
        frame = frame.reformat(format="yuv420p")
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    return [(bytes(packet), bool(packet.is_keyframe)) for packet in packets]
