"""The plant's own key: made once, kept in the data folder, readable by nobody else."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

NAME = "checkpoint.key"


class KeyUnusable(Exception):
    """The key cannot be read or made; the message is a sentence for a person."""


def load(folder: Path) -> Ed25519PrivateKey:
    """The key of this installation, made the first time; raises KeyUnusable, and never makes a second one."""
    path = folder / NAME
    try:
        if not path.exists():
            _make(path)
        path.chmod(0o600)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyUnusable(f"The signing key {path} cannot be used: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"The signing key {path} is damaged: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"The signing key {path} is not an Ed25519 key.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    partial = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # A link, not a rename: of two processes that make one at once, the first one's stands.
    with suppress(FileExistsError):
        path.hardlink_to(partial)
    partial.unlink()
