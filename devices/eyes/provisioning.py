"""Putting the models of hyperlpr3 into their folder, out of a folder or a ZIP archive, each looked at before."""

import os
import stat
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from devices.eyes.hyperlpr_files import (
    LARGEST,
    PUBLISHED,
    RECORD,
    RELEASE,
    Known,
    known,
    read_at_most,
    record,
)
from devices.eyes.hyperlpr_parts import check
from devices.interfaces import DeviceError

PLACES = ("", "onnx", f"{RELEASE}/onnx", f".hyperlpr3/{RELEASE}/onnx")
"""Where in a given folder the models are looked for: their own, or those above it as the package lays them out."""
MOST_ENTRIES = 1000
LARGEST_ARCHIVE = 4 * LARGEST


def install(source: Path, folder: Path, *, others: bool = False) -> dict[str, Known]:
    """Name → what was installed of the four models. Nothing is touched before all of them are found to be right.

    `others`: take models that are not those of the published release, if they are of the same kind.
    Raises DeviceError with a sentence: nothing there, not the published file, no model, an archive that is a trap.
    """
    found = _from_archive(source) if source.is_file() else _from_folder(source)
    if not others:
        _as_published(found)
    check(found)
    try:
        _put(found, folder)
    except OSError as error:
        raise DeviceError(f"{folder} cannot be written: {error.strerror}", permanent=True) from None
    return {name: known(content) for name, content in found.items()}


def _as_published(found: Mapping[str, bytes]) -> None:
    for name, content in found.items():
        if known(content) != PUBLISHED[name]:
            raise _refused(
                f"{name} is not the file that was published as {RELEASE}: its size or SHA-256 differs "
                "(--others takes it all the same)"
            )


def _from_folder(source: Path) -> dict[str, bytes]:
    folders = [source / place for place in PLACES]
    here = next((folder for folder in folders if (folder / next(iter(PUBLISHED))).is_file()), None)
    if here is None:
        raise _refused(
            f"{next(iter(PUBLISHED))} is neither in {source} nor where hyperlpr3 keeps it"
        )
    found = {}
    for name in PUBLISHED:
        try:
            found[name] = read_at_most(here / name, LARGEST)
        except OSError as error:
            raise _refused(f"{name} cannot be read in {here}: {error.strerror}") from None
        _not_too_large(name, len(found[name]))
    return found


def _from_archive(source: Path) -> dict[str, bytes]:
    if source.stat().st_size > LARGEST_ARCHIVE:
        raise _refused(f"{source} is larger than such an archive can be")
    try:
        with ZipFile(source) as archive:
            chosen = _chosen(archive.infolist())
            return {name: _unpacked(archive, name, entry) for name, entry in chosen.items()}
    except (BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as error:
        # RuntimeError: it has a password, or is packed in a way that nobody unpacks.
        raise _refused(f"{source} cannot be unpacked: {error}") from None


def _chosen(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    """The entry of each model. Nothing is written under a name of the archive, yet one that lies is not trusted."""
    if len(entries) > MOST_ENTRIES:
        raise _refused(f"the archive has {len(entries):,} entries")
    chosen: dict[str, ZipInfo] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise _refused(f"the archive would write outside its folder: {entry.filename}")
        if path.name not in PUBLISHED:
            continue
        if path.name in chosen or stat.S_ISLNK(entry.external_attr >> 16):
            raise _refused(f"the archive has {path.name} twice, or as a link")
        chosen[path.name] = entry
    for name in PUBLISHED:
        if name not in chosen:
            raise _refused(f"{name} is not in the archive")
    return {name: chosen[name] for name in PUBLISHED}


def _unpacked(archive: ZipFile, name: str, entry: ZipInfo) -> bytes:
    _not_too_large(name, entry.file_size)
    with archive.open(entry) as file:
        content = file.read(LARGEST + 1)
    _not_too_large(name, len(content))
    return content


def _not_too_large(name: str, size: int) -> None:
    if size > LARGEST:
        raise _refused(f"{name} is larger than {LARGEST // 1024**2} MiB")


def _put(found: Mapping[str, bytes], folder: Path) -> None:
    """Each file whole or not at all; the record last, so that half an installation is told as one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in [*found.items(), (RECORD, record(found).encode())]:
        new = folder / f"{name}.new"
        with new.open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        new.replace(folder / name)


def _refused(message: str) -> DeviceError:
    return DeviceError(message, permanent=True)
