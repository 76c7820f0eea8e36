"""The chain of a sound archive, read no further back than to its last base."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from crawler.checkpoint.chain import Chain
from crawler.checkpoint.record import Checkpoint, is_base
from crawler.codec import decode_sealed
from crawler.errors import BadKey, BadRecord
from crawler.identity import CheckpointKey, checkpoint_key, parse_key
from crawler.store.base import ObjectStore

PREFIX = "checkpoints/"
READERS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""


def read_chain(store: ObjectStore) -> Chain:
    """Return what the checkpoints so far vouch for. Raises ``BadRecord`` that names the first one with anything wrong."""
    newest = max(_numbers(store), default=0)
    base = next((number for number in range(newest, 0, -1) if is_base(number)), 1)
    keys = [checkpoint_key(number) for number in range(base, newest + 1)]
    chain = Chain(number=base - 1)
    with ThreadPoolExecutor(READERS, thread_name_prefix="checkpoints") as pool:
        for key, data in zip(keys, pool.map(store.read, keys), strict=True):
            _take(chain, key, data)
    return chain


def _take(chain: Chain, key: str, data: bytes) -> None:
    if chain.last is None:
        chain.last = decode_sealed(Checkpoint, data, what=key).previous
    taken = chain.take(data)
    faults = (*taken.faults, *(() if taken.follows else ("the one before it is not the one that it names",)))
    if faults or taken.record.number != chain.number or checkpoint_key(chain.number) != key:
        raise BadRecord(f"{key}: {(*faults, 'it belongs elsewhere')[0]}", hint="Run `palimpsest verify`.")


def _numbers(store: ObjectStore) -> Iterator[int]:
    try:
        for key in store.list(PREFIX):
            named = parse_key(key)
            if isinstance(named, CheckpointKey):
                yield named.number
    except BadKey:
        return  # a listing's last word: somebody else's names, which `verify` notes
