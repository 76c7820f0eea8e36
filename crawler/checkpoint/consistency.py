"""Proofs that a log only grew: RFC 6962, section 2.1.2."""

from collections.abc import Sequence

from crawler.checkpoint.tree import tree_hash


def consistency_proof(leaves: Sequence[bytes], size: int) -> tuple[bytes, ...]:
    """Return the proof from the log of the first ``size`` entries to that of all.

    It is empty from nothing, and where nothing was added. ``leaves`` are the entries' hashes.
    """
    return _proof(leaves, size, known=True) if size else ()


def _proof(leaves: Sequence[bytes], size: int, *, known: bool) -> tuple[bytes, ...]:
    """``known``: whether who checks the proof has the root of the first ``size`` leaves."""
    if size == len(leaves):
        return () if known else (tree_hash(leaves),)
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if size <= half:
        return (*_proof(leaves[:half], size, known=known), tree_hash(leaves[half:]))
    return (*_proof(leaves[half:], size - half, known=False), tree_hash(leaves[:half]))


def step_proof(peaks: Sequence[bytes], leaf: bytes) -> tuple[bytes, ...]:
    """Return the same from the log with these peaks to the one with one entry more.

    So nothing has to be read back for it.
    """
    if not peaks:
        return ()
    last = () if len(peaks) == 1 else (peaks[-1],)
    return (*last, leaf, *reversed(peaks[:-1]))
