"""The chain of a sound archive, read no further back than to its last base."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from crawler.checkpoint.checkpoint_chain import Chain, parse
from crawler.checkpoint.checkpoint_record import is_base
from crawler.codec import sha256
from crawler.errors import BadKey, BadRecord, ObjectMissing
from crawler.identity import CheckpointKey, NoteKey, checkpoint_key, parse_key
from crawler.store.base import ObjectStore

PREFIX = "checkpoints/"
NOTES = "log/"
_HINT = "Nothing was signed. Run `palimpsest verify`."
READERS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""


def read_chain(store: ObjectStore) -> Chain:
    """Return what the checkpoints so far vouch for.

    Raises ``BadRecord`` that names the first one with anything wrong.
    """
    newest = max(numbers(store), default=0)
    base = next((number for number in range(newest, 0, -1) if is_base(number)), 1)
    keys = [checkpoint_key(number) for number in range(base, newest + 1)]
    chain = Chain(number=base - 1)
    with ThreadPoolExecutor(READERS, thread_name_prefix="checkpoints") as pool:
        for key, data in zip(keys, pool.map(partial(_read, store), keys), strict=True):
            _take(chain, key, data)
    return chain


def _read(store: ObjectStore, key: str) -> bytes:
    try:
        return store.read(key)
    except ObjectMissing as error:
        raise BadRecord(f"{key} is missing, and later checkpoints are there", hint=_HINT) from error


def _take(chain: Chain, key: str, data: bytes) -> None:
    record = parse(data, key)
    if chain.last is None:
        chain.last = record.previous  # of a base: what lies before it is not read
    wrong = (
        []
        if chain.follows(record) and checkpoint_key(record.number) == key
        else ["it does not follow on the one before it"]
    )
    wrong += chain.take(record, sha256(data))
    if wrong:
        raise BadRecord(f"{key}: {wrong[0]}", hint=_HINT)


def numbers(store: ObjectStore) -> Iterator[int]:
    """Yield the numbers of the checkpoints that are there."""
    return _numbers(store, PREFIX, CheckpointKey)


def noted(store: ObjectStore) -> Iterator[int]:
    """Yield the numbers of the checkpoints that have a note."""
    return _numbers(store, NOTES, NoteKey)


def _numbers(store: ObjectStore, prefix: str, kind: type[CheckpointKey | NoteKey]) -> Iterator[int]:
    try:
        for key in store.list(prefix):
            named = parse_key(key)
            if isinstance(named, kind):
                yield named.number
    except BadKey:
        return  # a listing's last word: somebody else's names, which `verify` notes
