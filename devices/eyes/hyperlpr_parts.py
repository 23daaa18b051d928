"""The parts of the package hyperlpr3, put together without its front door and on sessions of our own.

Importing the package as it stands fetches models over plain HTTP, writes into HOME and fails where there is none; the
sessions it opens take every core. Its detector, reader and judge of colours need none of that.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.eyes.hyperlpr_files import GROUND, NEAR, READER, WHOLE
from devices.eyes.models import network
from devices.interfaces import DeviceError, Image

PACKAGE = "hyperlpr3"
TAKES = {NEAR: (3, 320, 320), WHOLE: (3, 640, 640), READER: (3, 48, 160), GROUND: (3, 96, 96)}
"""Channels × height × width that each model is given, one picture at a time."""
GIVES = {NEAR: (3, 15), WHOLE: (3, 15), READER: (3, None), GROUND: (2, 3)}
"""Dimensions of its answer, and the last of them."""

Floats = npt.NDArray[np.float32]


class LineReader:
    """The package's reader of lines, which tells of every character how sure it is, where the package tells a mean."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.characters: list[float] = []
        """Of all lines since somebody emptied it."""

    def __call__(self, line: Image) -> tuple[str, float]:
        softmax = self._reader._run_session(self._reader._preprocess(line))[0]
        # A column for which the package has no character would end in its IndexError.
        softmax = np.asarray(softmax[:, :, : len(self._reader.character_list)], np.float32)
        best, sure = softmax[0].argmax(axis=1), softmax[0].max(axis=1)
        written = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
        if not written.any():
            return "", 0.0  # its own mean of nothing is a warning on the console
        self.characters += [float(s) for s in sure[written]]
        text, mean = self._reader._postprocess([softmax])
        return text, float(mean)


@dataclass(frozen=True, slots=True)
class Parts:
    """Two detectors: picture → rows of box, score, corners, lines. `pipeline`: a detector → what reads a picture."""

    near: Any
    whole: Any
    reader: LineReader
    pipeline: Any


def put_together(contents: Mapping[str, bytes], *, threads: int) -> Parts:
    """Raises DeviceError when the package is missing or a file is not the model that its name says."""
    ours = {name: _opened(name, contents[name], threads) for name in TAKES}
    _import_without_front_door()
    detect = import_module("hyperlpr3.inference.multitask_detect").MultiTaskDetectorORT
    read = import_module("hyperlpr3.inference.recognition").PPRCNNRecognitionORT
    judge = import_module("hyperlpr3.inference.classification").ClassificationORT
    pipeline = import_module("hyperlpr3.inference.pipeline").LPRMultiTaskPipeline
    near = detect(contents[NEAR], input_size=TAKES[NEAR][1:])
    whole = detect(contents[WHOLE], input_size=TAKES[WHOLE][1:])
    reader, ground = read(contents[READER], input_size=TAKES[READER][1:]), judge(contents[GROUND])
    for part, name in ((near, NEAR), (whole, WHOLE), (reader, READER), (ground, GROUND)):
        part.session = ours[name]
    lines = LineReader(reader)
    return Parts(
        near, whole, lines, lambda detector: pipeline(detector, recognizer=lines, classifier=ground)
    )


def check(contents: Mapping[str, bytes]) -> None:
    """Raises DeviceError when a file is not the model that its name says."""
    for name in TAKES:
        _opened(name, contents[name], 1)


def _import_without_front_door() -> None:
    """Make the package importable part by part, its own `__init__` left out."""
    if PACKAGE in sys.modules:
        return
    spec = PathFinder.find_spec(PACKAGE)
    if spec is None:
        raise DeviceError(f"the package {PACKAGE} is not installed", permanent=True)
    sys.modules[PACKAGE] = module_from_spec(spec)


def _opened(name: str, content: bytes, threads: int) -> Any:
    try:
        opened = network(content, threads=threads)
    except Exception as error:  # onnxruntime's have no class in common
        told = str(error).splitlines()[0]
        raise DeviceError(f"hyperlpr3's {name} is not a model: {told}", permanent=True) from None
    given, answer = opened.get_inputs()[0].shape, opened.get_outputs()[0].shape
    dimensions, last = GIVES[name]
    right = tuple(given[1:]) == TAKES[name] and len(answer) == dimensions
    # A length that is only known when the network runs is a word here.
    if not right or (last is not None and isinstance(answer[-1], int) and answer[-1] != last):
        raise DeviceError(
            f"hyperlpr3's {name} is another model: it takes {given} and gives {answer}",
            permanent=True,
        )
    return opened
