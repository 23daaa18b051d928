"""The network files the eyes use: our own and an installed package's, checked before they are opened."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from devices.interfaces import DeviceError

PACKAGE = "rapidocr"


FIRST_PIECE, FURTHER_PIECE = 8 * 1024 * 1024, 33 * 1024 * 1024
"""Of the arena. The first holds what the finder of plates and the reader take, and stays. Searches for words take a
further one or two, larger than any that glibc keeps on its heap: they go back to the system after each run."""
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file with the only contents we have measured, out of PACKAGE or `own`."""

    name: str
    sha256: str
    own: bool = False

    @property
    def folder(self) -> Path:
        """Where it is as a rule; raises DeviceError when the package is not installed."""
        return WEIGHTS if self.own else default_folder()

    @property
    def remedy(self) -> str:
        return "restore it from the release" if self.own else f"reinstall the package {PACKAGE}"


DETECTOR = ModelFile(
    "ch_PP-OCRv4_det_mobile.onnx",
    "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
)
RECOGNISER = ModelFile(
    "ch_PP-OCRv4_rec_mobile.onnx",
    "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
)
PLATE_FINDER = ModelFile(
    "plate_finder.onnx",
    "b6ef6e211976dc8569b6756cd793231247ac92e7ce3e724006b8c7c89fd7ae05",
    own=True,
)


PLATE_READER = ModelFile(
    "plate_reader.onnx",
    "dfd2779e15fc85f5893a5fc7af5eaeb13d52b348b2e2599ae89eb81853213a52",
    own=True,
)
"""RECOGNISER, which reads any text, having seen drawn plates (training/teach.py)."""


def default_folder() -> Path:
    """Where the package keeps its models, without importing the package: its import costs a second and 200 MB."""
    spec = PathFinder.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise DeviceError(
            f"the plate models are missing: the package {PACKAGE} is not installed", permanent=True
        )
    return Path(next(iter(spec.submodule_search_locations))) / "models"


class Network:
    """An onnxruntime session that gives back after each run what it took beyond the first piece of the arena."""

    def __init__(self, session: Any, run_options: Any) -> None:
        self._session = session
        self._run_options = run_options
        run_options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, names: Sequence[str] | None, feeds: Mapping[str, Any]) -> Any:
        return self._session.run(names, feeds, self._run_options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def open_model(model: ModelFile, *, threads: int, folder: Path | None = None) -> Network:
    """The network of a checked file; raises DeviceError with a sentence otherwise."""
    return network(_checked(model, folder or model.folder), threads=threads)


def network(contents: bytes | Path, *, threads: int) -> Network:
    """The network of a file, as a lane wants it. By its path it takes less memory: a session keeps what it is given."""
    # A plant PC may have no HOME and no way out; neither is needed, and telemetry is off by this switch.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    _share_an_arena()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
    return Network(session, onnxruntime.RunOptions())


@cache
def _share_an_arena() -> None:
    """One for all networks of this process, since one runs at a time.

    Without it, or with small pieces, a look at 960 pixels leaves 100 MB scattered over a heap that never shrinks again;
    with a first piece for it, 60 MB stay for what is rarely done.
    """
    import onnxruntime as ort

    kind, of = ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, ort.OrtMemType.DEFAULT
    pieces = ort.OrtArenaCfg(
        {
            "initial_chunk_size_bytes": FIRST_PIECE,
            "initial_growth_chunk_size_bytes": FURTHER_PIECE,
        }
    )
    ort.create_and_register_allocator(ort.OrtMemoryInfo("Cpu", kind, 0, of), pieces)


def _checked(model: ModelFile, folder: Path) -> Path:
    path = folder / model.name
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise DeviceError(
            f"the plate model {model.name} cannot be read in {folder}: {error.strerror}",
            permanent=True,
        ) from None
    if hashlib.sha256(contents).hexdigest() != model.sha256:
        raise DeviceError(
            f"the plate model {path} is not the file that was measured: its SHA-256 differs; "
            f"{model.remedy}",
            permanent=True,
        )
    return path
