"""The tree is that of RFC 6962, and each leaf can be proven to belong to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.archive.merkle import Tree, leaf_hash, node_hash, prove, root_of, verify_proof

LEAVES = [leaf_hash(bytes([number])) for number in range(20)]


def by_the_book(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle Tree Hash as RFC 6962 section 2.1 defines it: by halves at the largest power of two."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = max(2**power for power in range(20) if 2**power < len(leaves))
    return node_hash(by_the_book(leaves[:half]), by_the_book(leaves[half:]))


def test_prefixes_keep_leaves_and_nodes_apart() -> None:
    assert leaf_hash(b"a").hex() == hashlib.sha256(b"\0a").hexdigest()
    assert node_hash(b"a", b"b").hex() == hashlib.sha256(b"\1ab").hexdigest()


@pytest.mark.parametrize("count", range(20))
def test_a_tree_that_grew_is_the_tree_by_the_book(count: int) -> None:
    tree = Tree()
    for leaf in LEAVES[:count]:
        tree.append(leaf)
    assert (tree.count, tree.root()) == (count, by_the_book(LEAVES[:count]))


def test_the_published_roots_of_small_trees() -> None:
    """Known answers for the entries of the test tree that Certificate Transparency implementations share."""
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in entries]
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("count", range(1, 20))
def test_a_proof_shows_its_leaf_in_its_place_and_no_other(count: int) -> None:
    leaves = LEAVES[:count]
    root = root_of(leaves)
    for index, leaf in enumerate(leaves):
        path = prove(leaves, index)
        shown = {n: verify_proof(leaf, n, count, path, root) for n in range(-1, count + 1)}
        assert shown == {n: n == index for n in range(-1, count + 1)}
        assert not verify_proof(leaf_hash(b"other"), index, count, path, root)
        assert not verify_proof(leaf, index, count, (*path, root), root)
        assert not verify_proof(leaf, index, count, path, leaf_hash(b"other"))
        if path:
            assert not verify_proof(leaf, index, count, path[:-1], root)
            assert not verify_proof(leaf, index, count, (leaf_hash(b"other"), *path[1:]), root)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        prove(LEAVES[:3], index)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_any_entries_can_be_proven(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert verify_proof(leaves[index], index, len(leaves), prove(leaves, index), root_of(leaves))
