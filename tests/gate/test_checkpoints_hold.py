"""Signed heads of the tree: what they say is so, and what was rewritten after them is told."""

import stat
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate import checkpoints, merkle, notes, proof, signing_key, tree_head, uplink
from gate.models import Checkpoint, Entry, TreeNode, database, is_sqlite
from gate.proof import stretch, tree
from gate.proof.stretch import BLOCK
from gate.proof.tree import Tree
from tests.gate import rows

ORIGIN = checkpoints.origin_of("QY0000001")
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()


def append(count: int) -> None:
    with database.atomic():
        proof.append_all("note", ({"n": number} for number in range(count)))


def checkpoint() -> Checkpoint:
    return checkpoints.make(ORIGIN, KEY)


def root_of(size: int) -> bytes:
    """The root by appending one leaf after the other, from the entries themselves."""
    frontier = merkle.Frontier()
    for entry in Entry.select().where(Entry.seq <= size).order_by(Entry.seq):
        assert list(frontier.append(merkle.leaf_hash(bytes(entry.content))))
    return frontier.root()


def test_a_checkpoint_is_the_head_of_all_entries_before_it(database: Any) -> None:
    append(3)
    made = checkpoint()
    assert (made.origin, made.size, made.entry.seq) == ("greengate/QY0000001", 4, 5)
    assert b64decode(made.root) == root_of(4)
    assert made.head == Entry.get_by_id(4).hash
    assert Entry.get_by_id(4).kind == checkpoints.KEY
    [told] = tree_head.read(checkpoints.text_of(made))
    assert told.head == checkpoints.head_of(made)
    assert told.note.is_signed_by(PUBLIC)
    found = proof.verify()
    assert found.holds, found.faults
    assert (found.entries, found.checkpoints) == (5, 1)


def test_a_key_is_announced_once_and_a_new_one_again(database: Any) -> None:
    assert checkpoints.newest_text() == ""
    for key in (KEY, KEY, Ed25519PrivateKey.generate()):
        made = checkpoints.make(ORIGIN, key)
    assert [entry.kind for entry in Entry.select().order_by(Entry.seq)] == [
        "key", "checkpoint", "checkpoint", "key", "checkpoint",
    ]  # fmt: skip
    assert list(checkpoints.announced()) == [PUBLIC, b64decode(made.public_key)]
    assert checkpoints.newest_text() == checkpoints.text_of(made)
    assert proof.verify().holds


@pytest.mark.parametrize("counts", [(1, 62, 1), (126, 127, 130, 1), (300, 64, 700, 3)])
def test_the_tree_grows_by_what_is_new(
    database: Any, counts: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretch, "SIZE", 128)
    sizes = []
    for count in counts:
        append(count)
        sizes.append(checkpoint().size)
    size = sizes[-1]
    assert tree.blocks() == size >> BLOCK
    whole = Tree(size)
    assert whole.root() == root_of(size)
    for seq in {1, 2, 63, 64, 65, size // 2, size - 1, size} & set(range(1, size + 1)):
        leaf = merkle.leaf_hash(bytes(Entry.get_by_id(seq).content))
        assert merkle.root_of_path(leaf, seq - 1, size, whole.inclusion(seq)) == whole.root()
    for first in sizes:
        path = whole.consistency(first)
        assert merkle.is_consistent(first, root_of(first), size, whole.root(), path)
    found = proof.verify()
    assert found.holds, found.faults
    assert found.checkpoints == len(counts)


def test_several_processes_find_what_one_finds(database: Any, database_url: str) -> None:
    append(300)
    checkpoint()
    with rows.tampering():
        database.execute_sql("UPDATE entry SET kind = 'other' WHERE seq = 200")
    told = []
    alone = proof.verify()
    assert (
        proof.verify(url=database_url, processes=2, progress=lambda *at: told.append(at)) == alone
    )
    assert [fault.seq for fault in alone.faults] == [200]
    assert told == [(302, 302)]


def test_the_kept_tree_is_built_anew(database: Any) -> None:
    append(300)
    root = Tree(checkpoint().size).root()
    kept = sorted((n.level, n.number, bytes(n.hash)) for n in TreeNode.select())
    tree.forget()
    assert TreeNode.select().count() == 0
    size = checkpoints.newest().size  # type: ignore[union-attr]
    tree.grow()
    assert Tree(size).root() == root
    assert sorted((n.level, n.number, bytes(n.hash)) for n in TreeNode.select()) == kept


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("number = number + 40", 42 * 64 + 1),
        ("hash = (SELECT hash FROM tree_node WHERE level = 6 AND number = 1)", 129),
        ("hash = hash || hash", None),
    ],
)
def test_a_kept_node_that_is_not_of_the_entries(
    database: Any, change: str, seq: int | None
) -> None:
    append(300)
    checkpoint()
    node = "level = 6 AND number = 2"
    database.execute_sql(f"UPDATE tree_node SET {change} WHERE {node}")
    told = [fault for fault in proof.verify().faults if "tree" in fault.what]
    # SQLite cannot even read a text that is none, and cannot say which node it was.
    assert [fault.seq for fault in told] == [seq or (1 if is_sqlite() else 129)]


def test_a_chain_that_was_written_anew_is_not_the_one_that_was_signed(database: Any) -> None:
    append(100)
    text = checkpoints.text_of(checkpoint())
    append(10)
    [told] = tree_head.read(text)
    held = [told.head]
    assert proof.verify(held=held).holds
    with rows.tampering():
        for table in ("checkpoint", "entry", "tree_node"):
            database.execute_sql(f"DELETE FROM {table}")
    append(120)
    checkpoint()
    assert proof.verify().holds  # by itself it does
    [fault] = proof.verify(held=held).faults
    assert "handed in" in fault.what
    with rows.tampering():
        for table in ("checkpoint", "tree_node"):
            database.execute_sql(f"DELETE FROM {table}")
        database.execute_sql("DELETE FROM entry WHERE seq > 50")
    [fault] = proof.verify(held=held).faults
    assert "speaks of 101 entries, there are 50" in fault.what


def test_a_checkpoint_whose_row_was_changed(database: Any) -> None:
    append(100)
    made = checkpoint()
    with rows.tampering():
        database.execute_sql("UPDATE checkpoint SET size = 50")
    told = [fault.what for fault in proof.verify().faults if fault.seq == made.entry.seq]
    assert told == [
        "the checkpoint differs from what was hashed",
        "the checkpoint is not of the entries 1 to 50 as they are",
        "the checkpoint is not signed by its key",
    ]


def test_entries_that_are_missing_make_no_tree(database: Any) -> None:
    append(100)
    with rows.tampering():
        database.execute_sql("DELETE FROM entry WHERE seq = 7")
    with pytest.raises(tree.TreeBroken, match="1 to 64"):
        checkpoint()
    assert {fault.seq for fault in proof.verify().faults} == {7, 8}


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = signing_key.load(folder)
    path = folder / signing_key.NAME
    path.chmod(0o644)
    again = signing_key.load(folder)
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == [signing_key.NAME]


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / signing_key.NAME
    path.write_bytes(content)
    with pytest.raises(signing_key.KeyUnusable, match="damaged"):
        signing_key.load(tmp_path)
    assert path.read_bytes() == content


def test_a_text_without_a_checkpoint() -> None:
    for text in ("", "greengate/1\n2\n", str(notes.sign("a\nb\nc\nd\ne\n", "a", KEY))):
        with pytest.raises(tree_head.NotRead):
            tree_head.read(text)


def test_the_newest_one_leaves_the_plant_with_every_row(database: Any) -> None:
    passage = rows.entered(rows.lane())
    assert uplink.payload(passage)["checkpoint"] == ""
    checkpoint()
    newest = checkpoint()
    assert uplink.payload(passage)["checkpoint"] == checkpoints.text_of(newest)
