"""Checkpoints: signed heads of the tree over all entries (c2sp.org/tlog-checkpoint), made hourly and on demand."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate import clock, notes, proof
from gate.models import Checkpoint, Entry, database
from gate.notes import Note
from gate.proof import tree
from gate.tree_head import Head, Told

AGREES, UNSIGNED, CUT, OTHER = "agrees", "unsigned", "cut", "other"
"""What can come of holding a checkpoint against today's ledger."""
KEY = "key"
"""The kind of the entry that a new public key gets before it signs."""


def origin_of(enterprise_no: str) -> str:
    """The name that checkpoints of a plant go by."""
    return f"greengate/{quote(enterprise_no, safe='')}"


def make(origin: str, key: Ed25519PrivateKey) -> Checkpoint:
    """Sign the head of the tree as it is now and enter it into the chain; raises tree.TreeBroken."""
    tree.grow()  # what is new since the last one, in small transactions
    public = key.public_key().public_bytes_raw()
    with database.atomic():
        _announce(origin, public)
        size = tree.grow()
        last = Entry.get_by_id(size)
        now = clock.now()
        head = Head(origin, size, tree.Tree(size).root(), last.hash, clock.stamp(now))
        note = notes.sign(head.text, origin, key)
        checkpoint = Checkpoint(
            origin=origin,
            size=size,
            root=b64encode(head.root).decode(),
            head=head.head,
            made_at=now,
            public_key=b64encode(public).decode(),
            signature=b64encode(note.signature).decode(),
        )
        checkpoint.entry = proof.append(Checkpoint.KIND, proof.facts(checkpoint))
        checkpoint.save(force_insert=True)
        return checkpoint


def newest() -> Checkpoint | None:
    found: Checkpoint | None = Checkpoint.select().order_by(Checkpoint.id.desc()).first()
    return found


def text_of(checkpoint: Checkpoint) -> str:
    """The signed note: seven short lines for a mail, for paper, for an upload."""
    return str(note_of(checkpoint))


def newest_text() -> str:
    """The newest checkpoint as text; empty while there is none."""
    found = newest()
    return text_of(found) if found else ""


def compare(told: Told) -> str:
    """Whether today's tree has grown out of a checkpoint that somebody kept, by the kept nodes of the tree.

    One of AGREES, UNSIGNED, CUT, OTHER. Whether the kept nodes are those of the entries is what proof.verify tells.
    """
    if not any(told.note.is_signed_by(key) for key in announced()):
        return UNSIGNED
    try:
        if told.head.size > tree.grow():
            return CUT
        last = Entry.get_or_none(Entry.seq == told.head.size)
        root = tree.Tree(told.head.size).root()
    except tree.TreeBroken:
        return OTHER
    same = last is not None and (root, last.hash) == (told.head.root, told.head.head)
    return AGREES if same else OTHER


def note_of(checkpoint: Checkpoint) -> Note:
    public = b64decode(checkpoint.public_key)
    return Note(
        head_of(checkpoint).text,
        checkpoint.origin,
        notes.key_id(checkpoint.origin, public),
        b64decode(checkpoint.signature),
    )


def head_of(checkpoint: Checkpoint) -> Head:
    return Head(
        checkpoint.origin,
        checkpoint.size,
        b64decode(checkpoint.root),
        checkpoint.head,
        clock.stamp(checkpoint.made_at),
    )


def announced() -> Iterator[bytes]:
    """The public keys that the chain has announced, oldest first."""
    entries = Entry.select(Entry.content).where(Entry.kind == KEY).order_by(Entry.seq)
    for (content,) in entries.tuples().iterator():
        yield b64decode(json.loads(bytes(content))["body"]["public_key"])


def _announce(origin: str, public: bytes) -> None:
    if public not in announced():
        proof.append(
            KEY,
            {
                "name": origin,
                "public_key": b64encode(public).decode(),
                "verifier_key": notes.verifier_key(origin, public),
            },
        )
