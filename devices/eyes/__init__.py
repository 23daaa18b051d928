"""Eyes: plates read from pictures, on the processor, without a network."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from devices.interfaces import PlateForm

if TYPE_CHECKING:
    from devices.eyes.engine import Engine
    from devices.eyes.hyperlpr import HyperLpr
    from devices.eyes.papers import PaperEyes


def builtin(
    forms: Sequence[PlateForm], *, threads: int = 1, models: Path | None = None
) -> "Engine":
    """A Recognizer for plates of these forms; raises DeviceError when a model is missing or altered.

    `models` is a folder to take the model files from in place of the installed package's.
    """
    import cv2

    from devices.eyes.candidate import CandidateReader
    from devices.eyes.engine import SIDE, Engine
    from devices.eyes.finder import Finder
    from devices.eyes.grammar import Grammar
    from devices.eyes.models import DETECTOR, PLATE_FINDER, PLATE_READER, open_model
    from devices.eyes.plate_finder import PlateFinder
    from devices.eyes.reader import Reader

    # One lane, one thread: several lanes share the processor, and cv2 would take all of it for each.
    cv2.setNumThreads(threads)
    reader = Reader(open_model(PLATE_READER, threads=threads, folder=models))
    finder = Finder(open_model(DETECTOR, threads=threads, folder=models), largest=SIDE)
    plates = PlateFinder(open_model(PLATE_FINDER, threads=threads, folder=models))
    return Engine(plates, finder, CandidateReader(reader, Grammar(forms, reader.columns)))


def hyperlpr3(forms: Sequence[PlateForm], models: Path, *, threads: int = 1) -> "HyperLpr":
    """The same by the package hyperlpr3: the one instance of this process, whose readers wait for one another.

    `models` is the folder that `provisioning.install` has filled; nothing is ever fetched.
    Raises DeviceError when a model or the package is missing or altered.
    """
    from devices.eyes.hyperlpr import opened

    return opened(forms, models, threads=threads)


def by_name(name: str, forms: Sequence[PlateForm], models: Path) -> "Engine | HyperLpr":
    """The engine that the setting `eyes` names: builtin, hyperlpr3 with its `models`, or auto, the better one.

    Better is what reads more labelled photographs right (docs/eyes.md): the built-in one until another was seen to.
    """
    return hyperlpr3(forms, models) if name == "hyperlpr3" else builtin(forms)


def for_papers(*, threads: int = 1, models: Path | None = None) -> "PaperEyes":
    """A PaperReader; raises DeviceError when a model is missing or altered."""
    import cv2

    from devices.eyes.finder import Finder
    from devices.eyes.models import DETECTOR, RECOGNISER, open_model
    from devices.eyes.papers import WIDEST, PaperEyes
    from devices.eyes.reader import Reader

    cv2.setNumThreads(threads)
    finder = Finder(open_model(DETECTOR, threads=threads, folder=models))
    return PaperEyes(finder, Reader(open_model(RECOGNISER, threads=threads, folder=models), WIDEST))
