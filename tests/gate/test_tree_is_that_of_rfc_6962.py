"""The tree is the one that RFC 6962 defines, and its proofs prove that and nothing else."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate import merkle

# The tree that the implementations of Certificate Transparency test themselves by.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

sizes = st.integers(1, 70)


def mth(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n]), word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]), word for word."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), word for word."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def content(number: int) -> bytes:
    return b"leaf %d" % number


def nodes(leaves: Sequence[bytes]) -> merkle.Node:
    return lambda level, number: mth(leaves[number << level : (number + 1) << level])


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_tree(size: int) -> None:
    frontier = merkle.Frontier()
    for leaf in LEAVES[:size]:
        assert list(frontier.append(merkle.leaf_hash(leaf)))
    assert frontier.root().hex() == ROOTS[size - 1] == mth(LEAVES[:size]).hex()


def test_the_known_paths() -> None:
    told = [digest.hex() for digest in merkle.inclusion(5, 8, nodes(LEAVES))]
    assert told == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_no_leaves() -> None:
    assert merkle.Frontier().root() == mth([]) == merkle.EMPTY


@given(sizes)
def test_a_growing_tree_completes_exactly_the_nodes_it_has(size: int) -> None:
    leaves = [content(number) for number in range(size)]
    frontier, told = merkle.Frontier(), {}
    for leaf in leaves:
        for level, number, digest in frontier.append(merkle.leaf_hash(leaf)):
            assert (level, number) not in told
            told[level, number] = digest
    whole = [(k, n) for k in range(8) for n in range(size >> k)]
    assert told == {name: nodes(leaves)(*name) for name in whole}
    assert frontier.root() == mth(leaves)
    assert (
        merkle.Frontier.of(size, lambda level, number: told[level, number]).peaks == frontier.peaks
    )


@given(sizes, st.data())
def test_an_audit_path_proves_its_leaf_alone(size: int, data: st.DataObject) -> None:
    leaves = [content(number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    found = merkle.inclusion(index, size, nodes(leaves))
    assert found == path(index, leaves)
    root = mth(leaves)
    for other in range(size):
        told = merkle.root_of_path(merkle.leaf_hash(leaves[other]), index, size, found)
        assert (told == root) == (other == index)
    for place in range(size + 1):
        if place != index:
            told = merkle.root_of_path(merkle.leaf_hash(leaves[index]), place, size, found)
            assert told != root or place == index


@given(sizes, st.data())
def test_a_beginning_is_proved(size: int, data: st.DataObject) -> None:
    leaves = [content(number) for number in range(size)]
    first = data.draw(st.integers(1, size))
    found = merkle.consistency(first, size, nodes(leaves))
    assert found == subproof(first, leaves, True)
    old, new = mth(leaves[:first]), mth(leaves)
    assert merkle.is_consistent(first, old, size, new, found)


@given(st.integers(2, 70), st.data())
def test_another_beginning_is_not_proved(size: int, data: st.DataObject) -> None:
    leaves = [content(number) for number in range(size)]
    first = data.draw(st.integers(1, size - 1))
    found = merkle.consistency(first, size, nodes(leaves))
    changed = data.draw(st.integers(0, first - 1))
    forged = mth([*leaves[:changed], b"forged", *leaves[changed + 1 : first]])
    assert not merkle.is_consistent(first, forged, size, mth(leaves), found)
    assert not merkle.is_consistent(first, mth(leaves[:first]), size, forged, found)
    broken = data.draw(st.integers(0, len(found) - 1))
    spoilt = [*found[:broken], b"\x00" * 32, *found[broken + 1 :]]
    assert not merkle.is_consistent(first, mth(leaves[:first]), size, mth(leaves), spoilt)
    assert not merkle.is_consistent(first, mth(leaves[:first]), size, mth(leaves), found[:-1])
    longer = [*found, found[-1]]
    assert not merkle.is_consistent(first, mth(leaves[:first]), size, mth(leaves), longer)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4)])
def test_a_leaf_that_is_not_there_has_no_path(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not among"):
        merkle.inclusion(index, size, nodes([]))
    assert merkle.root_of_path(b"", index, size, []) is None


@pytest.mark.parametrize(("first", "size"), [(0, 4), (5, 4)])
def test_what_is_no_beginning_has_no_proof(first: int, size: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency(first, size, nodes([]))
    assert not merkle.is_consistent(first, b"", size, b"", [])
