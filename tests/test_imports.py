"""The web process stays light: what reads pictures and talks to devices is never loaded by it."""

import subprocess
import sys

import pytest

from devices import DRIVERS
from settings import ROOT

HEAVY = ("av", "cv2", "onnxruntime", "onvif", "zeep", "rapidocr")

SCRIPT = """
import sys
{code}
loaded = [name for name in {heavy!r} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else 0)
"""


def _is_light(code: str) -> None:
    script = SCRIPT.format(code=code, heavy=HEAVY)
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr


def test_the_portal_loads_nothing_heavy() -> None:
    _is_light(
        "import pkgutil, importlib, portal\n"
        "for module in pkgutil.iter_modules(portal.__path__, 'portal.'):\n"
        "    importlib.import_module(module.name)"
    )


@pytest.mark.parametrize("driver", DRIVERS)
def test_drawing_the_form_of_a_driver_loads_nothing_heavy(driver: str) -> None:
    _is_light(f"import devices; devices.config_model({driver!r})")
