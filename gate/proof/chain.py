"""The chain: every entry holds the hash of the one before, and is kept as the very bytes that were hashed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from gate import clock, many
from gate.models import Entry, database, is_sqlite

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

_APPEND_LOCK = 0x6761_7465
"""One number for everybody who appends on PostgreSQL; SQLite has one writer by itself."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way these values are written as bytes: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def append(kind: str, body: Mapping[str, Any], *, at: datetime | None = None) -> Entry:
    """Add an entry. Call it inside the transaction that writes what the entry is about."""
    last, head = _end_of_chain()
    return Entry.create(**_link(last + 1, head, kind, body, clock.stamp(at or clock.now())))


def append_all(
    kind: str, bodies: Iterable[Mapping[str, Any]], *, at: datetime | None = None
) -> Sequence[int]:
    """Add many entries of one moment, in few statements; their numbers, in the same order."""
    last, head = _end_of_chain()
    moment = clock.stamp(at or clock.now())
    links: list[dict[str, Any]] = []
    for seq, body in enumerate(bodies, start=last + 1):
        links.append(_link(seq, head, kind, body, moment))
        head = links[-1]["hash"]
    many.insert(Entry, links)
    return range(last + 1, last + 1 + len(links))


def _end_of_chain() -> tuple[int, str]:
    """Number and hash of the last entry; nobody else appends until this transaction ends."""
    if not database.in_transaction():
        raise RuntimeError("an entry and its row are written in one transaction")
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_APPEND_LOCK,))
    last = Entry.select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def _link(
    seq: int, previous: str, kind: str, body: Mapping[str, Any], moment: str
) -> dict[str, Any]:
    content = canonical(
        {"seq": seq, "at": moment, "kind": kind, "previous": previous, "body": body}
    )
    digest = hashlib.sha256(content).hexdigest()
    return {"seq": seq, "at": moment, "kind": kind, "content": content, "hash": digest}
