"""What the house asks of its evidence store, whichever it is."""

from pathlib import Path
from typing import Protocol

from gate.evidence.names import FILM, PHOTOGRAPH, Kept


class Store(Protocol):
    """Evidence by fingerprint. What is new is on this machine's own disk when its fingerprint is known.

    Asking raises evidence.StoreAway where it has to be answered elsewhere and cannot be; keeping raises
    evidence.EvidenceError, and never waits for anything but the disk.
    """

    root: Path
    """The folder of this machine that what is new is written to."""

    def keep(self, content: bytes, suffix: str = PHOTOGRAPH) -> str:
        """Write it for good; its fingerprint."""

    def keep_file(self, made: Path, suffix: str = FILM) -> str:
        """Keep a file that was made in `room_for(root, …)`; its fingerprint. The made file is gone then."""

    def find(self, fingerprint: str, suffix: str = PHOTOGRAPH) -> Kept | None:
        """What is kept under a fingerprint, from where it is read soonest."""

    def find_any(self, fingerprint: str) -> Kept | None:
        """The same, whatever kind of file it is."""

    def last_kept(self, fingerprint: str, suffix: str) -> Kept | None:
        """The copy that was kept last, wherever: by its time retention goes (R-090, R-091)."""

    def let_go(self, fingerprint: str, suffix: str) -> None:
        """Remove it, wherever it lies."""
