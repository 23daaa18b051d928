"""hyperlpr3, the package itself, on networks of the same kind as its own: what it tells becomes readings of ours."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from devices.eyes import hyperlpr, hyperlpr3
from devices.eyes.hyperlpr import HyperLpr, spell
from devices.eyes.hyperlpr_files import NEAR, READER, RECORD, WHOLE, contents
from devices.eyes.hyperlpr_parts import put_together
from devices.interfaces import DeviceError, Image, PlateColour
from gate.plates import FORMS
from settings import ROOT
from tests.devices.hyperlpr_models import (
    SURE,
    detector,
    find,
    ground,
    lay,
    softmax,
    standing_in,
)

BLUE, GREEN, YELLOW = (200, 40, 20), (40, 200, 40), (20, 200, 220)
PLACE = (160, 176, 320, 224)
"""Where the finder for whole pictures finds, in its 640 × 640 pixels."""
ORDINARY, BATTERY = softmax("冀B12345", weak=(3, 0.6)), softmax("冀AD12345")


def scene(ground: tuple[int, int, int], height: int = 360, width: int = 640) -> Image:
    """A picture in which nothing is but this colour."""
    return np.full((height, width, 3), ground, np.uint8)


def engine(
    on_blue: list[float] = ORDINARY,
    otherwise: list[float] = BATTERY,
    whole: list[list[float]] | None = None,
) -> HyperLpr:
    finds = [find(*PLACE)] if whole is None else whole
    models = standing_in([find(60, 100, 260, 160)], finds, on_blue, otherwise)
    return HyperLpr(put_together(models, threads=1), FORMS)


def test_text_colour_place_and_certainty() -> None:
    eyes = engine()
    (blue,) = eyes.read(scene(BLUE))
    assert (blue.text, blue.colour) == ("冀B12345", PlateColour.BLUE)
    assert len(blue.characters) == 7
    assert blue.weakest == pytest.approx(0.6)
    assert blue.confidence == pytest.approx((6 * SURE + 0.6) / 7)
    assert type(blue.confidence) is float
    # 640 × 360 lies in the middle of the finder's 640 × 640.
    assert blue.corners == ((160, 36), (320, 36), (320, 84), (160, 84))
    assert not blue.double_line
    (green,) = eyes.read(scene(GREEN))
    assert (green.text, green.colour) == ("冀AD12345", PlateColour.GREEN)


def test_a_cut_out_goes_to_the_smaller_finder() -> None:
    (near,) = engine().read(scene(BLUE, 320, 320), near=True)
    assert near.corners[0] == (60, 100)


def test_a_yellow_plate_of_two_lines_is_read_line_by_line() -> None:
    frame = scene(YELLOW)
    frame[:55] = BLUE  # so that the stand-in tells the upper line from the lower one
    eyes = engine(softmax("冀B"), softmax("12345", 0.9), [find(*PLACE, lines=2)])
    (reading,) = eyes.read(frame)
    assert reading.double_line
    assert (reading.text, reading.colour) == ("冀B12345", PlateColour.YELLOW)
    assert reading.characters == pytest.approx([SURE] * 2 + [0.9] * 5)


def test_a_plate_cut_out_is_read_without_a_finder() -> None:
    eyes = engine()
    single = eyes.read_crop(scene(BLUE, 140, 440))
    assert single is not None
    assert (single.text, single.double_line) == ("冀B12345", False)
    assert eyes.read_crop(scene(BLUE, 2, 2)) is None


@pytest.mark.parametrize(
    ("text", "ground", "colour"),
    [
        ("冀A12345D", GREEN, PlateColour.YELLOW_GREEN),
        ("冀B1234挂", YELLOW, PlateColour.YELLOW),
        ("冀B1234警", GREEN, PlateColour.WHITE),
        ("粤Z1234港", GREEN, PlateColour.BLACK),
        ("冀B1234学", YELLOW, None),  # it takes every learner's plate for a blue one
        ("冀B12345", YELLOW, PlateColour.YELLOW),
    ],
)
def test_its_types_become_colours_that_the_text_may_have(
    text: str, ground: tuple[int, int, int], colour: PlateColour | None
) -> None:
    (reading,) = engine(otherwise=softmax(text)).read(scene(ground))
    assert (reading.text, reading.colour) == (text, colour)


def test_a_colour_is_not_guessed_in_infrared() -> None:
    grey = scene((90, 90, 90))
    (reading,) = engine(otherwise=softmax("冀B12345")).read(grey)
    assert (reading.text, reading.colour) == ("冀B12345", None)


@pytest.mark.parametrize("text", ["民航12345", "B123456", "冀B1234567", "冀B12", "", "使12345冀"])
def test_what_is_no_plate_is_not_told(text: str) -> None:
    assert list(engine(otherwise=softmax(text)).read(scene(YELLOW))) == []


def test_a_green_plate_cut_off_after_seven_is_not_told_as_a_yellow_one() -> None:
    assert list(engine(otherwise=softmax("冀AD1234")).read(scene(GREEN))) == []


def test_letters_that_no_serial_has_are_the_digits_they_look_like() -> None:
    assert spell("冀BO2345", FORMS)[0] == "冀B02345"
    assert spell("冀OO2345", FORMS)[0] == "冀O02345"
    assert spell("冀b12345", FORMS) == (
        "冀B12345", frozenset({PlateColour.BLUE, PlateColour.YELLOW}),
    )  # fmt: skip


def test_one_find_that_cannot_be_read_costs_no_other() -> None:
    good = find(*PLACE)
    bad = [
        find(400, 300, 400, 300, score=0.95),  # no width
        find(400, 300, 500, 302, score=0.94, lines=2),  # lines without height
        find(5e6, 5e6, 9e6, 9e6, score=0.93),  # far outside
    ]
    (reading,) = engine(whole=[*bad, good]).read(scene(BLUE))
    assert reading.text == "冀B12345"


@pytest.mark.parametrize(
    "shape", [(0, 0, 3), (1, 1, 3), (2, 1920, 3), (20, 4000, 3), (480, 640), (480, 640, 4), (4320, 7680, 3)]
)  # fmt: skip
def test_a_black_picture_of_any_shape_holds_no_plate(shape: tuple[int, ...]) -> None:
    eyes = engine()
    assert list(eyes.read(np.zeros(shape, np.uint8))) == []
    assert list(eyes.read(np.zeros(shape, np.uint8), near=True)) == []


def test_two_threads_get_each_the_plates_of_their_own_picture() -> None:
    eyes = engine()
    small, large = scene(BLUE, 360, 640), scene(GREEN, 720, 1280)
    alone = [eyes.read(picture) for picture in (small, large)]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(eyes.read, [small, large] * 20))
    assert together == alone * 20


def test_a_process_has_one_instance(tmp_path: Path) -> None:
    folder = lay(standing_in([], [], ORDINARY, BATTERY), tmp_path)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: hyperlpr3(FORMS, folder), range(2))
    assert one is other
    hyperlpr._opened.cache_clear()


def test_it_opens_without_a_home_or_with_one_that_cannot_be_written_and_fetches_nothing(
    tmp_path: Path,
) -> None:
    """In a process of its own, for what is imported stays imported."""
    models = standing_in([find(60, 100, 260, 160)], [find(*PLACE)], ORDINARY, BATTERY)
    lay(models, tmp_path)
    code = (
        "import socket, sys, numpy\n"
        "def refuse(*_, **__): raise AssertionError('it went to the network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from devices.eyes import hyperlpr3\n"
        "from gate.plates import FORMS\n"
        "eyes = hyperlpr3(FORMS, Path(sys.argv[1]))\n"
        "print(eyes.read(numpy.full((360, 640, 3), (200, 40, 20), numpy.uint8))[0].text)\n"
        "print(sorted({'requests', 'fastapi', 'hyperlpr3.config'} & sys.modules.keys()))\n"
    )
    homeless = {name: value for name, value in os.environ.items() if name != "HOME"}
    for home in ({}, {"HOME": "/dev/null"}):
        answer = subprocess.run(
            [sys.executable, "-W", "error", "-c", code, str(tmp_path)],
            cwd=ROOT,
            env={**homeless, **home, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert answer.stdout.split("\n") == ["冀B12345", "[]", ""], answer.stderr


def test_a_missing_file_is_a_sentence_and_nothing_is_imported(tmp_path: Path) -> None:
    lay(standing_in([], [], ORDINARY, BATTERY), tmp_path)
    (tmp_path / READER).unlink()
    with pytest.raises(DeviceError, match=f"{READER} cannot be read.*install-hyperlpr3") as caught:
        hyperlpr3(FORMS, tmp_path)
    assert caught.value.permanent


@pytest.mark.parametrize("altered", [NEAR, READER])
def test_an_altered_file_is_refused(tmp_path: Path, altered: str) -> None:
    lay(standing_in([], [], ORDINARY, BATTERY), tmp_path)
    changed = bytearray((tmp_path / altered).read_bytes())
    changed[-9] ^= 1
    (tmp_path / altered).write_bytes(changed)
    with pytest.raises(DeviceError, match=f"{altered} is not the file that was installed"):
        contents(tmp_path)


def test_files_that_nobody_installed_must_be_the_published_ones(tmp_path: Path) -> None:
    lay(standing_in([], [], ORDINARY, BATTERY), tmp_path, recorded=False)
    with pytest.raises(DeviceError, match="SHA-256 differs"):
        contents(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"y5fu_320x_sim.onnx": {"size": 1}}', "\xff"])
def test_a_record_that_says_nothing_is_a_sentence(tmp_path: Path, text: str) -> None:
    lay(standing_in([], [], ORDINARY, BATTERY), tmp_path)
    (tmp_path / RECORD).write_bytes(text.encode("latin-1"))
    with pytest.raises(DeviceError, match=r"record .* cannot be used"):
        contents(tmp_path)


def test_a_model_under_another_name_is_told_from_it() -> None:
    models = standing_in([], [], ORDINARY, BATTERY)
    with pytest.raises(DeviceError, match=f"{WHOLE} is another model"):
        put_together({**models, WHOLE: detector(NEAR)}, threads=1)
    with pytest.raises(DeviceError, match=f"{READER} is another model"):
        put_together({**models, READER: ground()}, threads=1)
    with pytest.raises(DeviceError, match=f"{READER} is not a model"):
        put_together({**models, READER: b"<html>404</html>"}, threads=1)
