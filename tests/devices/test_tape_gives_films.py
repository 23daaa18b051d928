"""A film cut out of a tape shows the very pictures the camera sent, at the times they were sent."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import av
import pytest

from devices.interfaces import DeviceError, EncodedPicture, StreamFormat
from devices.simulated.segments import FPS
from devices.tape import film
from tests.devices import taped
from tests.devices.moving_pictures import HEIGHT, KEY_EVERY, WIDTH, picture
from tests.devices.taped import CLOCK, START, STEP, at, h264, pictures, tape


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "film.part"


def test_it_begins_at_the_last_key_picture_before_and_misses_none(
    tmp_path: Path, target: Path
) -> None:
    folder = tape(tmp_path / "tape", (h264(), pictures(0, 600)))  # 24 s: three segments

    cut = film.cut(folder, at(200.5), at(520), target)

    assert cut is not None
    first = 200 - 200 % KEY_EVERY
    assert (cut.starts, cut.ends) == (at(first), at(520))
    assert (cut.codec, cut.pictures, cut.missing_ms) == ("h264", 520 - first + 1, 0)
    seen = taped.shown(target)
    assert [number for number, _ in seen] == [n % 240 for n in range(first, 521)]
    assert [time for _, time in seen] == pytest.approx(
        [n / FPS for n in range(len(seen))], abs=1e-3
    )


def test_its_index_stands_in_front_so_that_a_browser_can_seek_before_it_has_it_all(
    tmp_path: Path, target: Path
) -> None:
    folder = tape(tmp_path / "tape", (h264(), pictures(0, 100)))
    film.cut(folder, at(0), at(99), target)
    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_time_goes_on_while_the_camera_is_lost_and_the_film_says_for_how_long(
    tmp_path: Path, target: Path
) -> None:
    lost_at, back_at = 120, 276  # 6 s, and a key picture is the first
    folder = tape(
        tmp_path / "tape",
        (h264(), pictures(0, lost_at)),
        (h264(), pictures(back_at, 130, clock_zero=77_000_000)),
    )

    cut = film.cut(folder, at(0), at(390), target)

    assert cut is not None
    assert cut.missing_ms == pytest.approx((back_at - lost_at + 1) * 40, abs=1)
    seen = taped.shown(target)
    assert seen[lost_at - 1] == pytest.approx((lost_at - 1, (lost_at - 1) / FPS), abs=2e-3)
    # The camera's own clock began anew: the film goes by when the pictures came.
    assert seen[lost_at] == pytest.approx((back_at % 240, back_at / FPS), abs=2e-3)


def test_what_the_camera_never_showed_at_either_end_is_missing(
    tmp_path: Path, target: Path
) -> None:
    folder = tape(tmp_path / "tape", (h264(), pictures(0, 250)))
    cut = film.cut(folder, START - timedelta(seconds=15), START + timedelta(seconds=25), target)
    assert cut is not None
    assert (cut.starts, cut.ends) == (START, at(249))
    assert cut.missing_ms == 15_000 + 25_000 - 249 * 40


@pytest.mark.parametrize("seconds", [-60, 60])
def test_where_nothing_was_taped_there_is_no_film(
    tmp_path: Path, target: Path, seconds: int
) -> None:
    folder = tape(tmp_path / "tape", (h264(), pictures(0, 250)))
    begin = START + timedelta(seconds=seconds)
    assert film.cut(folder, begin, begin + timedelta(seconds=10), target) is None
    assert film.cut(tmp_path / "nowhere", at(0), at(9), target) is None
    assert not target.exists()


def encoded(codec: str, count: int, **options: str) -> list[EncodedPicture]:
    """Numbered pictures by another encoder, in the order in which they are sent."""
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.framerate, context.time_base = Fraction(FPS), Fraction(1, FPS)
    context.gop_size = KEY_EVERY
    context.options = {"preset": "ultrafast", **options}
    packets = []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(picture(number), format="bgr24")
        frame = frame.reformat(format="yuv420p")
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    return [
        EncodedPicture(
            bytes(packet), START + n * STEP, (packet.pts or 0) * 3600, packet.is_keyframe
        )
        for n, packet in enumerate(packets)
    ]


def test_pictures_that_lean_on_later_ones_are_shown_in_their_order(
    tmp_path: Path, target: Path
) -> None:
    sent = encoded("libx264", 100, bf="2")
    assert [one.timestamp for one in sent] != sorted(one.timestamp or 0 for one in sent)
    folder = tape(tmp_path / "tape", (h264(), sent))
    film.cut(folder, at(0), at(99), target)
    seen = taped.shown(target)
    assert [number for number, _ in seen] == list(range(100))
    assert [time - seen[0][1] for _, time in seen] == pytest.approx(
        [n / FPS for n in range(100)], abs=2e-3
    )


def test_h265_is_kept_as_it_is(tmp_path: Path, target: Path) -> None:
    sent = encoded("libx265", 60, **{"x265-params": "log-level=none"})
    folder = tape(tmp_path / "tape", (StreamFormat("hevc", b"", CLOCK), sent))
    cut = film.cut(folder, at(0), at(59), target)
    assert cut is not None
    assert cut.codec == "hevc"
    assert b"hvc1" in target.read_bytes()
    assert [number for number, _ in taped.shown(target)] == list(range(60))


def test_an_encoding_that_no_film_can_hold_is_a_sentence(tmp_path: Path, target: Path) -> None:
    folder = tape(tmp_path / "tape", (StreamFormat("mjpeg", b"", CLOCK), pictures(0, 60)))
    with pytest.raises(DeviceError, match="cannot hold the encoding mjpeg"):
        film.cut(folder, at(0), at(59), target)
