"""Photographs kept under the fingerprint of their bytes: what a row names can be proved to be what was kept."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

PHOTOGRAPH = ".jpg"


class EvidenceError(Exception):
    """A photograph could not be kept; the message says why."""


def path_of(root: Path, fingerprint: str, suffix: str = PHOTOGRAPH) -> Path:
    """Where what has this SHA-256 (hex) lies, whether or not it is there."""
    return root / fingerprint[:2] / fingerprint[2:4] / f"{fingerprint}{suffix}"


def is_fingerprint(text: str) -> bool:
    return len(text) == 64 and all(char in "0123456789abcdef" for char in text)


def keep(root: Path, content: bytes, suffix: str = PHOTOGRAPH) -> str:
    """Write a photograph or a file for good and return its fingerprint; raises EvidenceError, a full disk included."""
    fingerprint = hashlib.sha256(content).hexdigest()
    final = path_of(root, fingerprint, suffix)
    partial = final.with_suffix(f".{os.getpid()}.part")
    try:
        if final.exists():
            return fingerprint
        final.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise EvidenceError(error.strerror or str(error)) from error
    return fingerprint
