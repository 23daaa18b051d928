"""What a checkpoint says (c2sp.org/tlog-checkpoint), and how it is found in a text; pure."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from gate import notes
from gate.notes import Note

LINES = 5


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says. Its text is what is signed, line by line."""

    origin: str
    size: int
    """Of how many entries it speaks."""
    root: bytes
    head: str
    """Hash of the last of them."""
    made_at: str

    @property
    def text(self) -> str:
        root = b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nhead {self.head}\nat {self.made_at}\n"


@dataclass(frozen=True, slots=True)
class Told:
    """A checkpoint as somebody handed it in: what it says and how it is signed."""

    head: Head
    note: Note


class NotRead(Exception):
    """A text holds no checkpoint."""


def read(text: str) -> list[Told]:
    """Every checkpoint in a text, whatever stands about them; raises NotRead when there is none."""
    found = [Told(head, note) for note in notes.found_in(text, LINES) if (head := _head(note.text))]
    if not found:
        raise NotRead("no checkpoint was found in this text")
    return found


def _head(text: str) -> Head | None:
    origin, size, root, head, at = text.splitlines()
    try:
        told = Head(origin, int(size), b64decode(root, validate=True), head[5:], at[3:])
    except ValueError:
        return None
    return told if told.text == text else None
