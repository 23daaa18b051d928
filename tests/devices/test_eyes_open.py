"""The eyes open without a network and without a home, and say in a sentence what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devices.eyes import builtin
from devices.eyes.models import DETECTOR, PLATE_FINDER, PLATE_READER, ModelFile
from devices.interfaces import DeviceError
from gate.plates import FORMS


def test_a_missing_model_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=PLATE_READER.name) as caught:
        builtin(FORMS, models=tmp_path)
    assert caught.value.permanent


@pytest.mark.parametrize("changed", [DETECTOR, PLATE_FINDER], ids=lambda model: model.name)
def test_a_changed_model_is_refused(tmp_path: Path, changed: ModelFile) -> None:
    for model in (DETECTOR, PLATE_READER, PLATE_FINDER):
        shutil.copy(model.folder / model.name, tmp_path)
    with (tmp_path / changed.name).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(DeviceError, match="SHA-256.*" + changed.remedy):
        builtin(FORMS, models=tmp_path)


def test_our_own_network_is_small() -> None:
    assert (PLATE_FINDER.folder / PLATE_FINDER.name).stat().st_size < 2_000_000


def test_importing_the_eyes_loads_no_heavy_library() -> None:
    heavy = {"cv2", "onnxruntime", "rapidocr"}
    code = f"import sys, devices.eyes, devices.eyes.motion; print({heavy} & sys.modules.keys())"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert answer.stdout.strip() == "set()"


def test_the_eyes_open_without_a_home_and_without_the_package_that_carries_the_models() -> None:
    code = (
        "import sys, numpy; from devices.eyes import builtin; from gate.plates import FORMS\n"
        "print(len(builtin(FORMS).read(numpy.zeros((360, 640, 3), numpy.uint8))))\n"
        "print('rapidocr' in sys.modules)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    answer = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert answer.stdout.split() == ["0", "False"]
