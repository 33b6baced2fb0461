"""The Merkle tree of RFC 6962 §2.1: what a checkpoint signs, and what a receipt proves.

A subtree is written as the leaves that it covers, from the first to before the last.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree of 2**level leaves, and how many of its size stand to its left."""

    level: int
    before: int

    @property
    def last_leaf(self) -> int:
        """The leaf with which it became complete."""
        return ((self.before + 1) << self.level) - 1


class Span(NamedTuple):
    """A subtree, complete or not, by its leaves."""

    start: int
    end: int

    @property
    def middle(self) -> int:
        """Where it divides: the left part is the largest that is complete, and not the whole."""
        return self.start + (1 << (self.end - self.start - 1).bit_length() - 1)


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Peaks:
    """A tree that can only grow: the hashes of its complete subtrees are all that it remembers."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """The tree of a size, from the hashes of `complete(Span(0, size))`."""
        self.size = size
        nodes = complete(Span(0, size))
        self._peaks = {node.level: peak for node, peak in zip(nodes, hashes, strict=True)}

    def grow(self, leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
        """Add leaf hashes; the answer is every node that became complete, level by level."""
        levels: list[Sequence[bytes]] = []
        size, new = self.size, leaves
        self.size += len(leaves)
        while new:
            level = len(levels)
            levels.append(new)
            row = [self._peaks[level], *new] if size >> level & 1 else new
            if len(row) % 2:
                self._peaks[level] = row[-1]
            new = [
                sha256(b"\x01" + left + right).digest()  # node_hash, without the cost of a call
                for left, right in zip(row[::2], row[1::2], strict=False)
            ]
        return levels

    def root(self) -> bytes:
        levels = (node.level for node in complete(Span(0, self.size)))
        return joined([self._peaks[level] for level in levels])


def by_leaf(size: int, levels: Sequence[Sequence[bytes]]) -> list[bytes]:
    """What `Peaks.grow` answered, leaf by leaf: the hashes of all that each leaf completed."""
    completed = [bytearray() for _ in levels[0]] if levels else []
    for level, hashes in enumerate(levels):
        for before, hashed in enumerate(hashes, size >> level):
            completed[Node(level, before).last_leaf - size] += hashed
    return list(map(bytes, completed))


def complete(span: Span) -> list[Node]:
    """The complete subtrees that a subtree consists of, from the left, the largest first."""
    nodes = []
    start, size = span.start, span.end - span.start
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append(Node(level, start >> level))
            start += 1 << level
    return nodes


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash of the subtree that consists of these complete ones."""
    if not hashes:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def inclusion_path(leaf: int, size: int) -> list[Span]:
    """The subtrees whose hashes prove a leaf: PATH of RFC 6962 §2.1.1."""
    return _path(leaf, Span(0, size))


def _path(leaf: int, span: Span) -> list[Span]:
    if span.end - span.start == 1:
        return []
    left, right = _halves(span)
    if leaf < span.middle:
        return [*_path(leaf, left), right]
    return [*_path(leaf, right), left]


def consistency_path(old: int, new: int) -> list[Span]:
    """The subtrees whose hashes prove that a tree extends another: PROOF of RFC 6962 §2.1.2."""
    return _subproof(old, Span(0, new), known=True) if old else []


def _subproof(old: int, span: Span, *, known: bool) -> list[Span]:
    if old == span.end:
        return [] if known else [span]
    left, right = _halves(span)
    if old <= span.middle:
        return [*_subproof(old, left, known=known), right]
    return [*_subproof(old, right, known=False), left]


def _halves(span: Span) -> tuple[Span, Span]:
    return Span(span.start, span.middle), Span(span.middle, span.end)


def prove(path: Sequence[Span], hash_of: Callable[[Node], bytes]) -> list[bytes]:
    """The hashes of a path, each from the complete subtrees that it consists of."""
    return [joined([hash_of(node) for node in complete(span)]) for span in path]


def includes(root: bytes, size: int, leaf: int, hashed: bytes, proof: Sequence[bytes]) -> bool:
    """Does a tree of this size and root have this hash at this leaf?"""
    if not 0 <= leaf < size:
        return False
    path = inclusion_path(leaf, size)
    if len(path) != len(proof):
        return False
    for span, sibling in zip(path, proof, strict=True):
        hashed = node_hash(sibling, hashed) if span.end <= leaf else node_hash(hashed, sibling)
    return hashed == root


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Is the smaller tree the beginning of the larger? Every tree extends the empty one."""
    if not 0 <= old <= new or len(proof) != len(consistency_path(old, new)):
        return False
    if old == 0:
        return old_root == EMPTY_ROOT
    return _both(old, Span(0, new), iter(proof), old_root) == (old_root, new_root)


def _both(old: int, span: Span, rest: Iterator[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """The hash of what the old tree has of a subtree, and of the whole subtree."""
    if old == span.end:
        whole = known or next(rest)
        return whole, whole
    left, right = _halves(span)
    if old <= span.middle:
        before, after = _both(old, left, rest, known)
        return before, node_hash(after, next(rest))
    before, after = _both(old, right, rest, None)
    sibling = next(rest)
    return node_hash(sibling, before), node_hash(sibling, after)
