"""Every photograph bears time, gate, barrier, direction, plate and serial number, read back by other eyes (R-012)."""

import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from devices.interfaces import Image, PlateReading
from gate import clock, evidence, ledger, photographs
from gate.photographs import BETWEEN, Photos
from settings import ROOT
from tests.looks import look

AT = clock.parse("2026-11-26T08:15:30.125+08:00")
SERIAL = ledger.serial_number("130200000112345678", "A", "001", AT)
CAPTION = BETWEEN.join(("2026-11-26 08:15:30.125", "出入口A 道闸001", "进厂", "冀B7K268", SERIAL))
FONT = ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"


@pytest.fixture(scope="module")
def reader() -> Any:
    """A general reader of Chinese texts that knows nothing of how we write them."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def taken(root: Path, reading: PlateReading) -> Photos:
    grey: Image = np.full((1080, 1920, 3), 120, np.uint8)
    return photographs.take(grey, reading, CAPTION, root=root, font=FONT)


def text_on(reader: Any, root: Path, fingerprint: str) -> str:
    """What stands at the top of a photograph; a wide one is read piece by piece, as the reader likes it."""
    image = cv2.imread(str(evidence.path_of(root, fingerprint)))
    assert image is not None
    pieces = [image[:70, left : left + 1000] for left in range(0, image.shape[1] - 300, 450)]
    return "".join(_read(reader, piece) for piece in pieces)


def _read(reader: Any, piece: Any) -> str:
    framed = cv2.copyMakeBorder(piece, 250, 250, 50, 50, cv2.BORDER_CONSTANT, value=(40, 40, 40))
    return re.sub(r"\s", "", "".join(reader(framed).txts or ()))


def test_all_of_it_can_be_read_on_each(reader: Any, tmp_path: Path) -> None:
    photos = taken(tmp_path, look("冀B7K268", left=820.0, width=160))
    for fingerprint in (photos.front, photos.body, photos.plate):
        text = text_on(reader, tmp_path, fingerprint)
        for part in ("2026-11-26", "08:15:30.125", "7K268", SERIAL[-17:], "001"):
            assert part in text, text
        assert "道闸" in text


def test_a_caption_is_broken_between_its_parts_and_loses_nothing() -> None:
    face = photographs._face(str(FONT), 20)
    for width in (200, 300, 600, 3000):
        lines = list(photographs._lines(CAPTION, face, width))
        assert all(face.getlength(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == CAPTION.replace(" ", "")
    assert list(photographs._lines(CAPTION, face, 3000)) == [CAPTION]
