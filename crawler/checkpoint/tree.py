"""A Merkle tree over a set.

Its root depends on nothing but the members, and follows a changed member without looking at the
others.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

BUCKETS = 1 << 12
"""Leaves are spread over buckets by the first 12 bits of their hashes, so that a new leaf moves
only the few that share its bucket.
"""


class Tree:
    """A set of byte strings, each at most once, under one root.

    The hashes are those of RFC 6962, section 2.1: a leaf is SHA-256 of a zero byte and the member,
    a node SHA-256 of a one byte and both children, and nothing at all is SHA-256 of nothing. Leaves
    stand in their bucket in order; the buckets' roots are the leaves above.
    """

    def __init__(self, members: Iterable[bytes] = ()) -> None:
        self._buckets: dict[int, set[bytes]] = {}
        self._nodes = list(_empty_nodes())
        self._stale: set[int] = set()
        for member in members:
            self.add(member)

    def add(self, member: bytes) -> None:
        """Put a member in."""
        leaf = leaf_hash(member)
        self._buckets.setdefault(self._touch(leaf), set()).add(leaf)

    def remove(self, member: bytes) -> None:
        """Take a member out. Raises ``KeyError`` where it is not in."""
        leaf = leaf_hash(member)
        self._buckets[self._touch(leaf)].remove(leaf)

    def _touch(self, leaf: bytes) -> int:
        bucket = int.from_bytes(leaf[:2], "big") >> 4
        self._stale.add(bucket)
        return bucket

    @property
    def root(self) -> str:
        """The root, in hexadecimal."""
        for bucket in self._stale:
            self._nodes[BUCKETS + bucket] = tree_hash(sorted(self._buckets[bucket]))
        level = {(BUCKETS + bucket) // 2 for bucket in self._stale}
        while level - {0}:
            for node in level:
                self._nodes[node] = node_hash(self._nodes[2 * node], self._nodes[2 * node + 1])
            level = {node // 2 for node in level}
        self._stale.clear()
        return self._nodes[1].hex()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash over these leaf hashes, in the order given.

    RFC 6962, section 2.1.
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [node_hash(one, other) for one, other in zip(level[::2], level[1::2], strict=False)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a member, as it stands at the bottom of a tree."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from those of its children."""
    return hashlib.sha256(b"\1" + left + right).digest()


@cache
def _empty_nodes() -> tuple[bytes, ...]:
    """Return the nodes of a tree without members.

    Number 1 is the root, 2n and 2n+1 stand below n, the buckets come last.
    """
    nodes = [b""] * BUCKETS + [tree_hash(())] * BUCKETS
    for node in range(BUCKETS - 1, 0, -1):
        nodes[node] = node_hash(nodes[2 * node], nodes[2 * node + 1])
    return tuple(nodes)
