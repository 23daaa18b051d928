"""The tree over all entries: complete subtrees of 64 and more are kept, what is smaller is hashed when asked for."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from peewee import chunked, fn

from gate import merkle
from gate.models import Entry, TreeNode, database
from gate.proof.stretch import BLOCK, UNREADABLE_FILE, Fault, last_entry

AT_ONCE = 256
"""Blocks that are read and written in one go while the tree grows."""
IN_MEMORY = 4096


class TreeBroken(Exception):
    """Entries are missing, so that there is no tree over them; the message says which."""


class Tree:
    """The tree over the first `size` entries, which has grown that far. Entry n is leaf n - 1."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept = lru_cache(IN_MEMORY)(_kept)
        self._block = lru_cache(64)(self._read_block)

    def root(self) -> bytes:
        return merkle.Frontier.of(self.size, self._node).root()

    def inclusion(self, seq: int) -> list[bytes]:
        """That an entry is in the tree: the audit path of RFC 6962."""
        return merkle.inclusion(seq - 1, self.size, self._node)

    def consistency(self, first: int) -> list[bytes]:
        """That the tree over the first entries is the beginning of this one."""
        return merkle.consistency(first, self.size, self._node)

    def _node(self, level: int, number: int) -> bytes:
        if level >= BLOCK:
            return self._kept(level, number)
        block, place = number >> (BLOCK - level), number & ((1 << (BLOCK - level)) - 1)
        return self._block(block)[level][place]

    def _read_block(self, block: int) -> list[list[bytes]]:
        """The nodes of one block by level; an incomplete one has what is complete in it."""
        first = block << BLOCK
        leaves = _leaves(first + 1, min(first + (1 << BLOCK), self.size))
        return [merkle.level_above(leaves, level) for level in range(BLOCK)]


def grow() -> int:
    """Keep the nodes of all blocks that have become complete; the number of entries in the chain.

    In transactions of its own unless it is called inside one. Raises TreeBroken.
    """
    last = last_entry()
    done = blocks()
    frontier = merkle.Frontier.of(done << BLOCK, _kept)
    while done < last >> BLOCK:
        upto = min(done + AT_ONCE, last >> BLOCK)
        leaves = _leaves((done << BLOCK) + 1, upto << BLOCK)
        nodes = [
            node
            for digest in merkle.level_above(leaves, BLOCK)
            for node in frontier.append(digest, BLOCK)
        ]
        with database.atomic():
            _keep(nodes)
        done = upto
    return last


def blocks() -> int:
    """How many complete blocks are kept."""
    newest = TreeNode.select(fn.MAX(TreeNode.number)).where(TreeNode.level == BLOCK).scalar()
    return 0 if newest is None else newest + 1


def forget() -> None:
    """Throw the kept nodes away, to have them built anew from the entries."""
    TreeNode.delete().execute()


def differing(nodes: Iterable[tuple[int, int, bytes]]) -> Iterator[Fault]:
    """Kept nodes that are not what the entries come to. `nodes` are consecutive on each level."""
    levels: dict[int, dict[int, bytes]] = {}
    for level, number, digest in nodes:
        levels.setdefault(level, {})[number] = digest
    for level, told in levels.items():
        kept = TreeNode.select(TreeNode.number, TreeNode.hash).where(
            TreeNode.level == level, TreeNode.number.between(min(told), max(told))
        )
        first = (min(told) << level) + 1
        try:
            wrong = [
                number for number, digest in kept.tuples().iterator() if digest != told[number]
            ]
        except UNREADABLE_FILE:
            yield Fault(first, f"the kept tree cannot be read from entry {first} on")
            continue
        for number in wrong:
            first, end = (number << level) + 1, (number + 1) << level
            yield Fault(first, f"the kept tree over entries {first} to {end} is not theirs")


def beyond(entries: int) -> Iterator[Fault]:
    """Kept nodes over entries that are not there."""
    levels = TreeNode.select(TreeNode.level, fn.MAX(TreeNode.number)).group_by(TreeNode.level)
    for level, number in levels.tuples().iterator():
        if (number + 1) << level > entries:
            yield Fault((number << level) + 1, "the kept tree goes on where there are no entries")


def _kept(level: int, number: int) -> bytes:
    node = TreeNode.get_or_none(TreeNode.level == level, TreeNode.number == number)
    if node is None:
        raise TreeBroken(f"the tree does not reach entry {(number + 1) << level}")
    return bytes(node.hash)


def _keep(nodes: list[tuple[int, int, bytes]]) -> None:
    rows = [{"level": level, "number": number, "hash": digest} for level, number, digest in nodes]
    for some in chunked(rows, 500):  # whoever was here meanwhile has kept the same
        TreeNode.insert_many(some).on_conflict_ignore().execute()


def _leaves(first: int, last: int) -> list[bytes]:
    """Leaf hashes of the entries from `first` to `last`; raises TreeBroken when one is missing."""
    found = Entry.select(Entry.content).where(Entry.seq.between(first, last)).order_by(Entry.seq)
    leaves = [merkle.leaf_hash(bytes(content)) for (content,) in found.tuples().iterator()]
    if len(leaves) != last - first + 1:
        raise TreeBroken(f"of the entries {first} to {last} only {len(leaves)} are there")
    return leaves
