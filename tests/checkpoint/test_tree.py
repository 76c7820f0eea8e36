"""The Merkle tree as a rule: its root says which members there are, and nothing else."""

import hashlib
import random
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.checkpoint.checkpoint_record import head_leaf, part_leaf
from crawler.checkpoint.tree import Tree, tree_hash

members = st.sets(st.binary(max_size=8), max_size=40)
heads = st.tuples(st.text(max_size=2), st.integers(1, 3), st.sampled_from(["00" * 32, "01" * 32]))


def plainly(leaves: list[bytes]) -> bytes:
    """Return the definition of RFC 6962, section 2.1, word for word.

    Split at the largest power of two below the length.
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + plainly(leaves[:split]) + plainly(leaves[split:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_hash_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    """Pairing level by level gives what the RFC's recursion gives, for every number of leaves."""
    assert tree_hash(leaves) == plainly(leaves)


@settings(max_examples=20, deadline=None)
@given(members)
def test_the_root_is_what_the_page_says(found: set[bytes]) -> None:
    """The root is the tree hash over 4,096 buckets' tree hashes, each over its sorted leaves, as
    docs/understand/format.md says.
    """
    leaves = sorted(hashlib.sha256(b"\0" + member).digest() for member in found)
    buckets = [
        plainly([leaf for leaf in leaves if leaf.hex()[:3] == f"{number:03x}"])
        for number in range(4096)
    ]
    assert Tree(found).root == plainly(buckets).hex()


@settings(deadline=None)
@given(members, st.randoms(use_true_random=False), members)
def test_the_root_depends_only_on_the_members(
    found: set[bytes], chance: random.Random, passing: set[bytes]
) -> None:
    """Whatever the order, whoever came and left, and whenever the root was asked for.

    The same members, the same root.
    """
    order = list(found)
    chance.shuffle(order)
    tree = Tree(islice(order, len(order) // 2))
    for member in passing - found:
        tree.add(member)
    assert tree.root
    for member in passing - found:
        tree.remove(member)
    for member in order:
        tree.add(member)
    assert tree.root == Tree(found).root


@settings(deadline=None)
@given(members, members)
def test_other_members_another_root(one: set[bytes], other: set[bytes]) -> None:
    """Two sets have one root only if they are one set."""
    assert (Tree(one).root == Tree(other).root) == (one == other)


@given(heads, heads)
def test_any_change_of_a_head_or_part_changes_the_leaf(
    one: tuple[str, int, str], other: tuple[str, int, str]
) -> None:
    """Heads and check objects that differ in anything are different members.

    A head is never a check object.
    """
    part, other_part = (one[0], one[2]), (other[0], other[2])
    assert (head_leaf(*one) == head_leaf(*other)) == (one == other)
    assert (part_leaf(*part) == part_leaf(*other_part)) == (part == other_part)
    assert head_leaf(*one) != part_leaf(*other_part)
