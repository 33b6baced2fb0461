from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evidence.tests import rfc
from sayso.evidence.tree import (
    EMPTY_ROOT,
    Node,
    Peaks,
    Span,
    by_leaf,
    complete,
    consistency_path,
    extends,
    includes,
    inclusion_path,
    leaf_hash,
    prove,
)

LARGEST = 65
DATA = [str(number).encode() for number in range(LARGEST)]
LEAVES = [leaf_hash(data) for data in DATA]
ROOTS = [rfc.mth(DATA[:size]) for size in range(LARGEST + 1)]
SIZES = range(1, LARGEST + 1)


def hash_of(node: Node) -> bytes:
    return rfc.mth(DATA[node.before << node.level : node.last_leaf + 1])


def grown(*parts: int) -> tuple[Peaks, list[bytes]]:
    """A tree grown part by part, and the hashes that each leaf completed."""
    tree, completed = Peaks(), list[bytes]()
    for part in parts:
        size = tree.size
        completed += by_leaf(size, tree.grow(LEAVES[size : size + part]))
    return tree, completed


def flipped(hashed: bytes) -> bytes:
    return bytes([hashed[0] ^ 1]) + hashed[1:]


def worsened(proof: list[bytes]) -> list[list[bytes]]:
    """Every proof that differs in one hash, or in length."""
    edited = [
        [*proof[:place], flipped(hashed), *proof[place + 1 :]] for place, hashed in enumerate(proof)
    ]
    return [*edited, proof[:-1] if proof else [EMPTY_ROOT], [*proof, EMPTY_ROOT]]


def test_the_root_of_nothing_is_as_the_rfc_says() -> None:
    assert Peaks().root() == EMPTY_ROOT == rfc.mth([])


@pytest.mark.parametrize("size", SIZES)
def test_the_root_of_every_size_is_that_of_the_rfc(size: int) -> None:
    assert grown(size)[0].root() == ROOTS[size]


@given(st.lists(st.integers(0, 16), max_size=12).filter(lambda parts: sum(parts) <= LARGEST))
def test_it_does_not_matter_in_which_parts_a_tree_grew(parts: list[int]) -> None:
    tree, completed = grown(*parts)

    assert tree.size == sum(parts)
    assert tree.root() == ROOTS[tree.size]
    assert completed == grown(tree.size)[1]


@pytest.mark.parametrize("size", SIZES)
def test_every_complete_subtree_is_found_with_its_last_leaf(size: int) -> None:
    completed = grown(size)[1]
    for start in range(size):
        for node in complete(Span(0, start + 1)):
            row = completed[node.last_leaf]
            assert row[32 * node.level : 32 * node.level + 32] == hash_of(node)
    assert sum(map(len, completed)) == 32 * sum(
        1 for level in range(8) for _ in range(size >> level)
    )


@pytest.mark.parametrize("size", range(LARGEST))
def test_a_tree_goes_on_from_its_peaks_alone(size: int) -> None:
    tree = Peaks(size, [hash_of(node) for node in complete(Span(0, size))])
    tree.grow(LEAVES[size:])

    assert tree.root() == ROOTS[LARGEST]


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_of_every_size_is_proved_as_the_rfc_says(size: int) -> None:
    for leaf in range(size):
        proof = prove(inclusion_path(leaf, size), hash_of)

        assert proof == rfc.path(leaf, DATA[:size])
        assert includes(ROOTS[size], size, leaf, LEAVES[leaf], proof)
        assert rfc.included(leaf, size, LEAVES[leaf], proof, ROOTS[size])


@pytest.mark.parametrize("size", SIZES)
def test_no_other_proof_of_a_leaf_is_accepted(size: int) -> None:
    for leaf in {0, size // 2, size - 1}:
        proof = prove(inclusion_path(leaf, size), hash_of)
        for worse in worsened(proof):
            assert not includes(ROOTS[size], size, leaf, LEAVES[leaf], worse)
        assert not includes(ROOTS[size], size, leaf, flipped(LEAVES[leaf]), proof)
        assert not includes(flipped(ROOTS[size]), size, leaf, LEAVES[leaf], proof)
        for other in {-1, (leaf + 1) % (size + 1), size} - {leaf}:
            assert not includes(ROOTS[size], size, other, LEAVES[leaf], proof)


@pytest.mark.parametrize("new", SIZES)
def test_every_growth_is_proved_as_the_rfc_says(new: int) -> None:
    for old in range(1, new + 1):
        proof = prove(consistency_path(old, new), hash_of)

        assert proof == rfc.proof(old, DATA[:new])
        assert extends(old, ROOTS[old], new, ROOTS[new], proof)
        if old < new:
            assert rfc.consistent(old, new, proof, ROOTS[old], ROOTS[new])


@pytest.mark.parametrize("new", SIZES)
def test_no_other_proof_of_growth_is_accepted(new: int) -> None:
    for old in range(1, new + 1):
        proof = prove(consistency_path(old, new), hash_of)
        for worse in worsened(proof):
            assert not extends(old, ROOTS[old], new, ROOTS[new], worse)
        assert not extends(old, flipped(ROOTS[old]), new, ROOTS[new], proof)
        assert not extends(old, ROOTS[old], new, flipped(ROOTS[new]), proof)
        assert not extends(new, ROOTS[new], old, ROOTS[old], proof) or old == new


def test_every_tree_extends_the_empty_one_and_the_empty_one_none() -> None:
    for size, root in enumerate(ROOTS):
        assert extends(0, EMPTY_ROOT, size, root, [])
        assert not extends(0, ROOTS[1], size, root, [])
        assert not extends(0, EMPTY_ROOT, size, root, [EMPTY_ROOT])
        assert not extends(size, root, 0, EMPTY_ROOT, []) or size == 0


@given(st.integers(0, 2**40), st.integers(1, 2**40), st.data())
def test_a_proof_in_a_log_of_any_size_is_short(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    names: Callable[[Node], bytes] = lambda node: leaf_hash(str(node).encode())  # noqa: E731
    leaf = data.draw(st.integers(0, new - 1))

    assert len(prove(inclusion_path(leaf, new), names)) <= new.bit_length()
    assert len(prove(consistency_path(old, new), names)) <= new.bit_length() + 1
