"""The tree over the entries as they are found, held against the nodes that are kept and the heads that were signed."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any

from gate import merkle, notes
from gate.models import database
from gate.notes import Note
from gate.proof import tree
from gate.proof.stretch import BLOCK, Fault, Found, Mark
from gate.tree_head import Head

COLUMNS = "entry_id, origin, size, root, head, made_at, public_key, signature"


class Heads:
    """Grows with every stretch of the chain. `held` are heads that came from outside."""

    def __init__(self, last: int, held: Sequence[Head] = ()) -> None:
        self._frontier = merkle.Frontier()
        self._broken = False
        self._claims: dict[int, list[tuple[int, Head]]] = {}
        self._unsigned: list[Fault] = []
        for entry, note, head, public in _signed(last):
            self._claims.setdefault(head.size, []).append((entry, head))
            if not note.is_signed_by(public):
                self._unsigned.append(Fault(entry, "the checkpoint is not signed by its key"))
        for head in held:
            self._claims.setdefault(head.size, []).append((0, head))
        self.sizes = frozenset(self._claims)
        self.count = sum(map(len, self._claims.values()))

    def follow(self, found: Found) -> Iterator[Fault]:
        """What does not agree with the entries of the next stretch."""
        whole = len(found.blocks) == max(found.last - found.first + 1, 0) >> BLOCK
        if self._frontier.size != found.first - 1 or not whole:
            self._broken = True  # where entries are missing or unreadable there is no tree
        if self._broken:
            return
        nodes: list[tuple[int, int, bytes]] = []
        marks = sorted(found.marks.items())
        for block in (*found.blocks, None):
            while marks and marks[0][0] < self._frontier.size + (1 << BLOCK):
                yield from self._compare(*marks.pop(0))
            if block is not None:
                nodes += self._frontier.append(block, BLOCK)
        yield from tree.differing(nodes)

    def rest(self, entries: int) -> Iterator[Fault]:
        """Heads that are badly signed, heads and nodes of more than there is."""
        yield from self._unsigned
        if self._broken:
            return
        yield from tree.beyond(entries)
        for size in sorted(self._claims):
            for entry, _ in self._claims[size]:
                yield Fault(entry, f"{_name(entry)} speaks of {size} entries, there are {entries}")

    def _compare(self, size: int, mark: Mark) -> Iterator[Fault]:
        root = self._frontier.root(*mark.peaks)
        for entry, head in self._claims.pop(size):
            if (head.root, head.head) != (root, mark.head):
                yield Fault(entry, f"{_name(entry)} is not of the entries 1 to {size} as they are")


def _signed(last: int) -> Iterator[tuple[int, Note, Head, bytes]]:
    statement = f"SELECT {COLUMNS} FROM checkpoint WHERE entry_id <= {database.param}"
    for row in database.execute_sql(statement, (last,)).fetchall():
        entry, origin, size, root, chain, made_at, public, signature = row
        head = Head(origin, size, _decoded(root), chain, made_at)
        key = _decoded(public)
        note = Note(head.text, origin, notes.key_id(origin, key), _decoded(signature))
        yield entry, note, head, key


def _decoded(text: Any) -> bytes:
    """Bytes in Base64; nothing where a row was spoilt, which then proves nothing."""
    try:
        return b64decode(text, validate=True)
    except (ValueError, TypeError):
        return b""


def _name(entry: int) -> str:
    return "the checkpoint" if entry else "the checkpoint handed in"
