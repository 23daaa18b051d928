"""The parts of a packed workbook, looked at before any library opens them: bombs, macros, entities."""

import io
import zipfile
import zlib
from xml.parsers import expat

from gate.sheets.problem import FileProblem

MOST_UNPACKED = 200 * 1024 * 1024
"""A workbook of 200,000 rows unpacks to half of it; beyond it is made to fill a memory."""
MOST_PARTS = 2000
PIECE = 64 * 1024
MACROS = "vbaproject.bin"


class _RootReached(Exception):
    """The first element of a part: a definition of entities would have stood before it."""


def look_at(content: bytes) -> None:
    """Raises FileProblem for a file that is no honest workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_bombs(packed)
            _refuse_macros(packed)
            for part in packed.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _refuse_entities(packed, part)
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, ValueError, OSError, EOFError,
        NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip  # encrypted, or packed in a way nobody uses
        raise FileProblem("file_not_a_table") from error


def _refuse_bombs(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileProblem("file_too_large")


def _refuse_macros(packed: zipfile.ZipFile) -> None:
    if any(name.lower().endswith(MACROS) for name in packed.namelist()):
        raise FileProblem("file_with_macros")


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No program writes a document type into a workbook: it is there to have files read or memory filled."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _reached
    with packed.open(part) as file:
        try:
            while piece := file.read(PIECE):
                parser.Parse(piece, False)
        except _RootReached:
            return


def _refuse(*_: object) -> None:
    raise FileProblem("file_with_entities")


def _reached(*_: object) -> None:
    raise _RootReached
