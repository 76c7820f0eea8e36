"""The log of the checkpoints so far, read from the newest note and what came after it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from crawler.checkpoint.chain_reader import READERS, noted
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.consistency import consistency_proof
from crawler.checkpoint.transparency_log import LogTree, parse_note
from crawler.checkpoint.tree import leaf_hash
from crawler.errors import BadRecord, ObjectMissing
from crawler.identity import checkpoint_key, note_key
from crawler.store.base import ObjectStore


def read_log(store: ObjectStore, size: int) -> LogTree | None:
    """Return the log whose entries are the first ``size`` checkpoints.

    None where one of them is gone: a log has no gaps. Reads all of them only where there is no
    note yet, or the newest is not sound, which is for ``verify`` to report.
    """
    try:
        start, tree = _continued(store, size)
        with ThreadPoolExecutor(READERS, thread_name_prefix="log") as pool:
            for entry in pool.map(store.read, map(checkpoint_key, range(start + 1, size + 1))):
                tree.append(leaf_hash(entry))
    except ObjectMissing:
        return None
    return tree


def proofs_of_growth(store: ObjectStore, size: int) -> Callable[[int], tuple[bytes, ...]]:
    """Return what gives the proof that leads from an older size to this one.

    The entries are read for the first proof that needs them, and for no other. Raises
    ``ObjectMissing`` then.
    """
    leaves = cache(lambda: _leaves(store, size))
    return lambda old: consistency_proof(leaves(), old) if 0 < old < size else ()


def _leaves(store: ObjectStore, size: int) -> list[bytes]:
    """Return the hashes of the log's first ``size`` entries."""
    with ThreadPoolExecutor(READERS, thread_name_prefix="log") as pool:
        keys = map(checkpoint_key, range(1, size + 1))
        return [leaf_hash(entry) for entry in pool.map(store.read, keys)]


def _continued(store: ObjectStore, size: int) -> tuple[int, LogTree]:
    """Return the tree that the newest note leads to, and its size; an empty one without a note."""
    number = size
    try:
        data = store.read(note_key(size)) if size else b""
    except ObjectMissing:
        number = max((known for known in noted(store) if known < size), default=0)
        data = store.read(note_key(number)) if number else b""
    if not number:
        return 0, LogTree()
    entry = store.read(checkpoint_key(number))
    try:
        public = bytes.fromhex(parse(entry).public_key)
        note, leaf = parse_note(data, note_key(number)), leaf_hash(entry)
    except (BadRecord, ValueError):
        return 0, LogTree()
    return (0, LogTree()) if any(note.faults(number, leaf, public)) else (number, note.tree(leaf))
