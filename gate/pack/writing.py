"""Writing a pack: whatever its size, with no more in memory than a few hundred entries. The format is decision 0013."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peewee import chunked

from gate import checkpoints, clock, let_go, notes, proof
from gate.evidence import Kept
from gate.models import Checkpoint, Entry
from gate.pack import concerning, media
from gate.pack.page import Page
from gate.proof.tree import Tree

FORMAT = "greengate-pack/1"
CHECKER = Path(__file__).with_name("check.py")
AT_ONCE = 200
LISTED = ("entries.jsonl", "proofs.jsonl", "media.jsonl", "consistency.jsonl", "checkpoint.txt")

Progress = Callable[[int, int], None]
"""Told now and then: how many entries are packed, of how many."""
Find = Callable[[str], Kept | None]
"""The picture or clip of a fingerprint, such as `Store.find_any`; None when it is not there."""


@dataclass(frozen=True, slots=True)
class Seal:
    """By whom a pack is signed: the name of the plant's checkpoints, and its key."""

    origin: str
    key: Ed25519PrivateKey


@dataclass(slots=True)
class Packed:
    """What went into a pack."""

    entries: int = 0
    passages: int = 0
    media: int = 0
    media_missing: int = 0
    period: dict[str, Any] | None = None
    files: dict[str, str] = field(default_factory=dict)
    """Name → SHA-256 of what the seal vouches for."""


def write(
    target: Path,
    passages: Iterable[int],
    *,
    seal: Seal,
    also: Iterable[int] = (),
    beside: Mapping[str, bytes] | None = None,
    find: Find | None = None,
    progress: Progress | None = None,
) -> Packed:
    """A pack of these passages, by their numbers, of everything that concerns them, and of what `also` names: entries.

    `beside`: further files by name, such as the draw of an inspection; the seal vouches for them, too.
    `find` gives pictures and clips; without it they are left out. A new checkpoint is made, which the proofs lead
    to. Raises OSError (StoreAway, too) and proof.tree.TreeBroken; a pack that could not be finished is not left behind.
    """
    head = checkpoints.make(seal.origin, seal.key)
    with closing(_Wanted()) as wanted:
        wanted.add(concerning.always())
        wanted.add(concerning.entries_of(passages))
        wanted.add(also)
        return _Writer(seal, find, head, progress, beside).write(target, wanted, None)


def write_period(
    target: Path,
    start: datetime,
    end: datetime,
    *,
    seal: Seal,
    find: Find | None = None,
    progress: Progress | None = None,
) -> Packed:
    """A pack of every entry of a time, without a hole, so that what is missing is missed."""
    head = checkpoints.make(seal.origin, seal.key)
    first, last = concerning.period(start, end)
    last = min(last, head.size)
    told = {"from": clock.stamp(start), "to": clock.stamp(end), "first": first, "last": last}
    with closing(_Wanted()) as wanted:
        wanted.add(concerning.always())
        wanted.add(range(first, last + 1))
        wanted.add(concerning.entries_of(concerning.late(start, end, last)))
        wanted.add(let_go.entries_about(start, end))
        return _Writer(seal, find, head, progress).write(target, wanted, told)


class _Wanted:
    """Numbers of entries, each once and in order, on disk as soon as they are many."""

    def __init__(self) -> None:
        self._numbers = sqlite3.connect("")  # a database without a name is a temporary file
        self._numbers.execute("CREATE TABLE wanted (seq INTEGER PRIMARY KEY)")

    def add(self, numbers: Iterable[int]) -> None:
        self._numbers.executemany(
            "INSERT OR IGNORE INTO wanted VALUES (?)", ((number,) for number in numbers)
        )

    def upto(self, size: int) -> int:
        """How many there are up to an entry: what was written after the checkpoint is not proved by it."""
        self._numbers.execute("DELETE FROM wanted WHERE seq > ?", (size,))
        return int(self._numbers.execute("SELECT count(*) FROM wanted").fetchone()[0])

    def __contains__(self, number: int) -> bool:
        found = self._numbers.execute("SELECT 1 FROM wanted WHERE seq = ?", (number,))
        return found.fetchone() is not None

    def __iter__(self) -> Iterator[int]:
        yield from (row[0] for row in self._numbers.execute("SELECT seq FROM wanted ORDER BY seq"))

    def close(self) -> None:
        self._numbers.close()


class _Writer:
    """One pack in the making."""

    def __init__(
        self,
        seal: Seal,
        find: Find | None,
        head: Checkpoint,
        progress: Progress | None,
        beside: Mapping[str, bytes] | None = None,
    ) -> None:
        self._seal, self._find, self._head = seal, find, head
        self._progress = progress or (lambda done, total: None)
        self._tree = Tree(head.size)
        self._packed = Packed()
        self._beside = beside or {}

    def write(self, target: Path, wanted: _Wanted, period: dict[str, Any] | None) -> Packed:
        total = wanted.upto(self._head.size)
        self._packed.period = period
        partial = target.with_name(f"{target.name}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with (
                TemporaryDirectory(dir=target.parent, prefix=".pack-") as folder,
                zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                self._write_lists(Path(folder), archive, wanted, total)
                self._write_words(Path(folder), archive)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return self._packed

    def _write_lists(
        self, folder: Path, archive: zipfile.ZipFile, wanted: _Wanted, total: int
    ) -> None:
        """Entries, their proofs and their pictures, side by side; pictures go into the archive at once."""
        packed, in_archive = self._packed, set[str]()
        with (
            (folder / "entries.jsonl").open("wb") as entries,
            (folder / "proofs.jsonl").open("wb") as proofs,
            (folder / "media.jsonl").open("wb") as pictures,
            Page(folder / "index.html", self._seal.origin, packed.period) as page,
        ):
            for some in chunked(wanted, AT_ONCE):
                for entry in _read(list(some)):
                    content = bytes(entry.content)
                    entries.write(content + b"\n")
                    path = [_text(digest) for digest in self._tree.inclusion(entry.seq)]
                    _line(proofs, {"seq": entry.seq, "path": path})
                    told = json.loads(content)
                    found = list(self._media(archive, told, in_archive, wanted))
                    for medium in found:
                        _line(pictures, medium)
                    page.entry(told, found)
                    packed.entries += 1
                    packed.passages += told["kind"] == "passage"
                self._progress(packed.entries, total)
        with (folder / "consistency.jsonl").open("wb") as earlier:
            for line in self._earlier():
                _line(earlier, line)

    def _media(
        self,
        archive: zipfile.ZipFile,
        told: Mapping[str, Any],
        in_archive: set[str],
        wanted: _Wanted,
    ) -> Iterator[dict[str, Any]]:
        for name, fingerprint in media.named_in(told["body"]):
            found = self._find(fingerprint) if self._find else None
            line = {
                "seq": told["seq"],
                "field": name,
                "sha256": fingerprint,
                "file": None,
                "why": "",
            }
            if found is None:
                self._packed.media_missing += 1
                yield line | {"why": self._why_not(told, fingerprint, wanted)}
                continue
            name_there = f"media/{fingerprint}{found.suffix}"
            if name_there not in in_archive:
                in_archive.add(name_there)
                _copy(found, archive, name_there)
            self._packed.media += 1
            yield line | {"file": name_there}

    def _why_not(self, told: Mapping[str, Any], fingerprint: str, wanted: _Wanted) -> str:
        if self._find is None:
            return "left out"
        removal = let_go.removal_of(told["kind"], told["body"], fingerprint)
        return "let go" if removal is not None and removal.entry.seq in wanted else "missing"

    def _earlier(self) -> Iterator[dict[str, Any]]:
        """Every checkpoint that was ever signed, and that today's tree has grown out of it."""
        kept = Checkpoint.select(Checkpoint.size, Checkpoint.root).where(
            Checkpoint.size < self._head.size
        )
        for size, root in kept.order_by(Checkpoint.size).distinct().tuples().iterator():
            path = [_text(digest) for digest in self._tree.consistency(size)]
            yield {"size": size, "root": root, "path": path}

    def _write_words(self, folder: Path, archive: zipfile.ZipFile) -> None:
        packed = self._packed
        (folder / "checkpoint.txt").write_text(checkpoints.text_of(self._head), encoding="utf-8")
        for name, content in self._beside.items():
            (folder / name).write_bytes(content)
        packed.files = {name: _digest(folder / name) for name in (*LISTED, *self._beside)}
        made_at = clock.stamp(clock.now())
        manifest = {
            "format": FORMAT,
            "origin": self._seal.origin,
            "made_at": made_at,
            "keys": self._keys(),
            "period": packed.period,
            "entries": packed.entries,
            "files": packed.files,
        }
        whole = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        (folder / "pack.json").write_bytes(whole)
        text = f"{self._seal.origin}\npack {hashlib.sha256(whole).hexdigest()}\nat {made_at}\n"
        note = notes.sign(text, self._seal.origin, self._seal.key)
        (folder / "seal.txt").write_text(str(note), encoding="utf-8")
        for name in ("index.html", "pack.json", "seal.txt", *packed.files):
            archive.write(folder / name, name)
        archive.write(CHECKER, CHECKER.name)

    def _keys(self) -> list[str]:
        return [notes.verifier_key(self._seal.origin, public) for public in checkpoints.announced()]


def _read(numbers: list[int]) -> Iterator[Entry]:
    found = Entry.select(Entry.seq, Entry.content).where(Entry.seq.in_(numbers))
    yield from found.order_by(Entry.seq).iterator()


def _copy(kept: Kept, archive: zipfile.ZipFile, name: str) -> None:
    """As it is: pictures and films are compressed already."""
    told = zipfile.ZipInfo(name, date_time=kept.at.timetuple()[:6])
    told.external_attr = 0o644 << 16
    told.file_size = kept.size
    with kept.open() as file, archive.open(told, "w") as target:
        shutil.copyfileobj(file, target, 1024 * 1024)


def _line(file: IO[bytes], value: Mapping[str, Any]) -> None:
    file.write(proof.canonical(value) + b"\n")


def _text(digest: bytes) -> str:
    return b64encode(digest).decode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
