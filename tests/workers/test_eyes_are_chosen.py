"""Lanes read with the engine that the settings name; one that cannot be used leaves no lane blind."""

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from bench import plates
from devices.eyes.engine import Engine
from devices.eyes.hyperlpr import HyperLpr
from devices.eyes.hyperlpr_files import WHOLE
from settings import Settings
from tests.devices.hyperlpr_models import find, lay, softmax, standing_in
from workers import rig

FINDS = [find(200, 280, 440, 340)]
MODELS = standing_in(FINDS, FINDS, softmax("冀B12345"), softmax("冀AD12345"))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return lay(MODELS, tmp_path / "models")


@pytest.mark.parametrize(
    ("eyes", "engine"), [("auto", Engine), ("builtin", Engine), ("hyperlpr3", HyperLpr)]
)
def test_a_lane_reads_with_the_chosen_engine(eyes: str, engine: type, models: Path) -> None:
    chosen = Settings(_env_file=None, eyes=eyes, hyperlpr3_dir=str(models))
    assert isinstance(rig.open_eyes(chosen), engine)


def test_a_lane_goes_on_with_the_built_in_eyes_and_the_log_says_so(models: Path) -> None:
    (models / WHOLE).unlink()
    chosen = Settings(_env_file=None, eyes="hyperlpr3", hyperlpr3_dir=str(models))
    with capture_logs() as logs:
        assert isinstance(rig.open_eyes(chosen), Engine)
    (told,) = logs
    assert (told["event"], told["log_level"]) == ("eyes_unusable", "error")
    assert WHOLE in told["problem"]


def test_the_bench_measures_the_chosen_engine(
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    labels = tmp_path / "labels.csv"
    rows = [["file", "set", "plates", "colours"]]
    for name, of, shape in (
        ("gate.png", "gate", (360, 640, 3)),
        ("cut.png", "crop", (140, 440, 3)),
    ):
        cv2.imwrite(str(tmp_path / name), np.full(shape, (200, 40, 20), np.uint8))
        rows.append([name, of, "冀B12345", "blue"])
    with labels.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    asked = ["--labels", str(labels), "--engine", "hyperlpr3", "--models", str(models), "--json"]
    monkeypatch.setattr("sys.argv", ["bench.plates", *asked])
    plates.main()
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["engine"] == "hyperlpr3"
    assert [told["sets"][of]["exact"] for of in ("gate", "crop")] == [1, 1]
