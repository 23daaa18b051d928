"""The tree of RFC 6962, pure: hashes of leaves and nodes, roots, proofs and how they are checked.

Leaf n is counted from 0. A node is named by its level (0: leaves) and its number there; it stands for the
complete subtree over the leaves number·2^level … (number+1)·2^level − 1.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree: (level, number) → 32 bytes."""

EMPTY = sha256().digest()
"""The root of no leaves."""


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The complete subtrees that a growing tree consists of, the largest first: append in O(log n)."""

    def __init__(self, peaks: Sequence[tuple[int, bytes]] = (), size: int = 0) -> None:
        self.peaks = list(peaks)
        self.size = size

    @classmethod
    def of(cls, size: int, node: Node) -> "Frontier":
        """The frontier of a tree of `size` leaves whose nodes are known."""
        named = [(level, (begin >> level)) for begin, level in _peaks(0, size)]
        return cls([(level, node(level, number)) for level, number in named], size)

    def append(self, digest: bytes, level: int = 0) -> Iterator[tuple[int, int, bytes]]:
        """Add a complete subtree at the end; every node that it completes, itself first: level, number, hash.

        `level` is at most that of the last one added. The iterator must be used up.
        """
        self.size += 1 << level
        yield level, (self.size >> level) - 1, digest
        while self.peaks and self.peaks[-1][0] == level:
            digest = node_hash(self.peaks.pop()[1], digest)
            level += 1
            yield level, (self.size >> level) - 1, digest
        self.peaks.append((level, digest))

    def root(self, *more: bytes) -> bytes:
        """The root of what was appended; `more` are smaller complete subtrees that follow it."""
        return fold([digest for _, digest in self.peaks] + list(more))


def level_above(nodes: Sequence[bytes], levels: int = 1) -> list[bytes]:
    """The complete nodes so many levels above a row of nodes; what is over at its end is left out."""
    above = list(nodes[: len(nodes) >> levels << levels])
    for _ in range(levels):
        pairs = zip(above[::2], above[1::2], strict=True)
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return above


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of decreasing size."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for digest in reversed(peaks[:-1]):
        root = node_hash(digest, root)
    return root


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(m, D[n]): the audit path of the leaf `index` in the tree of `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_root(middle, end, node))
            end = middle
        else:
            path.append(_root(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency(first: int, size: int, node: Node) -> list[bytes]:
    """PROOF(m, D[n]): that the tree of `first` leaves is the beginning of the one of `size` leaves."""
    if not 0 < first <= size:
        raise ValueError(f"{first} leaves are no beginning of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_root(middle, end, node))
            end = middle
        else:
            path.append(_root(begin, middle, node))
            begin = middle
    if begin:
        path.append(_root(begin, end, node))
    return path[::-1]


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162, 2.1.3.2); None when it does not fit index and size."""
    number, last = index, size - 1
    if not 0 <= index < size:
        return None
    for digest in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            leaf = node_hash(digest, leaf)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            leaf = node_hash(leaf, digest)
        number, last = number >> 1, last >> 1
    return leaf if last == 0 else None


def is_consistent(
    first: int, first_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the proof shows the smaller tree to be the beginning of the larger (RFC 9162, 2.1.4.2)."""
    if first == size:
        return not path and first_root == root
    if not 0 < first < size or not path:
        return False
    rest = list(path) if first & (first - 1) else [first_root, *path]
    return _roots_of(first, size, rest) == (first_root, root)


def _roots_of(first: int, size: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    number, last = first - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for digest in path[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(digest, old), node_hash(digest, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, digest)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _peaks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees over [begin, end), largest first: their first leaf and their level."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield begin, level
        begin += 1 << level


def _root(begin: int, end: int, node: Node) -> bytes:
    """MTH(D[begin:end]), where `begin` is a multiple of the power of two that `end - begin` rounds up to."""
    return fold([node(level, first >> level) for first, level in _peaks(begin, end)])
