"""Of what FFmpeg has decoded as much is made as is asked for, and it is the same picture in whatever encoding."""

import av
import cv2
import numpy as np
import pytest

from devices.interfaces import Image
from devices.rtsp.pixels import Converter, Decoded
from devices.whole import Whole

WIDTH, HEIGHT = 354, 240
"""No multiple of what planes are padded to."""
IN_A_PLANE = ["yuv420p", "yuvj420p", "yuv422p", "nv12"]
MADE = ["yuv420p10le", "yuyv422", "gbrp", "gray"]


@pytest.fixture
def drawn() -> Image:
    coarse = np.random.default_rng(1).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def encoded(picture: Image, encoding: str) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=encoding)


@pytest.mark.parametrize("encoding", IN_A_PLANE + MADE)
def test_brightness_is_that_of_the_picture(drawn: Image, encoding: str) -> None:
    frame = encoded(drawn, encoding)
    seen = Decoded(frame, Converter()).grey
    assert seen.shape == (HEIGHT, WIDTH)
    wanted = Whole(drawn).grey.astype(float)
    assert np.corrcoef(seen.ravel(), wanted.ravel())[0, 1] > 0.999
    assert 0.8 < np.ptp(seen) / np.ptp(wanted) < 1.2


@pytest.mark.parametrize("encoding", IN_A_PLANE)
def test_brightness_that_is_there_is_not_copied(drawn: Image, encoding: str) -> None:
    picture = Decoded(encoded(drawn, encoding), Converter())
    assert np.shares_memory(picture.grey, picture.grey)


@pytest.mark.parametrize("encoding", IN_A_PLANE + MADE)
def test_the_whole_picture_is_what_ffmpeg_makes_of_it_and_made_once(
    drawn: Image, encoding: str
) -> None:
    frame, converter = encoded(drawn, encoding), Converter()
    converter.whole(encoded(drawn[:100, :200], "yuv422p"))  # another size and encoding before
    picture = Decoded(frame, converter)
    assert np.array_equal(picture.image, frame.to_ndarray(format="bgr24"))
    assert picture.image is picture.image


@pytest.mark.parametrize("encoding", IN_A_PLANE + MADE)
def test_a_small_one_looks_like_it(drawn: Image, encoding: str) -> None:
    picture = Decoded(encoded(drawn, encoding), Converter())
    small, wanted = picture.small(118), Whole(picture.image).small(118)
    assert small.shape == wanted.shape == (80, 118, 3)
    assert np.abs(small.astype(int) - wanted.astype(int)).mean() < 3
