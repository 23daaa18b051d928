"""Short runs of the trainings, from dice to files that the finder and the reader open."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from devices.eyes.models import PLATE_READER, ModelFile, network, open_model
from devices.eyes.plate_finder import MOST, PlateFinder
from devices.eyes.reader import Reader
from settings import ROOT
from tests.devices.drawn_views import wall

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("torch") is None or importlib.util.find_spec("onnx") is None,
        reason="training needs what training/requirements.txt names, which the product does not",
    ),
]


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_short_run_ends_in_a_finder(tmp_path: Path) -> None:
    told = run("training.train", "--out", str(tmp_path), "--steps", "9", "--stock", "0.03")
    assert '"step": 9' in told
    out = tmp_path / "plate_finder.onnx"
    digest = run("training.export", "--weights", str(tmp_path / "finder.pt"), "--out", str(out))
    assert out.stat().st_size < 2_000_000
    model = ModelFile(out.name, digest.split()[0])
    finder = PlateFinder(open_model(model, threads=1, folder=tmp_path))
    for picture in (wall(), np.zeros((90, 160, 3), np.uint8)):
        assert len(finder.find(picture)) <= MOST


def test_a_short_lesson_ends_in_a_reader(tmp_path: Path) -> None:
    arguments = ("--out", str(tmp_path), "--steps", "2", "--stock", "0.03", "--batch", "4")
    assert '"step": 2' in run("training.teach", *arguments)
    shipped = Reader(open_model(PLATE_READER, threads=1))
    for file in ("plate_reader.onnx", "learned.onnx"):
        reader = Reader(network(tmp_path / file, threads=1))
        assert reader.columns == shipped.columns
        likeness = reader.read(wall()[:48, :200]) - shipped.read(wall()[:48, :200])
        assert np.abs(likeness).max() < 0.5
