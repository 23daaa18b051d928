"""Secrets that the house makes by itself and keeps in the data folder, for its own user alone."""

import os
import secrets
from pathlib import Path


def kept_in(folder: Path, name: str) -> str:
    """The secret of this name, made at first use; two processes starting at once agree on one."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # the other process was first, and its secret is the one
        finally:
            fresh.unlink()
    return path.read_text()
