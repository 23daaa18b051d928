"""The first admin of a house that has no account: by a link that only whoever runs the machine can read."""

import hmac
from pathlib import Path

from gate.models import User
from portal.kept_secrets import kept_in

NAME = "setup.key"


def is_due() -> bool:
    """Whether there is nobody yet."""
    return not User.select().exists()


def link(folder: Path, host: str, port: int) -> str:
    """The address that makes the first admin; the same at every start until it is used."""
    # Whoever listens everywhere is reached from the machine itself, where this is read.
    here = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    return f"http://{here}:{port}/setup/{kept_in(folder, NAME)}"


def opens(folder: Path, token: str) -> bool:
    """Whether this is the token of a house that waits for its first admin."""
    path = folder / NAME
    if not path.exists() or not is_due():
        return False
    return hmac.compare_digest(path.read_text().encode(), token.encode())


def done(folder: Path) -> None:
    """There is an account: the link opens nothing any more."""
    (folder / NAME).unlink(missing_ok=True)
