"""`flask eyes …`, and what `doctor` says of the eyes."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import Result
from flask import Flask

from devices.eyes import hyperlpr
from devices.eyes.hyperlpr_files import NEAR, READER, RECORD
from devices.interfaces import PlateColour
from portal import eyes_commands
from portal.doctor import _about_eyes
from settings import Settings
from tests.devices.drawn_views import hang, plate, wall
from tests.devices.hyperlpr_models import find, lay, softmax, standing_in

FINDS = [find(200, 200, 440, 260)]
MODELS = standing_in(FINDS, FINDS, softmax("冀B12345"), softmax("冀AD12345"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a house without a database: none is needed to look at pictures."""
    monkeypatch.chdir(tmp_path)
    hyperlpr._opened.cache_clear()
    return Settings(_env_file=None, data_dir=tmp_path / "var", eyes="hyperlpr3")


def flask(settings: Settings, *arguments: str) -> Result:
    app = Flask(__name__)
    eyes_commands.init_app(app, settings)
    result = app.test_cli_runner().invoke(args=["eyes", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_models_are_installed_and_doctor_is_content(settings: Settings, tmp_path: Path) -> None:
    (told,) = _about_eyes(settings)
    assert "Plates are read by the built-in engine" in told
    assert NEAR in told
    given = lay(MODELS, tmp_path / "given" / "onnx", recorded=False).parent
    refused = flask(settings, "install-hyperlpr3", str(given))
    assert refused.exit_code == 1
    assert "not the file that was published" in refused.output
    assert not settings.hyperlpr3_folder.exists()
    done = flask(settings, "install-hyperlpr3", "--others", str(given))
    assert done.exit_code == 0, done.output
    assert f"{len(MODELS[READER]):,} bytes" in done.output
    assert "another than the published" in done.output
    assert (settings.data_dir / "hyperlpr3" / RECORD).exists()
    assert list(_about_eyes(settings)) == []


def test_both_engines_read_a_folder_of_pictures(settings: Settings, tmp_path: Path) -> None:
    pictures = tmp_path / "照片"
    pictures.mkdir()
    drawn = hang(wall(), plate("冀B12345", PlateColour.BLUE), left=700, top=500, width=340)
    for name, image in (("a.jpg", drawn), ("b.png", np.zeros((360, 640, 3), np.uint8))):
        (pictures / name).write_bytes(cv2.imencode(Path(name).suffix, image)[1].tobytes())
    (pictures / "c.jpg").write_bytes(b"no picture")
    (pictures / "d.jpg").write_bytes(b"")
    alone = flask(settings, "compare", str(pictures))
    assert alone.exit_code == 1
    assert "hyperlpr3 did not read: hyperlpr3's model" in alone.output
    lay(MODELS, settings.hyperlpr3_folder)
    told = flask(settings, "compare", str(pictures))
    assert told.exit_code == 0, told.output
    first, _ = told.output.split("b.png")
    assert "builtin" in first
    assert "冀B12345 blue" in first
    assert "hyperlpr3" in first
    assert told.output.count("no plate") == 2
    assert told.output.count("not a picture") == 2
    assert "builtin: plates in 1 of 2 pictures" in told.output
    assert "hyperlpr3: plates in 1 of 2 pictures" in told.output
    assert "the same plates in " in told.output
