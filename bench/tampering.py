"""What somebody may do to a pack of the ledger, by chance and on purpose, and whether the checker tells where."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from random import Random
from typing import Any

from gate import merkle, notes, proof
from gate.pack import Seal, writing
from gate.tree_head import Head, read

Files = dict[str, bytes]
ENTRIES, PROOFS, MEDIA, EARLIER = (
    "entries.jsonl",
    "proofs.jsonl",
    "media.jsonl",
    "consistency.jsonl",
)
FORGED = "鲁X99999"
"""A plate that nobody in the pack has: a forgery that changes nothing is none."""
WHOLE = None
"""Where the checker names the pack as a whole rather than an entry."""


def load_checker() -> Any:
    """The stand-alone checker as a module of its own, from the file that goes into packs."""
    spec = util.spec_from_file_location("stand_alone_check", writing.CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Done:
    """A tampering: the files it leaves, and the entries of which the checker must name one (WHOLE: the pack)."""

    files: Files
    expected: frozenset[int | None]


@dataclass(slots=True)
class Victim:
    """A pack that will be tampered with, the key of the plant, and a checkpoint that an inspector holds."""

    files: Files
    seal: Seal
    held: str
    random: Random
    lines: list[bytes] = field(init=False)
    seqs: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.files[ENTRIES].splitlines()
        self.seqs = [json.loads(line)["seq"] for line in self.lines]

    def place(self) -> int:
        return self.random.randrange(len(self.lines))


Tampering = Callable[[Victim], Done]


def _flipped(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _named(*seqs: int | None) -> frozenset[int | None]:
    return frozenset(seqs)


def entry_bit(victim: Victim) -> Done:
    """One bit of one entry."""
    at, lines = victim.place(), list(victim.lines)
    lines[at] = _flipped(victim.random, lines[at])
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[at]))


def entry_value(victim: Victim) -> Done:
    """One entry says something else, in perfect form."""
    at, lines = victim.place(), list(victim.lines)
    told = json.loads(lines[at])
    told["body"] = told["body"] | {"plate_no": FORGED, "by": str(victim.random.random())}
    lines[at] = proof.canonical(told)
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[at]))


def entry_value_and_links(victim: Victim) -> Done:
    """The same, and every later entry linked anew: the chain is whole again, the tree is not."""
    at, lines = victim.place(), list(victim.lines)
    told = json.loads(lines[at])
    told["body"] = told["body"] | {"plate_no": FORGED}
    lines[at] = proof.canonical(told)
    for later in range(at + 1, len(lines)):
        following = json.loads(lines[later])
        following["previous"] = hashlib.sha256(lines[later - 1]).hexdigest()
        lines[later] = proof.canonical(following)
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[at]))


def entry_deleted(victim: Victim) -> Done:
    at = victim.place()
    return Done(
        {ENTRIES: _joined(victim.lines[:at] + victim.lines[at + 1 :])}, _named(victim.seqs[at])
    )


def entry_deleted_with_its_proof(victim: Victim) -> Done:
    """And the count put right: only a hole in the period is left."""
    at = victim.place()
    proofs = victim.files[PROOFS].splitlines()
    manifest = json.loads(victim.files["pack.json"])
    manifest["entries"] -= 1
    return Done(
        {
            ENTRIES: _joined(victim.lines[:at] + victim.lines[at + 1 :]),
            PROOFS: _joined(proofs[:at] + proofs[at + 1 :]),
            "pack.json": json.dumps(manifest).encode(),
        },
        _named(victim.seqs[at]),
    )


def entries_exchanged(victim: Victim) -> Done:
    one, other = sorted(victim.random.sample(range(len(victim.lines)), 2))
    lines = list(victim.lines)
    lines[one], lines[other] = lines[other], lines[one]
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[one], victim.seqs[other]))


def entries_renumbered(victim: Victim) -> Done:
    """Two entries exchanged, each under the number of the other."""
    one, other = sorted(victim.random.sample(range(len(victim.lines)), 2))
    lines = list(victim.lines)
    first, second = json.loads(lines[one]), json.loads(lines[other])
    first["seq"], second["seq"] = second["seq"], first["seq"]
    lines[one], lines[other] = proof.canonical(second), proof.canonical(first)
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[one], victim.seqs[other]))


def entry_twice(victim: Victim) -> Done:
    at, where, lines = victim.place(), victim.place(), list(victim.lines)
    lines.insert(where, victim.lines[at])
    return Done({ENTRIES: _joined(lines)}, _named(victim.seqs[at]))


def entry_inserted(victim: Victim) -> Done:
    """A row that never was, linked to the one before it."""
    at, lines = victim.place(), list(victim.lines)
    told = json.loads(lines[at])
    told["previous"] = hashlib.sha256(lines[at]).hexdigest()
    told["seq"] += 1
    told["body"] = told["body"] | {"plate_no": FORGED}
    lines.insert(at + 1, proof.canonical(told))
    return Done({ENTRIES: _joined(lines)}, _named(told["seq"]))


def tail_cut(victim: Victim) -> Done:
    """The end of the file is missing, at any byte."""
    content = victim.files[ENTRIES]
    cut = victim.random.randrange(len(content))
    return Done({ENTRIES: content[:cut]}, _named(victim.seqs[content[:cut].count(b"\n")]))


def tail_cut_cleanly(victim: Victim) -> Done:
    """The last rows are gone, with their proofs, and the count is right; the checkpoint knows of more."""
    kept = victim.random.randrange(1, len(victim.lines))
    manifest = json.loads(victim.files["pack.json"])
    manifest["entries"] = kept
    if victim.random.random() < 0.5:
        manifest["period"]["last"] = victim.seqs[kept - 1]
    return Done(
        {
            ENTRIES: _joined(victim.lines[:kept]),
            PROOFS: _joined(victim.files[PROOFS].splitlines()[:kept]),
            MEDIA: _joined(
                [
                    line
                    for line in victim.files[MEDIA].splitlines()
                    if json.loads(line)["seq"] <= victim.seqs[kept - 1]
                ]
            ),
            "pack.json": json.dumps(manifest).encode(),
        },
        _named(victim.seqs[kept], victim.seqs[kept - 1]),
    )


def proof_bit(victim: Victim) -> Done:
    at, lines = victim.place(), victim.files[PROOFS].splitlines()
    lines[at] = _flipped(victim.random, lines[at])
    return Done({PROOFS: _joined(lines)}, _named(victim.seqs[at]))


def proof_of_another(victim: Victim) -> Done:
    one, other = victim.random.sample(range(len(victim.lines)), 2)
    lines = victim.files[PROOFS].splitlines()
    told = json.loads(lines[one]) | {"path": json.loads(lines[other])["path"]}
    lines[one] = proof.canonical(told)
    return Done({PROOFS: _joined(lines)}, _named(victim.seqs[one]))


def _photo(victim: Victim) -> tuple[str, frozenset[int | None]]:
    name = victim.random.choice(
        [each for each in sorted(victim.files) if each.startswith("media/")]
    )
    lines = map(json.loads, victim.files[MEDIA].splitlines())
    return name, _named(*(line["seq"] for line in lines if line["file"] == name))


def photo_bit(victim: Victim) -> Done:
    name, rows = _photo(victim)
    return Done({name: _flipped(victim.random, victim.files[name])}, rows)


def photo_replaced(victim: Victim) -> Done:
    """By that of another row, or by a new one."""
    name, rows = _photo(victim)
    other, _ = _photo(victim)
    content = victim.files[other] if other != name else b"another picture"
    return Done({name: content}, rows)


def photo_cut(victim: Victim) -> Done:
    name, rows = _photo(victim)
    return Done(
        {name: victim.files[name][: victim.random.randrange(len(victim.files[name]))]}, rows
    )


def photo_renamed_in_the_list(victim: Victim) -> Done:
    """The list of pictures points to another one."""
    lines = victim.files[MEDIA].splitlines()
    at = victim.random.randrange(len(lines))
    told = json.loads(lines[at])
    content = b"another picture"
    told["sha256"] = hashlib.sha256(content).hexdigest()
    told["file"] = f"media/{told['sha256']}.jpg"
    lines[at] = proof.canonical(told)
    return Done({MEDIA: _joined(lines), told["file"]: content}, _named(told["seq"]))


def photo_taken_off_the_list(victim: Victim) -> Done:
    lines = victim.files[MEDIA].splitlines()
    told = json.loads(lines.pop(victim.random.randrange(len(lines))))
    return Done({MEDIA: _joined(lines)}, _named(told["seq"]))


def photo_added(victim: Victim) -> Done:
    return Done({"media/" + "0" * 64 + ".jpg": b"of nobody"}, _named(WHOLE))


def picture_list_bit(victim: Victim) -> Done:
    lines = victim.files[MEDIA].splitlines()
    at = victim.random.randrange(len(lines))
    seq = json.loads(lines[at])["seq"]
    lines[at] = _flipped(victim.random, lines[at])
    return Done({MEDIA: _joined(lines)}, _named(seq))


def earlier_bit(victim: Victim) -> Done:
    """One bit of the proof that today's tree grew out of an earlier one."""
    lines = victim.files[EARLIER].splitlines()
    at = victim.random.randrange(len(lines))
    size = json.loads(lines[at])["size"]
    lines[at] = _flipped(victim.random, lines[at])
    return Done({EARLIER: _joined(lines)}, _named(size, _claimed(lines[at]), WHOLE))


def _claimed(line: bytes) -> int | None:
    """The number that a spoilt line now gives itself: that is where the checker must point."""
    try:
        return int(json.loads(line)["size"])
    except (ValueError, KeyError, TypeError):
        return WHOLE


def words_bit(victim: Victim) -> Done:
    """One bit of the checkpoint, the seal or the description; nobody seals it anew."""
    name = victim.random.choice(("checkpoint.txt", "seal.txt", "pack.json"))
    return Done({name: _flipped(victim.random, victim.files[name])}, _named(WHOLE))


def built_anew(victim: Victim) -> Done:
    """The plant writes its whole ledger anew, with its own key, and leaves no trace in the pack itself."""
    lines = [json.loads(line) for line in victim.lines]
    [told] = read(victim.held)
    at = victim.random.randrange(told.head.size)
    match victim.random.randrange(3):
        case 0:
            lines[at]["body"] = lines[at]["body"] | {"plate_no": FORGED}
        case 1:
            del lines[at]
        case _:
            lines.insert(at, lines[at] | {"body": {"plate_no": FORGED}})
    return Done(_chained(victim, lines), _named(told.head.size))


def _chained(victim: Victim, lines: list[dict[str, Any]]) -> Files:
    previous, contents = proof.GENESIS, []
    for seq, told in enumerate(lines, start=1):
        content = proof.canonical(told | {"seq": seq, "previous": previous})
        previous = hashlib.sha256(content).hexdigest()
        contents.append(content)
    size = len(contents)
    nodes = [[merkle.leaf_hash(content) for content in contents]]
    while len(nodes[-1]) > 1:
        nodes.append(merkle.level_above(nodes[-1]))

    def node(level: int, number: int) -> bytes:
        return nodes[level][number]

    head = Head(
        victim.seal.origin,
        size,
        merkle.Frontier.of(size, node).root(),
        previous,
        read(victim.files["checkpoint.txt"].decode())[0].head.made_at,
    )
    earlier = [json.loads(line)["size"] for line in victim.files[EARLIER].splitlines()]
    manifest = json.loads(victim.files["pack.json"])
    manifest["entries"] = manifest["period"]["last"] = size
    media = [json.loads(line) for line in victim.files[MEDIA].splitlines()]
    return {
        ENTRIES: _joined(contents),
        PROOFS: _joined(
            [
                proof.canonical({"seq": seq, "path": _texts(merkle.inclusion(seq - 1, size, node))})
                for seq in range(1, size + 1)
            ]
        ),
        MEDIA: _joined(_media(contents, {line["sha256"]: line["file"] for line in media})),
        EARLIER: _joined(
            [
                proof.canonical(
                    {
                        "size": each,
                        "root": _text(merkle.Frontier.of(each, node).root()),
                        "path": _texts(merkle.consistency(each, size, node)),
                    }
                )
                for each in earlier
                if each <= size
            ]
        ),
        "checkpoint.txt": str(notes.sign(head.text, head.origin, victim.seal.key)).encode(),
        "pack.json": json.dumps(manifest).encode(),
    }


def _media(contents: list[bytes], files: Mapping[str, str | None]) -> Iterator[bytes]:
    from gate.pack.media import named_in

    for seq, content in enumerate(contents, start=1):
        for name, digest in named_in(json.loads(content)["body"]):
            line = {"seq": seq, "field": name, "sha256": digest, "file": files[digest], "why": ""}
            yield proof.canonical(line)


def _text(digest: bytes) -> str:
    return b64encode(digest).decode()


def _texts(path: list[bytes]) -> list[str]:
    return [_text(digest) for digest in path]


KINDS: tuple[Tampering, ...] = (
    entry_bit,
    entry_value,
    entry_value_and_links,
    entry_deleted,
    entry_deleted_with_its_proof,
    entries_exchanged,
    entries_renumbered,
    entry_twice,
    entry_inserted,
    tail_cut,
    tail_cut_cleanly,
    proof_bit,
    proof_of_another,
    photo_bit,
    photo_replaced,
    photo_cut,
    photo_renamed_in_the_list,
    photo_taken_off_the_list,
    photo_added,
    picture_list_bit,
    earlier_bit,
    words_bit,
    built_anew,
)


def sealed_anew(victim: Victim, files: Files) -> Files:
    """What the plant's own key can do for a forger: every list and the seal agree with what he left."""
    manifest = json.loads(files.get("pack.json", victim.files["pack.json"]))
    for name in manifest["files"]:
        content = files.get(name, victim.files[name])
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
    content = json.dumps(manifest, ensure_ascii=False).encode()
    text = f"{victim.seal.origin}\npack {hashlib.sha256(content).hexdigest()}\nat {manifest['made_at']}\n"
    note = notes.sign(text, victim.seal.origin, victim.seal.key)
    return files | {"pack.json": content, "seal.txt": str(note).encode()}


@dataclass(slots=True)
class Tally:
    """How often each kind was tried, caught, and located."""

    tried: dict[str, int] = field(default_factory=dict)
    missed: list[tuple[str, int]] = field(default_factory=list)
    astray: list[tuple[str, int]] = field(default_factory=list)
    """Caught, but the checker named another place: kind and number of the trial."""


def run(victim: Victim, folder: Path, trials: int, checker: Any) -> Tally:
    """Tamper so often, each time with the whole pack in `folder` as it was, and ask the checker."""
    tally = Tally()
    for trial in range(trials):
        kind = KINDS[trial % len(KINDS)]
        done = kind(victim)
        # A stranger cannot seal the pack again, the plant can; it must be seen through either way.
        if kind is not words_bit and victim.random.random() < 0.5:
            done = Done(sealed_anew(victim, done.files), done.expected)
        found = _examined(victim, folder, done.files, checker)
        tally.tried[kind.__name__] = tally.tried.get(kind.__name__, 0) + 1
        if not found:
            tally.missed.append((kind.__name__, trial))
        elif not found & done.expected:
            tally.astray.append((kind.__name__, trial))
    return tally


def _examined(victim: Victim, folder: Path, files: Files, checker: Any) -> set[int | None]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    report = checker.examine(str(folder), [("held", victim.held)])
    for name in files:
        if name in victim.files:
            (folder / name).write_bytes(victim.files[name])
        else:
            (folder / name).unlink()
    return {seq for seq, _, _ in report.findings}
