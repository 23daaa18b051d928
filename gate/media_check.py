"""Whether the photographs and clips that the chain names are there and the ones it names, or went by their time."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gate import let_go
from gate.evidence import StoreAway
from gate.models import Entry
from gate.pack import media
from gate.pack.writing import Find

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Medium:
    """One picture or clip of one entry; `problem` is empty, "missing", "replaced" or "out of reach"."""

    seq: int
    field: str
    sha256: str
    problem: str
    let_go: bool = False
    """It is not there because its time was over, and a retention entry tells of it."""


def check(find: Find) -> Iterator[Medium]:
    """Every picture and clip that any entry names, hashed where it lies."""
    for seq, kind, body in _bodies():
        for field, fingerprint in media.named_in(body):
            problem = _problem(find, fingerprint)
            gone = problem == "missing" and let_go.removal_of(kind, body, fingerprint) is not None
            yield Medium(seq, field, fingerprint, "" if gone else problem, gone)


def _bodies() -> Iterator[tuple[int, str, dict[str, Any]]]:
    # Some at a time: hashing takes long, and an open cursor would keep a snapshot of the database.
    last = 0
    while some := list(_after(last)):
        for entry in some:
            last = entry.seq
            try:
                told = json.loads(bytes(entry.content))
                kind, body = str(told["kind"]), told["body"]
            except (ValueError, TypeError, KeyError):
                continue  # the chain itself tells of an entry that is none
            if isinstance(body, dict):
                yield entry.seq, kind, body


def _after(seq: int) -> Iterator[Entry]:
    found = Entry.select(Entry.seq, Entry.content).where(Entry.seq > seq)
    yield from found.order_by(Entry.seq).limit(AT_ONCE).iterator()


def _problem(find: Find, fingerprint: str) -> str:
    try:
        kept = find(fingerprint)
        if kept is None:
            return "missing"
        with kept.open() as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == fingerprint
    except StoreAway:
        return "out of reach"
    return "" if same else "replaced"
