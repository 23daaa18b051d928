"""The model files of hyperlpr3 in a folder of ours: which they are, and whether they still are what was put there."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from devices.interfaces import DeviceError

RELEASE = "20230229"
"""The only release of the models that hyperlpr3 0.1.3 opens."""
NEAR, WHOLE = "y5fu_320x_sim.onnx", "y5fu_640x_sim.onnx"
READER, GROUND = "rpv3_mdict_160_r3.onnx", "litemodel_cls_96x_r1.onnx"
RECORD = "models.json"
"""Beside the models: what was installed."""
LARGEST = 64 * 1024**2
HOW = "flask --app wsgi eyes install-hyperlpr3 FOLDER_OR_ZIP"


@dataclass(frozen=True, slots=True)
class Known:
    """What a file must be, to the byte."""

    size: int
    sha256: str


def known(contents: bytes) -> Known:
    return Known(len(contents), hashlib.sha256(contents).hexdigest())


PUBLISHED: Mapping[str, Known] = {
    NEAR: Known(2_343_161, "2a985dc63a5cc947ec36d18503d6fc0fd54525b9dba17f2fe29a71e86b44456d"),
    WHOLE: Known(3_930_791, "0306de937471b87f56eb3f5620815e7e7058f8ab7428e0734fc64627cc4d716c"),
    READER: Known(10_258_843, "8fb08b5db2adeccf43b05006bbbf409e4659d08d72e46a62631c00ff751eaeb3"),
    GROUND: Known(1_604_473, "fe123688d3bf08b9ef029fcd57f3ac4644ac2e5ef8b9e7a676aacd5fad152142"),
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every model file, whole and unaltered; raises DeviceError with a sentence that names the one which is not."""
    expected = _recorded(folder)
    return {name: _checked(folder / name, expected[name]) for name in PUBLISHED}


def record(installed: Mapping[str, bytes]) -> str:
    """What RECORD says of these files."""
    told = {name: asdict(known(content)) for name, content in installed.items()}
    return json.dumps(told, indent=2) + "\n"


def read_at_most(path: Path, size: int) -> bytes:
    """The file, or its beginning, which betrays by one byte more that it is too long."""
    with path.open("rb") as file:
        return file.read(size + 1)


def _recorded(folder: Path) -> Mapping[str, Known]:
    """What was installed; of a folder that somebody filled by hand, what was published."""
    path = folder / RECORD
    try:
        told = json.loads(read_at_most(path, 10_000))
        return {name: Known(**told[name]) for name in PUBLISHED}
    except FileNotFoundError:
        return PUBLISHED
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DeviceError(
            f"hyperlpr3's record {path} cannot be used ({error}): {HOW} writes it anew",
            permanent=True,
        ) from None


def _checked(path: Path, expected: Known) -> bytes:
    try:
        found = read_at_most(path, expected.size)
    except OSError as error:
        raise DeviceError(
            f"hyperlpr3's model {path.name} cannot be read in {path.parent}: {error.strerror}; "
            f"{HOW} puts it there",
            permanent=True,
        ) from None
    if known(found) != expected:
        raise DeviceError(
            f"hyperlpr3's model {path} is not the file that was installed: its size or SHA-256 "
            f"differs; {HOW} puts it right",
            permanent=True,
        )
    return found
